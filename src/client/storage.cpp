#include "client/storage.h"

#include <algorithm>
#include <utility>

namespace messaging {

TicketNumber Storage::take_ticket(const ClientMessageId& id, Instant now) {
    last_ticket_ = last_ticket_.next();
    waiting_.insert(last_ticket_, Waiting{id, now + answer_within});
    return last_ticket_;
}

void Storage::open(const UserId& user, Instant now, Effects& effects) {
    user_ = user;
    waiting_.clear();
    removed_.clear();
    load_ = TicketNumber();
    if (!is_open()) return;
    load_ = take_ticket({}, now);
    effects.add(LoadStorage{load_, user_});
}

void Storage::put(const ClientMessageId& id, Text record, Instant now, Effects& effects) {
    effects.add(Persist{take_ticket(id, now), user_, id, std::move(record)});
}

void Storage::remove(const ClientMessageId& id, Instant now, Effects& effects) {
    if (removed_.size() < removed_max) removed_.push_back(id);
    if (is_open()) effects.add(Forget{take_ticket(id, now), user_, id});
}

void Storage::wipe(Effects& effects) {
    if (is_open()) effects.add(WipeStorage{user_});
}

bool Storage::loaded(TicketNumber ticket) {
    if (load_.is_none() || ticket != load_) return false;
    load_ = TicketNumber();
    waiting_.erase(ticket);
    is_usable_ = true;
    return true;
}

bool Storage::was_removed(const ClientMessageId& id) const {
    return std::find(removed_.begin(), removed_.end(), id) != removed_.end();
}

bool Storage::failed(TicketNumber ticket) {
    if (ticket == load_) load_ = TicketNumber();
    return waiting_.contains(ticket);
}

std::optional<ClientMessageId> Storage::persisted(TicketNumber ticket) {
    const auto found = waiting_.find(ticket);
    if (found == waiting_.end()) return std::nullopt;
    auto id = std::move(found->second.id);
    waiting_.erase(found);
    return id;
}

void Storage::give_up(const List<ClientMessageId>& ids, Instant now, Effects& effects) {
    waiting_.clear();
    for (const auto& id : ids) remove(id, now, effects);
    is_usable_ = false;
}

Instant Storage::deadline() const {
    return waiting_.empty() ? never : waiting_.begin()->second.until;
}

}  // namespace messaging
