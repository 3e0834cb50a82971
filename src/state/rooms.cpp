#include "state/rooms.h"

namespace messaging {

bool Rooms::enter(const ConversationId& room) {
    if (has(room)) return true;
    if (rooms_.size() >= rooms_max) return false;
    Room entered;
    if (is_connected_) entered.join_at = connected_at_;
    rooms_.insert(room, entered);
    return true;
}

void Rooms::connected(Instant now) {
    is_connected_ = true;
    connected_at_ = now;
    for (auto& [id, room] : rooms_) room = Room{0, now};
}

void Rooms::disconnected() {
    is_connected_ = false;
    for (auto& [id, room] : rooms_) room = Room{};
}

List<ConversationId> Rooms::take_due(Instant now) {
    List<ConversationId> due;
    for (auto& [id, room] : rooms_) {
        if (room.join_at > now) continue;
        ++room.joins;
        room.join_at = room.joins < joins_max ? now + repeat_after : never;
        due.push_back(id);
    }
    return due;
}

void Rooms::acknowledged(const ConversationId& room) {
    const auto found = rooms_.find(room);
    if (found != rooms_.end()) found->second.join_at = never;
}

Instant Rooms::deadline() const {
    Instant first = never;
    for (const auto& [id, room] : rooms_) first = std::min(first, room.join_at);
    return first;
}

}  // namespace messaging
