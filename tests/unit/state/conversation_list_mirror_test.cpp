// A page that applies the changes ends up with the list, after any sequence of operations.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/str.h"
#include "unit/support/conversation_lists.h"

namespace messaging {

namespace {

// What the list must be, implemented as plainly as possible.
class Model {
  public:
    void replace_all(const std::vector<ConversationRecord>& records) {
        known_.clear();
        for (const auto& record : records) {
            if (place(record.id) == known_.end()) known_.push_back(record);
        }
    }
    void merge(const ConversationRecord& record) {
        const auto at = place(record.id);
        if (at != known_.end() && at->last_message_at_ms == record.last_message_at_ms) {
            *at = record;
            return;
        }
        if (at != known_.end()) known_.erase(at);
        const auto time = record.last_message_at_ms;
        const auto before = std::find_if(known_.begin(), known_.end(), [&](const auto& other) {
            return !time || (other.last_message_at_ms && *other.last_message_at_ms <= *time);
        });
        known_.insert(before, record);
    }
    bool note_message(const ConversationId& id, bool is_read) {
        const auto at = place(id);
        if (at == known_.end()) return false;
        if (at->unread_count && !is_read) ++*at->unread_count;
        at->last_message_at_ms.reset();
        std::rotate(known_.begin(), at, at + 1);
        return true;
    }
    void note_read(const ConversationId& id) {
        const auto at = place(id);
        if (at != known_.end() && at->unread_count) at->unread_count = 0;
    }

    std::string text() const {
        std::string text;
        for (const auto& record : known_) text += (text.empty() ? "" : " ") + str(record.id.text());
        return text;
    }
    std::optional<std::int64_t> unread_total() const {
        std::int64_t total = 0;
        for (const auto& record : known_) {
            if (!record.unread_count) return std::nullopt;
            total += *record.unread_count;
        }
        return total;
    }

  private:
    std::vector<ConversationRecord>::iterator place(const ConversationId& id) {
        return std::find_if(known_.begin(), known_.end(),
                            [&](const auto& record) { return record.id == id; });
    }

    std::vector<ConversationRecord> known_;
};

// Not every server sends unread counts and times for all its conversations.
ConversationRecord any_conversation(Random& random) {
    auto any = conversation("c" + std::to_string(random.below(12)));
    if (random.below(8) != 0) any.unread_count = static_cast<std::int64_t>(random.below(5));
    if (random.below(4) != 0) any.last_message_at_ms = static_cast<std::int64_t>(random.below(50));
    return any;
}

}  // namespace

TEST_CASE("the mirror of a conversation list equals a plain vector after random operations") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        MirroredConversations conversations;
        Model model;
        for (int i = 0; i < 200; ++i) {
            const auto what = random.below(10);
            const auto record = any_conversation(random);
            if (what == 0) {
                std::vector<ConversationRecord> records;
                for (auto count = random.below(15); count > 0; --count) {
                    records.push_back(any_conversation(random));
                }
                conversations.replace_all(records);
                model.replace_all(records);
            } else if (what < 5) {
                conversations.merge(record);
                model.merge(record);
            } else if (what < 8) {
                const bool is_read = random.below(2) == 0;
                REQUIRE(conversations.note_message(str(record.id.text()), is_read) ==
                        model.note_message(record.id, is_read));
            } else {
                conversations.note_read(str(record.id.text()));
                model.note_read(record.id);
            }
            REQUIRE(conversations.text() == str(model.text()));
            REQUIRE(conversations.list.unread_total() == model.unread_total());
        }
    }
}

}  // namespace messaging
