#include "state/conversation_list.h"

#include <algorithm>
#include <utility>

namespace messaging {

namespace {

ListChange change_at(ListChange::Kind kind, std::size_t at, const Text& id) {
    ListChange change;
    change.kind = kind;
    change.index = static_cast<std::uint32_t>(at);
    change.entry.id = id;
    return change;
}

}  // namespace

ConversationList::Entry ConversationList::entry_of(const ConversationRecord& record,
                                                   const KeyedList<Entry>& known) {
    Entry entry;
    entry.key = record.id.text();
    entry.unread_count = record.unread_count;
    entry.last_message_at_ms = record.last_message_at_ms;
    if (const auto at = known.find(entry.key)) entry.last_message = known[*at].last_message;
    return entry;
}

// Before the first entry that is known not to be newer; at the front if the server gives no times,
// since it is moved because of an event.
ConversationList::Position ConversationList::place_of(const Entry& entry) const {
    const auto is_newer = [&](const auto& other_at_ms) {
        return entry.last_message_at_ms &&
               (!other_at_ms || *other_at_ms > *entry.last_message_at_ms);
    };
    Position at = 0;
    while (at < entries_.size() && is_newer(entries_[at].last_message_at_ms)) ++at;
    return at;
}

void ConversationList::insert(Position at, Entry entry, const Path& path, ListChanges& changes) {
    ListChange change = change_at(ListChange::Kind::insert, at, entry.key);
    change.object = path;
    changes.push_back(std::move(change));
    entries_.insert(at, std::move(entry));
    if (entries_.size() > conversations_max) remove(entries_.size() - 1, changes);
}

void ConversationList::remove(Position at, ListChanges& changes) {
    changes.push_back(change_at(ListChange::Kind::remove, at, entries_[at].key));
    entries_.remove(at);
}

void ConversationList::replace_all(const ConversationPage& page, ListChanges& changes) {
    const auto before = std::move(entries_);
    if (!before.empty()) changes.push_back({});
    for (const auto& record : page.conversations) {
        if (entries_.size() == conversations_max) return;
        if (has(record.id)) continue;
        insert(entries_.size(), entry_of(record, before), record.path, changes);
    }
}

void ConversationList::merge(const ConversationRecord& record, ListChanges& changes) {
    Entry entry = entry_of(record, entries_);
    const auto at = find(record.id);
    const bool stays = at && entries_[*at].last_message_at_ms == entry.last_message_at_ms;
    if (stays) {
        ListChange change = change_at(ListChange::Kind::replace, *at, record.id.text());
        change.object = record.path;
        changes.push_back(std::move(change));
        entries_.replace(*at, std::move(entry));
        return;
    }
    if (at) remove(*at, changes);
    const Position place = place_of(entry);
    insert(place, std::move(entry), record.path, changes);
}

bool ConversationList::note_message(const ConversationId& id, const MessageRecord* message,
                                    bool is_read, ListChanges& changes) {
    const auto at = find(id);
    if (!at) return false;
    Entry entry = entries_[*at];
    ListChange change = change_at(ListChange::Kind::to_front, *at, id.text());
    if (message != nullptr) {
        const auto& sent_at_ms = message->created_at_ms;
        // Without a time on either side it counts as new, unless it was also the last one.
        if (sent_at_ms && sent_at_ms <= entry.last_message_at_ms) return true;
        if (message->id == entry.last_message) return true;
        entry.last_message = message->id;
        change.entry.last_message = message->path;
    }
    if (!is_read && entry.unread_count) ++*entry.unread_count;
    // Only the server can say the time of the message; until it does, the front is its place.
    entry.last_message_at_ms.reset();
    change.entry.unread_count = entry.unread_count;
    changes.push_back(std::move(change));
    entries_.remove(*at);
    entries_.insert(0, std::move(entry));
    return true;
}

void ConversationList::begin_read(const ConversationId& id) {
    const auto at = find(id);
    if (at) entries_[*at].being_read = entries_[*at].unread_count.value_or(0);
}

void ConversationList::note_read(const ConversationId& id, ListChanges& changes) {
    const auto at = find(id);
    if (!at) return;
    Entry& entry = entries_[*at];
    const auto left = std::max<std::int64_t>(entry.unread_count.value_or(0) - entry.being_read, 0);
    if (entry.unread_count == left) return;
    if (entry.unread_count) entry.unread_count = left;
    ListChange change = change_at(ListChange::Kind::patch, *at, id.text());
    change.entry.unread_count = left;
    changes.push_back(std::move(change));
}

std::optional<std::int64_t> ConversationList::unread_total() const {
    std::int64_t total = 0;
    for (const auto& entry : entries_) {
        if (!entry.unread_count) return std::nullopt;
        total += *entry.unread_count;
    }
    return total;
}

}  // namespace messaging
