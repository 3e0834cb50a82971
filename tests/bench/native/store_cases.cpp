// The parts of state/ alone.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/native/case.h"
#include "bench/native/texts.h"
#include "state/conversation_list.h"
#include "state/message_list.h"
#include "state/typing_sender.h"
#include "state/typing_watch.h"

namespace messaging::bench {

namespace {

constexpr std::size_t count = 100;
// As a server would send it.
MessageRecord record_of(std::size_t number) {
    MessageRecord record;
    record.id = MessageId(id_of("msg", number));
    record.conversation = ConversationId(conversation_id(0));
    record.sender = UserId(other);
    record.seq = static_cast<std::int64_t>(number);
    record.created_at_ms = 1'800'000'000'000 + static_cast<std::int64_t>(number);
    return record;
}

struct Messages {
    explicit Messages(std::size_t stored) : list(stored) {
        History history;
        for (std::size_t i = 1; i <= stored; ++i) history.messages.push_back(record_of(i));
        list.replace_all(history, UserId(me), list.mark(), changes);
        list.accept_gaps(history, list.mark());
        next = stored;
    }

    MessageList list;
    ListChanges changes;
    std::size_t next = 0;
    std::vector<MessageRecord> records;
};

Case merges(std::string name, std::size_t stored, bool is_new) {
    return {std::move(name), count, [=] {
                auto messages = std::make_shared<Messages>(stored);
                const auto prepare = [=] {
                    messages->changes.clear();
                    messages->records.clear();
                    for (std::size_t i = 0; i < count; ++i) {
                        const std::size_t number = is_new ? ++messages->next : 1 + i;
                        messages->records.push_back(record_of(number));
                    }
                };
                const auto step = [=] {
                    for (const auto& record : messages->records) {
                        messages->list.merge(record, UserId(me), messages->changes);
                        // As after each event.
                        if (messages->list.has_gap()) messages->changes.clear();
                    }
                };
                return Work{prepare, step};
            }};
}

struct Conversations {
    explicit Conversations(std::size_t stored) {
        ConversationPage page;
        for (std::size_t i = 0; i < stored; ++i) {
            ConversationRecord record;
            record.id = ConversationId(conversation_id(i));
            record.unread_count = 0;
            record.last_message_at_ms = 1'800'000'000'000 - static_cast<std::int64_t>(i);
            ids.push_back(record.id);
            page.conversations.push_back(std::move(record));
        }
        list.replace_all(page, changes);
    }

    ConversationList list;
    ListChanges changes;
    std::vector<ConversationId> ids;
    std::size_t next = 0;
};

Case moves(std::string name, std::size_t stored) {
    return {std::move(name), count, [=] {
                auto conversations = std::make_shared<Conversations>(stored);
                const auto prepare = [=] { conversations->changes.clear(); };
                const auto step = [=] {
                    auto& [list, changes, ids, next] = *conversations;
                    for (std::size_t i = 0; i < count; ++i) {
                        // The one that is last in the list.
                        next = next == 0 ? ids.size() - 1 : next - 1;
                        list.note_message(ids[next], nullptr, false, changes);
                    }
                };
                return Work{prepare, step};
            }};
}

Case typing() {
    struct Typing {
        TypingSender sender{{std::chrono::seconds(1), std::chrono::seconds(3)}};
        TypingWatch watch{std::chrono::seconds(6)};
        Instant now{Duration(1'800'000'000'000)};
    };
    return {"state: typing, out and in", count, [] {
                auto state = std::make_shared<Typing>();
                const auto step = [state] {
                    const ConversationId conversation(conversation_id(0));
                    const TypingPeer peer{conversation, UserId(other)};
                    for (std::size_t i = 0; i < count; ++i) {
                        state->now += std::chrono::milliseconds(100);
                        state->sender.set(conversation, true, state->now);
                        state->sender.tick(state->now);
                        state->watch.started(peer, state->now);
                        state->watch.tick(state->now);
                    }
                };
                return Work{[] {}, step};
            }};
}

}  // namespace

void add_store_cases(Cases& cases) {
    cases.push_back(merges("message list: a new one behind 500", 500, true));
    cases.push_back(merges("message list: a new one behind 20,000", 20'000, true));
    cases.push_back(merges("message list: again one of the oldest of 500", 500, false));
    cases.push_back(merges("message list: again one of the oldest of 20,000", 20'000, false));
    cases.push_back(moves("conversation list: the last of 100 to the front", 100));
    cases.push_back(moves("conversation list: the last of 5,000 to the front", 5000));
    cases.push_back(typing());
}

}  // namespace messaging::bench
