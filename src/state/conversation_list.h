// The user's conversations, newest message first, keyed by id. The server's list is authoritative;
// events are applied between two lists.
#pragma once

#include <cstdint>
#include <optional>

#include "base/id.h"
#include "base/keyed_list.h"
#include "base/list.h"
#include "state/list_change.h"
#include "wire/model.h"

namespace messaging {

class ConversationList {
  public:
    // No more are kept; the oldest drop off the end.
    static constexpr std::size_t conversations_max = 5000;

    void replace_all(const ConversationPage& page, ListChanges& changes);
    // The server's own record of one conversation.
    void merge(const ConversationRecord& record, ListChanges& changes);
    // A message arrived, and the server may not say more: the conversation moves to the front, and
    // its unread count grows unless `is_read`. A message that the server's record already covers is
    // ignored, and so is one that comes twice, as from servers that notify both a room and its
    // members. False if the conversation is not known.
    bool note_message(const ConversationId& id, const MessageRecord* message, bool is_read,
                      ListChanges& changes);
    // Called when the server is being told that this user has read a conversation, and when it has
    // been told. Messages that arrive in between stay unread.
    void begin_read(const ConversationId& id);
    void note_read(const ConversationId& id, ListChanges& changes);

    bool has(const ConversationId& id) const { return find(id).has_value(); }
    std::size_t size() const { return entries_.size(); }
    // The sum over all conversations; nullopt if the server does not count.
    std::optional<std::int64_t> unread_total() const;

  private:
    // The key is the conversation id.
    struct Entry : Keyed {
        std::optional<std::int64_t> unread_count;
        std::optional<std::int64_t> last_message_at_ms;
        // How many unread messages the mark under way covers; all if the entry came after it.
        std::int64_t being_read = count_max;
        // The last message that an event brought.
        MessageId last_message;
    };
    using Position = std::size_t;

    std::optional<Position> find(const ConversationId& id) const {
        return entries_.find(id.text());
    }
    // The record, with what events have added to it if it is in `known`.
    static Entry entry_of(const ConversationRecord& record, const KeyedList<Entry>& known);
    Position place_of(const Entry& entry) const;
    void insert(Position at, Entry entry, const Path& path, ListChanges& changes);
    void remove(Position at, ListChanges& changes);

    KeyedList<Entry> entries_;
};

}  // namespace messaging
