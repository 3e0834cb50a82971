#include "state/rooms.h"

namespace messaging {

bool Rooms::enter(const ConversationId& room) {
    if (has(room)) return true;
    if (rooms_.size() >= rooms_max) return false;
    rooms_.insert(room);
    if (is_connected_) joining_.insert(room, 0, connected_at_);
    return true;
}

void Rooms::leave(const ConversationId& room) {
    rooms_.erase(room);
    joining_.erase(room);
}

void Rooms::connected(Instant now) {
    is_connected_ = true;
    connected_at_ = now;
    for (const auto& [id, nothing] : rooms_) joining_[id] = {0, now};
}

void Rooms::disconnected() {
    is_connected_ = false;
    joining_.clear();
}

List<ConversationId> Rooms::take_due(Instant now) {
    List<ConversationId> due;
    for (auto& [id, room] : joining_) {
        if (room.join_at > now) continue;
        ++room.joins;
        room.join_at = room.joins < joins_max ? now + repeat_after : never;
        due.push_back(id);
    }
    return due;
}

void Rooms::acknowledged(const ConversationId& room) { joining_.erase(room); }

Instant Rooms::deadline() const {
    Instant first = never;
    for (const auto& [id, room] : joining_) first = std::min(first, room.join_at);
    return first;
}

}  // namespace messaging
