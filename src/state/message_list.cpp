#include "state/message_list.h"

#include <algorithm>
#include <compare>
#include <utility>

namespace messaging {

namespace {

// A sender is no reader of the message, even while it is not known that the sender is `self`.
bool is_read_by_other(const MessageRecord& record, const UserId& self) {
    return std::any_of(record.read_by.begin(), record.read_by.end(), [&](const UserId& reader) {
        return reader != self && reader != record.sender;
    });
}

// Which of two comes first, as far as known: by the server's number, or by its time if a number is
// missing; otherwise the order of arrival stays.
template <typename A, typename B>
std::partial_ordering compare(const A& a, const B& b) {
    if (a.seq && b.seq) return *a.seq <=> *b.seq;
    if (a.created_at_ms && b.created_at_ms) return *a.created_at_ms <=> *b.created_at_ms;
    return std::partial_ordering::unordered;
}

// A copy that says less, or whose state is behind ours, takes nothing away.
template <typename Entry>
void keep_known(Entry& entry, const Entry& old) {
    if (entry.client_id.empty()) entry.client_id = old.client_id;
    if (!entry.seq) entry.seq = old.seq;
    if (!entry.created_at_ms) entry.created_at_ms = old.created_at_ms;
    entry.is_own = entry.is_own || old.is_own;
    if (old.state == MessageState::read) entry.state = MessageState::read;
}

template <typename Entry>
ListEntry listed(const Entry& entry) {
    ListEntry shown;
    shown.id = entry.is_confirmed() ? entry.key : entry.client_id.text();
    shown.client_id = entry.client_id;
    if (entry.is_own) shown.state = entry.state;
    return shown;
}

}  // namespace

MessageList::Entry MessageList::entry_of(const MessageRecord& record, const UserId& self) {
    Entry entry;
    entry.key = record.id.text();
    entry.client_id = record.client_id;
    entry.seq = record.seq;
    entry.created_at_ms = record.created_at_ms;
    entry.is_own = !self.empty() && record.sender == self;
    entry.state = is_read_by_other(record, self) ? MessageState::read : MessageState::sent;
    entry.arrived = ++arrivals_;
    return entry;
}

// Waiting entries are at the end.
std::optional<MessageList::Position> MessageList::find_waiting(
    const ClientMessageId& client_id) const {
    for (Position at = confirmed_; at < entries_.size(); ++at) {
        if (entries_[at].client_id == client_id) return at;
    }
    return std::nullopt;
}

std::optional<MessageList::Position> MessageList::find(const MessageRecord& record) const {
    if (const auto at = find(record.id)) return at;
    // Another sender may have chosen the same client id; only a waiting entry is certainly ours.
    return find_waiting(record.client_id);
}

// After the last entry that is known to come before it; those that cannot be compared are skipped.
MessageList::Position MessageList::place_of(const Entry& entry) const {
    Position place = confirmed_;
    for (Position at = confirmed_; at-- > 0;) {
        const auto order = compare(entries_[at], entry);
        if (order <= 0) break;
        if (order > 0) place = at;
    }
    return place;
}

// Whether the entry at `at` may stay there when it becomes `entry`.
bool MessageList::may_stay(Position at, const Entry& entry) const {
    const Entry& old = entries_[at];
    if (!old.is_confirmed()) return false;
    if (entry.seq == old.seq && entry.created_at_ms == old.created_at_ms) return true;
    for (Position other = 0; other < confirmed_; ++other) {
        const auto order = compare(entries_[other], entry);
        if (other < at && order > 0) return false;
        if (other > at && order < 0) return false;
    }
    return true;
}

void MessageList::insert(Position at, Entry entry, const Path& path, ListChanges& changes) {
    changes.push_back(
        {ListChange::Kind::insert, static_cast<std::uint32_t>(at), listed(entry), path});
    is_whole_ = is_whole_ && joins_on(at, entry);
    entries_.insert(at, std::move(entry));
    ++confirmed_;
}

void MessageList::update(Position at, Entry entry, const Path& path, ListChanges& changes) {
    changes.push_back(
        {ListChange::Kind::replace, static_cast<std::uint32_t>(at), listed(entry), path});
    is_whole_ = is_whole_ && entry.seq == entries_[at].seq;
    entries_.replace(at, std::move(entry));
}

void MessageList::remove(Position at, ListChanges& changes) {
    changes.push_back({ListChange::Kind::remove, static_cast<std::uint32_t>(at), {}, {}});
    if (at < confirmed_) {
        --confirmed_;
        is_whole_ = false;
    }
    entries_.remove(at);
}

void MessageList::patch(Position at, MessageState state, ListChanges& changes) {
    Entry& entry = entries_[at];
    if (entry.state == state) return;
    entry.state = state;
    changes.push_back({ListChange::Kind::patch, static_cast<std::uint32_t>(at), listed(entry), {}});
}

void MessageList::trim(ListChanges& changes) {
    // Removing from the front opens no gap.
    const bool was_whole = is_whole_;
    while (confirmed_ > window_) {
        remove(0, changes);
        has_older_ = true;
    }
    is_whole_ = was_whole;
}

void MessageList::merge(const MessageRecord& record, const UserId& self, ListChanges& changes) {
    Entry entry = entry_of(record, self);
    bool was_here = false;
    if (const auto at = find(record)) {
        was_here = entries_[*at].is_confirmed();
        keep_known(entry, entries_[*at]);
        if (may_stay(*at, entry)) {
            update(*at, std::move(entry), record.path, changes);
            note_read(*at, changes);
            return;
        }
        remove(*at, changes);
    }
    const Position place = place_of(entry);
    // A message from before the list would not adjoin it.
    const bool is_apart = !was_here && has_older_ && confirmed_ > 0;
    if (place == 0 && (is_apart || confirmed_ >= window_)) {
        has_older_ = true;
        return;
    }
    insert(place, std::move(entry), record.path, changes);
    note_read(place, changes);
    trim(changes);
}

void MessageList::replace_all(const History& history, const UserId& self, Mark asked_at,
                              ListChanges& changes) {
    const auto& records = history.messages;
    const std::size_t skipped = records.size() > window_ ? records.size() - window_ : 0;
    for (std::size_t i = skipped; i < records.size(); ++i) {
        if (const auto at = find(records[i].id)) entries_[*at].is_listed = true;
    }
    for (Position at = confirmed_; at-- > 0;) {
        const Entry& entry = entries_[at];
        if (entry.arrived <= asked_at && !entry.is_listed) remove(at, changes);
    }
    Position place = 0;
    // Older messages that were loaded meanwhile stay in front.
    while (place < confirmed_ && skipped < records.size() && !entries_[place].is_listed &&
           compare(entries_[place], records[skipped]) < 0) {
        ++place;
    }
    const bool is_whole = !history.has_more && skipped == 0;
    // Those that do not adjoin are dropped, since nothing would ever fill the gap.
    for (Position at = is_whole ? 0 : place; at > 0; --at) {
        const auto& after = at == place ? records[skipped].seq : entries_[at].seq;
        const auto& before = entries_[at - 1].seq;
        const bool is_gap = before && after && *before < *after - 1;
        // A gap among themselves may be the server's own.
        if (!is_gap || (at < place && *after <= complete_to_seq_.value_or(0))) continue;
        place -= at;
        has_older_ = true;
        while (at > 0) remove(--at, changes);
        break;
    }
    if (place == 0 || !is_start_known_) has_older_ = !is_whole;
    is_start_known_ = true;
    const Mark placed = arrivals_;
    for (std::size_t i = skipped; i < records.size(); ++i) {
        const auto at = find(records[i]);
        // A server may list a message twice; the first one counts.
        if (at && entries_[*at].arrived > placed) continue;
        place_at(place, at, records[i], self, changes);
        ++place;
    }
    apply_read_position(changes);
    trim(changes);
}

// Puts the record at `place`; it was at `before`, if it was here.
void MessageList::place_at(Position place, std::optional<Position> before,
                           const MessageRecord& record, const UserId& self, ListChanges& changes) {
    Entry entry = entry_of(record, self);
    if (before) keep_known(entry, entries_[*before]);
    if (before == place && place < confirmed_) {
        update(place, std::move(entry), record.path, changes);
        return;
    }
    if (before) remove(*before, changes);
    insert(std::min(place, confirmed_), std::move(entry), record.path, changes);
}

void MessageList::prepend(const History& history, const UserId& self, ListChanges& changes) {
    std::size_t added = 0;
    for (const auto& record : history.messages) {
        if (find(record)) continue;
        insert(added, entry_of(record, self), record.path, changes);
        ++added;
    }
    window_ += added;
    has_older_ = history.has_more;
    is_start_known_ = true;
    is_whole_ = false;
    apply_read_position(changes);
}

void MessageList::add_own(const ClientMessageId& client_id, const Text& json,
                          ListChanges& changes) {
    Entry entry;
    entry.client_id = client_id;
    entry.is_own = true;
    entry.state = MessageState::pending;
    changes.push_back({ListChange::Kind::insert, static_cast<std::uint32_t>(entries_.size()),
                       listed(entry), OwnText{json}});
    entries_.push_back(std::move(entry));
}

void MessageList::set_own_state(const ClientMessageId& client_id, MessageState state,
                                ListChanges& changes) {
    if (const auto at = find_waiting(client_id)) patch(*at, state, changes);
}

void MessageList::confirm_own(const ClientMessageId& client_id, const MessageId& id,
                              const std::optional<MessageRecord>& record, const Text& json,
                              const UserId& self, ListChanges& changes) {
    if (record) {
        merge(*record, self, changes);
    } else if (!find(id)) {
        confirm_waiting(client_id, id, json, changes);
    }
    // An event may have come before the reply, without saying whose message it is.
    remove_own(client_id, changes);
    const auto at = find(record ? record->id : id);
    if (!at || (entries_[*at].is_own && entries_[*at].client_id == client_id)) return;
    entries_[*at].is_own = true;
    entries_[*at].client_id = client_id;
    changes.push_back(
        {ListChange::Kind::patch, static_cast<std::uint32_t>(*at), listed(entries_[*at]), {}});
}

// The waiting entry itself becomes the server's message.
void MessageList::confirm_waiting(const ClientMessageId& client_id, const MessageId& id,
                                  const Text& json, ListChanges& changes) {
    const auto at = find_waiting(client_id);
    if (!at) return;
    Entry entry = entries_[*at];
    entry.key = id.text();
    entry.state = MessageState::sent;
    entry.arrived = ++arrivals_;
    remove(*at, changes);
    changes.push_back({ListChange::Kind::insert, static_cast<std::uint32_t>(confirmed_),
                       listed(entry), OwnText{json}});
    is_whole_ = is_whole_ && joins_on(confirmed_, entry);
    entries_.insert(confirmed_, std::move(entry));
    ++confirmed_;
    note_read(confirmed_ - 1, changes);
    trim(changes);
}

MessageId MessageList::stored_as(const ClientMessageId& client_id) const {
    for (Position at = entries_.size(); at-- > 0;) {
        const Entry& entry = entries_[at];
        if (entry.is_own && entry.client_id == client_id) return MessageId(entry.key);
    }
    return {};
}

void MessageList::remove_own(const ClientMessageId& client_id, ListChanges& changes) {
    if (const auto at = find_waiting(client_id)) remove(*at, changes);
}

void MessageList::mark_read_by_other(const MessageId& id, ListChanges& changes) {
    const auto told = find(id);
    const auto known = find(read_by_other_);
    // Reading is monotonic: a late receipt takes nothing back.
    if (told && known && *told < *known) return;
    read_by_other_ = id;
    apply_read_position(changes);
}

void MessageList::apply_read_position(ListChanges& changes) {
    if (confirmed_ > 0) apply_read_position(0, confirmed_ - 1, changes);
}

// For the own messages from `first` to `last`.
void MessageList::apply_read_position(Position first, Position last, ListChanges& changes) {
    const auto read = find(read_by_other_);
    if (!read) return;
    // A message known only by its id has an accidental position.
    const auto is_placed = [](const Entry& entry) { return entry.seq || entry.created_at_ms; };
    const bool is_read_placed = is_placed(entries_[*read]);
    for (Position at = first; at <= std::min(last, *read); ++at) {
        const Entry& entry = entries_[at];
        const bool is_before = is_placed(entry) == is_read_placed;
        if (entry.is_own && is_before) patch(at, MessageState::read, changes);
    }
}

// The entry is new, or its place has only now become known.
void MessageList::note_read(Position at, ListChanges& changes) {
    if (entries_[at].key == read_by_other_.text()) {
        apply_read_position(changes);
    } else if (entries_[at].is_own) {
        apply_read_position(at, at, changes);
    }
}

void MessageList::accept_gaps(const History& history, Mark asked_at) {
    // What arrived by another way since the request says nothing of what comes before it.
    std::int64_t complete = complete_to_seq_.value_or(0);
    for (Position at = 0; at < confirmed_; ++at) {
        if (entries_[at].arrived <= asked_at) {
            complete = std::max(complete, entries_[at].seq.value_or(0));
        }
    }
    for (const auto& record : history.messages) {
        complete = std::max(complete, record.seq.value_or(0));
    }
    complete_to_seq_ = complete;
    is_whole_ = false;
}

// Whether `entry` is added at the end and opens no gap there; without a number it opens none.
bool MessageList::joins_on(Position at, const Entry& entry) const {
    if (at < confirmed_) return false;
    if (at == 0 || !entry.seq) return at > 0;
    const auto& before = entries_[at - 1].seq;
    return !before || *entry.seq <= *before || *entry.seq - 1 <= *before;
}

std::optional<MessageList::Position> MessageList::gap_before() const {
    if (is_whole_) return std::nullopt;
    // Once the server has said that nothing is older, its first message has the number 1.
    std::optional<std::int64_t> before;
    if (complete_to_seq_ && !has_older_) before = 0;
    for (Position at = 0; at < confirmed_; ++at) {
        const auto& after = entries_[at].seq;
        const bool is_gap = before && after && *after > *before && *after - 1 > *before;
        if (is_gap && *after > complete_to_seq_.value_or(0)) return at;
        before = after;
    }
    is_whole_ = true;
    return std::nullopt;
}

std::optional<MessageId> MessageList::resume_after() const {
    const Position end = gap_before().value_or(confirmed_);
    // Without a number, what is missing before it would go unnoticed.
    if (end == 0 || !entries_[end - 1].seq) return std::nullopt;
    return MessageId(entries_[end - 1].key);
}

std::optional<MessageId> MessageList::oldest() const {
    if (confirmed_ == 0) return std::nullopt;
    return MessageId(entries_[0].key);
}

MessageId MessageList::newest() const {
    return confirmed_ == 0 ? MessageId() : MessageId(entries_[confirmed_ - 1].key);
}

}  // namespace messaging
