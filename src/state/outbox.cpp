#include "state/outbox.h"

#include <algorithm>
#include <utility>

namespace messaging {

bool Outbox::add(OutgoingMessage message, Stage stage) {
    if (items_.size() >= messages_max || bytes_ + message.json.size() > bytes_max) return false;
    insert(std::move(message), stage);
    return true;
}

bool Outbox::add_earlier(OutgoingMessage message, Stage stage) {
    if (items_.size() >= with_earlier_messages_max) return false;
    if (bytes_ + message.json.size() > with_earlier_bytes_max) return false;
    insert(std::move(message), stage);
    return true;
}

void Outbox::insert(OutgoingMessage message, Stage stage) {
    bytes_ += message.json.size();
    std::size_t at = items_.size();
    while (at > 0 && items_[at - 1].message.order > message.order) --at;
    items_.insert(at, {std::move(message), stage, {}, {}, false});
}

std::int64_t Outbox::next_order(Instant now) const {
    const std::int64_t by_time = now.time_since_epoch().count();
    return items_.empty() ? by_time : std::max(by_time, items_.back().message.order + 1);
}

void Outbox::place(const ClientMessageId& id, std::int64_t order) {
    if (Item* found = item(id)) {
        found->message.order = order;
        found->is_placed = true;
    }
}

List<ClientMessageId> Outbox::settle_places(std::int64_t last) {
    std::size_t placed = items_.size();
    while (placed > 0 && !items_[placed - 1].is_placed) --placed;
    for (std::size_t i = placed; i < items_.size(); ++i) {
        OutgoingMessage& message = items_[i].message;
        // No copy of a doubtful message was written, since one was expected in storage.
        items_[i].is_placed = message.order > last && !message.is_doubtful;
        message.order = last = std::max(message.order, last + 1);
    }
    for (std::size_t i = placed; i-- > 0;) {
        std::int64_t& order = items_[i].message.order;
        const std::int64_t highest = i + 1 < placed ? items_[i + 1].message.order - 1 : order;
        if (items_[i].is_placed && order <= highest) continue;
        items_[i].is_placed = false;
        order = highest;
    }
    // Orders that were lowered are written first to last, those that were raised last to first.
    List<ClientMessageId> misplaced;
    const auto take = [&](Item& item) {
        if (!std::exchange(item.is_placed, false)) misplaced.push_back(item.message.id);
    };
    for (std::size_t i = 0; i < placed; ++i) take(items_[i]);
    for (std::size_t i = items_.size(); i-- > placed;) take(items_[i]);
    return misplaced;
}

Outbox::Item* Outbox::item(const ClientMessageId& id) {
    const auto found = std::find_if(items_.begin(), items_.end(),
                                    [&](const Item& item) { return item.message.id == id; });
    return found == items_.end() ? nullptr : &*found;
}

// Whether another message of the same conversation must go first, or is under way: a later one may
// be when an earlier one is retried.
bool Outbox::is_blocked(std::size_t index) const {
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (items_[i].message.conversation != items_[index].message.conversation) continue;
        if (i < index && items_[i].stage != Stage::failed) return true;
        if (i > index && items_[i].stage == Stage::under_way) return true;
    }
    return false;
}

List<ClientMessageId> Outbox::take_ready(Instant now) {
    List<ClientMessageId> ready;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        Item& item = items_[i];
        if (item.stage != Stage::waiting || item.not_before > now || is_blocked(i)) continue;
        item.stage = Stage::under_way;
        ready.push_back(item.message.id);
    }
    return ready;
}

void Outbox::store(const ClientMessageId& id) {
    if (Item* found = item(id)) found->stage = Stage::storing;
}

void Outbox::store_waiting() {
    for (Item& item : items_) {
        if (item.stage == Stage::waiting) item.stage = Stage::storing;
    }
}

void Outbox::stored(const ClientMessageId& id) {
    Item* found = item(id);
    if (found != nullptr && found->stage == Stage::storing) found->stage = Stage::waiting;
}

void Outbox::stored_all() {
    for (Item& item : items_) {
        if (item.stage == Stage::storing) item.stage = Stage::waiting;
    }
}

void Outbox::wait(const ClientMessageId& id, Instant at, Instant least) {
    if (Item* found = item(id)) {
        found->stage = Stage::waiting;
        found->not_before = std::max(at, least);
        found->least = least;
    }
}

void Outbox::wake_all(Instant now) {
    for (Item& item : items_)
        item.not_before = std::min(item.not_before, std::max(now, item.least));
}

void Outbox::fail(const ClientMessageId& id) {
    if (Item* found = item(id)) found->stage = Stage::failed;
}

bool Outbox::retry(const ClientMessageId& id, CallNumber call, Instant now) {
    Item* found = item(id);
    if (found == nullptr || found->stage != Stage::failed) return false;
    found->stage = Stage::waiting;
    found->message.call = call;
    found->message.answer_by = now + answer_within;
    return true;
}

std::optional<OutgoingMessage> Outbox::remove(const ClientMessageId& id) {
    std::size_t at = 0;
    while (at < items_.size() && items_[at].message.id != id) ++at;
    if (at == items_.size()) return std::nullopt;
    OutgoingMessage message = std::move(items_[at].message);
    bytes_ -= message.json.size();
    items_.remove(at);
    return message;
}

OutgoingMessage* Outbox::find(const ClientMessageId& id) {
    Item* found = item(id);
    return found == nullptr ? nullptr : &found->message;
}

bool Outbox::is_failed(const ClientMessageId& id) const {
    return std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
        return item.message.id == id && item.stage == Stage::failed;
    });
}

std::vector<const OutgoingMessage*> Outbox::of(const ConversationId& conversation) const {
    std::vector<const OutgoingMessage*> messages;
    for (const Item& item : items_) {
        if (item.message.conversation == conversation) messages.push_back(&item.message);
    }
    return messages;
}

List<ClientMessageId> Outbox::ids() const {
    List<ClientMessageId> ids;
    for (const Item& item : items_) ids.push_back(item.message.id);
    return ids;
}

List<OutgoingMessage> Outbox::take_unanswered(Instant now) {
    List<OutgoingMessage> late;
    for (Item& item : items_) {
        if (item.message.call.is_none() || item.message.answer_by > now) continue;
        late.push_back(item.message);
        item.message.call = CallNumber();
    }
    return late;
}

CallNumber Outbox::take_call(const ClientMessageId& id) {
    Item* found = item(id);
    return found == nullptr ? CallNumber() : std::exchange(found->message.call, CallNumber());
}

List<OutgoingMessage> Outbox::take_all() {
    List<OutgoingMessage> all;
    for (Item& item : items_) all.push_back(std::move(item.message));
    items_.clear();
    bytes_ = 0;
    return all;
}

Instant Outbox::deadline() const {
    Instant first = never;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const bool is_next = items_[i].stage == Stage::waiting && !is_blocked(i);
        if (is_next) first = std::min(first, items_[i].not_before);
    }
    return first;
}

Instant Outbox::answer_deadline() const {
    Instant first = never;
    for (const Item& item : items_) {
        if (!item.message.call.is_none()) first = std::min(first, item.message.answer_by);
    }
    return first;
}

}  // namespace messaging
