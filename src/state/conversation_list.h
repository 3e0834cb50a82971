// The user's conversations, the one with the newest message first. Keyed by id; the server's list
// is the truth, and what events say of a conversation is applied between two lists.
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
    // More are not kept: the oldest leave at the end.
    static constexpr std::size_t conversations_max = 5000;

    void replace_all(const ConversationPage& page, ListChanges& changes);
    // The server's own description of one conversation.
    void merge(const ConversationRecord& record, ListChanges& changes);
    // A message came, and the server may not say more: the conversation moves to the front, and its
    // unread count grows unless `is_read`. One that events about it have overtaken is in the
    // server's record already, and one that comes again, as from servers that tell both a room and
    // its members, was counted. False where the conversation is not known.
    bool note_message(const ConversationId& id, const MessageRecord* message, bool is_read,
                      ListChanges& changes);
    // The server is being told that this user has read a conversation; then, that it has been. What
    // came in between stays unread.
    void begin_read(const ConversationId& id);
    void note_read(const ConversationId& id, ListChanges& changes);

    bool has(const ConversationId& id) const { return find(id).has_value(); }
    std::size_t size() const { return entries_.size(); }
    // The sum over all conversations; nothing where the server does not count.
    std::optional<std::int64_t> unread_total() const;

  private:
    // Its key is the conversation's id.
    struct Entry : Keyed {
        std::optional<std::int64_t> unread_count;
        std::optional<std::int64_t> last_message_at_ms;
        // So many unread ones the mark under way is about; all of an entry that came after it.
        std::int64_t being_read = count_max;
        // The last that an event brought.
        MessageId last_message;
    };
    using Position = std::size_t;

    std::optional<Position> find(const ConversationId& id) const {
        return entries_.find(id.text());
    }
    // With what events have told of it, where it is among those that are known.
    static Entry entry_of(const ConversationRecord& record, const KeyedList<Entry>& known);
    Position place_of(const Entry& entry) const;
    void insert(Position at, Entry entry, const Path& path, ListChanges& changes);
    void remove(Position at, ListChanges& changes);

    KeyedList<Entry> entries_;
};

}  // namespace messaging
