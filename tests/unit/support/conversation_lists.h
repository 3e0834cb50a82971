// A conversation list with its mirror, and conversations to fill it with.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "state/conversation_list.h"
#include "unit/support/list_mirror.h"
#include "unit/support/lists.h"

namespace messaging {

inline ConversationRecord conversation(const std::string& id,
                                       std::optional<std::int64_t> unread_count = {},
                                       std::optional<std::int64_t> last_message_at_ms = {}) {
    return {ConversationId(id), unread_count, last_message_at_ms, {}};
}

inline MessageRecord message(const std::string& id, std::optional<std::int64_t> created_at_ms = {},
                             const Path& path = {}) {
    return {.id = MessageId(id), .created_at_ms = created_at_ms, .path = path};
}

class MirroredConversations {
  public:
    void replace_all(std::vector<ConversationRecord> records) {
        list.replace_all({list_of(std::move(records)), {}}, changes_);
        mirror_all();
    }
    void merge(const ConversationRecord& record) {
        list.merge(record, changes_);
        mirror_all();
    }
    bool note_message(const std::string& id, bool is_read = false,
                      const std::optional<MessageRecord>& message = {}) {
        const bool is_known =
            list.note_message(ConversationId(id), message ? &*message : nullptr, is_read, changes_);
        mirror_all();
        return is_known;
    }
    void note_read(const std::string& id) {
        list.note_read(ConversationId(id), changes_);
        mirror_all();
    }

    std::string text() const { return mirror.text(); }
    std::size_t last_changes() const { return last_changes_; }

    ConversationList list;
    ListMirror mirror;

  private:
    void mirror_all() {
        last_changes_ = changes_.size();
        mirror.apply(changes_);
        CHECK(mirror.size() == list.size());
        CHECK(mirror.is_unique());
    }

    ListChanges changes_;
    std::size_t last_changes_ = 0;
};

}  // namespace messaging
