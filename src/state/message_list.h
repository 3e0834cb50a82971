// The messages of one conversation in the server's order: a window over the newest of them. Keyed
// by id, so that nothing is listed twice, however often and by whatever way it arrives; own
// messages that no server has confirmed are at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/id.h"
#include "base/keyed_list.h"
#include "base/list.h"
#include "state/list_change.h"
#include "wire/model.h"

namespace messaging {

class MessageList {
  public:
    // `window`: how many confirmed messages are kept; older ones drop off the front.
    explicit MessageList(std::size_t window) : window_(window) {}
    std::size_t window() const { return window_; }

    // A point in the list's life, taken before a request is sent.
    using Mark = std::uint64_t;
    Mark mark() const { return arrivals_; }
    // Later than every mark before.
    Mark next_mark() { return ++arrivals_; }

    // The server's whole list. What arrived by another way since `asked_at` stays.
    void replace_all(const History& history, const UserId& self, Mark asked_at,
                     ListChanges& changes);
    // Adds or updates one message.
    void merge(const MessageRecord& record, const UserId& self, ListChanges& changes);
    // Messages older than all that are here, oldest first; the window grows by their number.
    void prepend(const History& history, const UserId& self, ListChanges& changes);

    void add_own(const ClientMessageId& client_id, const Text& json, ListChanges& changes);
    void set_own_state(const ClientMessageId& client_id, MessageState state, ListChanges& changes);
    // The server has stored an own message. Its object is the record in the reply, or stays the
    // page's `json` until the server's copy arrives.
    void confirm_own(const ClientMessageId& client_id, const MessageId& id,
                     const std::optional<MessageRecord>& record, const Text& json,
                     const UserId& self, ListChanges& changes);
    void remove_own(const ClientMessageId& client_id, ListChanges& changes);

    // The id under which the server has stored an own message; empty if not known.
    MessageId stored_as(const ClientMessageId& client_id) const;

    // Another participant has read everything up to a message.
    void mark_read_by_other(const MessageId& id, ListChanges& changes);

    // The server's answer to a request made at `asked_at` is all that it has: gaps that are left
    // are its own.
    void accept_gaps(const History& history, Mark asked_at);
    // Whether the server's sequence has a gap here.
    bool has_gap() const { return gap_before().has_value(); }
    // The message after which a delta must begin: the one before the first gap, else the newest.
    std::optional<MessageId> resume_after() const;
    std::optional<MessageId> oldest() const;
    // Empty if there is none.
    MessageId newest() const;
    bool has_older() const { return has_older_; }
    std::size_t size() const { return entries_.size(); }

  private:
    // The key is the message id, empty while no server has confirmed the message.
    struct Entry : Keyed {
        ClientMessageId client_id;
        std::optional<std::int64_t> seq;
        std::optional<std::int64_t> created_at_ms;
        bool is_own = false;
        MessageState state = MessageState::sent;
        Mark arrived = 0;
        // Part of the answer that is being applied.
        bool is_listed = false;

        bool is_confirmed() const { return !key.empty(); }
    };
    using Position = std::size_t;

    Entry entry_of(const MessageRecord& record, const UserId& self);
    std::optional<Position> find(const MessageId& id) const { return entries_.find(id.text()); }
    std::optional<Position> find_waiting(const ClientMessageId& client_id) const;
    std::optional<Position> find(const MessageRecord& record) const;
    Position place_of(const Entry& entry) const;
    bool may_stay(Position at, const Entry& entry) const;
    bool joins_on(Position at, const Entry& entry) const;
    std::optional<Position> gap_before() const;

    void place_at(Position place, std::optional<Position> before, const MessageRecord& record,
                  const UserId& self, ListChanges& changes);
    void insert(Position at, Entry entry, const Path& path, ListChanges& changes);
    void update(Position at, Entry entry, const Path& path, ListChanges& changes);
    void remove(Position at, ListChanges& changes);
    void patch(Position at, MessageState state, ListChanges& changes);
    void trim(ListChanges& changes);
    void confirm_waiting(const ClientMessageId& client_id, const MessageId& id, const Text& json,
                         ListChanges& changes);
    void apply_read_position(ListChanges& changes);
    void apply_read_position(Position first, Position last, ListChanges& changes);
    void note_read(Position at, ListChanges& changes);

    std::size_t window_;
    // Confirmed entries, then own ones that are waiting.
    KeyedList<Entry> entries_;
    std::size_t confirmed_ = 0;
    bool has_older_ = false;
    // The server has said whether there is anything before the first entry.
    bool is_start_known_ = false;
    Mark arrivals_ = 0;
    // Gaps up to this number are the server's own; nullopt before its first answer.
    std::optional<std::int64_t> complete_to_seq_;
    // No gap was found, and none has opened since; cached, since every event asks.
    mutable bool is_whole_ = false;
    // The newest message that another participant is known to have read.
    MessageId read_by_other_;
};

}  // namespace messaging
