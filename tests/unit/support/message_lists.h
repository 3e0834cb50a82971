// A message list with its mirror, and messages to fill it with.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <optional>
#include <string>

#include "state/message_list.h"
#include "support/str.h"
#include "unit/support/list_mirror.h"
#include "unit/support/lists.h"

namespace messaging {

// A message without number or time.
inline MessageRecord bare(const std::string& id) { return {.id = MessageId(id)}; }

inline MessageRecord numbered(std::int64_t seq) {
    return {.id = MessageId("m" + std::to_string(seq)), .seq = seq};
}

inline MessageRecord timed(const std::string& id, std::int64_t at_ms) {
    return {.id = MessageId(id), .created_at_ms = at_ms};
}

inline MessageRecord sent_by(const std::string& user, MessageRecord record) {
    record.sender = UserId(user);
    return record;
}

inline MessageRecord with_client_id(const std::string& client_id, MessageRecord record) {
    record.client_id = ClientMessageId(client_id);
    return record;
}

inline MessageRecord read_by(std::initializer_list<std::string> users, MessageRecord record) {
    for (const auto& user : users) record.read_by.push_back(UserId(user));
    return record;
}

// The list of the user `me`, with a mirror that follows every operation.
class MirroredMessages {
  public:
    explicit MirroredMessages(std::size_t window = 500) : list(window) {}

    void merge(const MessageRecord& record) {
        list.merge(record, me, changes_);
        mirror_all();
    }
    void merge(std::initializer_list<MessageRecord> records) {
        for (const auto& record : records) merge(record);
    }
    void replace_all(std::vector<MessageRecord> records,
                     std::optional<MessageList::Mark> asked_at = {}, bool has_more = false) {
        const History history{list_of(std::move(records)), {}, {}, has_more, {}};
        list.replace_all(history, me, asked_at.value_or(list.mark()), changes_);
        mirror_all();
    }
    void prepend(std::vector<MessageRecord> records, bool has_more = false) {
        list.prepend({list_of(std::move(records)), {}, {}, has_more, {}}, me, changes_);
        mirror_all();
    }
    void add_own(const std::string& client_id) {
        list.add_own(ClientMessageId(client_id), R"({"text":"mine"})", changes_);
        mirror_all();
    }
    void set_own_state(const std::string& client_id, MessageState state) {
        list.set_own_state(ClientMessageId(client_id), state, changes_);
        mirror_all();
    }
    // The response to a send; with a record if the server returned one.
    void confirm_own(const std::string& client_id, const std::string& id,
                     const std::optional<MessageRecord>& record = {}) {
        list.confirm_own(ClientMessageId(client_id), MessageId(id), record, R"({"text":"mine"})",
                         me, changes_);
        mirror_all();
    }
    void remove_own(const std::string& client_id) {
        list.remove_own(ClientMessageId(client_id), changes_);
        mirror_all();
    }
    void mark_read(const std::string& id) {
        list.mark_read_by_other(MessageId(id), changes_);
        mirror_all();
    }

    std::string text() const { return mirror.text(); }
    // How many changes the last operation made.
    std::size_t last_changes() const { return last_changes_; }

    MessageList list;
    ListMirror mirror;

  private:
    void mirror_all() {
        last_changes_ = changes_.size();
        mirror.apply(changes_);
        CHECK(mirror.size() == list.size());
        CHECK(mirror.is_unique());
        if (const auto oldest = list.oldest())
            CHECK(str(mirror[0].entry.id) == str(oldest->text()));
    }

    UserId me{"me"};
    ListChanges changes_;
    std::size_t last_changes_ = 0;
};

}  // namespace messaging
