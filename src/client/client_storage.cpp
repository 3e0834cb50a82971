// What outlives the page: messages that were not sent when it ended.
#include <algorithm>
#include <set>
#include <utility>

#include "client/client.h"
#include "client/outbox_record.h"

namespace messaging {

namespace {

// Nobody expects a text to go out that he wrote a week ago.
constexpr Duration kept_for = std::chrono::hours(7 * 24);

}  // namespace

// What was given before the user was known belongs to him.
void Client::open_storage(Turn& turn) {
    storage_.open(session_.user(), turn.now, turn.effects);
    if (storage_.is_open()) keep_all(turn);
}

void Client::keep_all(Turn& turn) {
    outbox_.store_waiting();
    for (const auto& id : outbox_.ids()) keep(turn, *outbox_.find(id));
}

void Client::on(Turn& turn, const StorageLoaded& input) {
    const bool was_open = storage_.is_open();
    if (!storage_.loaded(input.ticket)) return;
    std::vector<StoredMessage> found;
    std::int64_t last_order = 0;
    const auto document = json::Document::parse(input.json);
    for (const auto record : document ? document->root() : json::Value()) {
        auto stored = read_record(record);
        if (!stored) continue;
        const ClientMessageId& id = stored->message.id;
        const bool is_here = outbox_.find(id) != nullptr;
        // Its copy was given up; it is kept anew.
        if (is_here && !was_open) continue;
        if (!is_here && storage_.was_removed(id)) {
            // While storage counted as none, nobody could tell it.
            storage_.remove(id, turn.now, turn.effects);
            continue;
        }
        // The page has repeated it. Its copy tells more: its place, and whether it was sent.
        if (const auto repeated = outbox_.remove(id)) {
            stored->message.call = repeated->call;
            stored->message.answer_by = repeated->answer_by;
        }
        last_order = std::max(last_order, stored->message.order);
        found.push_back(*std::move(stored));
    }
    // What an earlier page was given goes before what this one was.
    const auto ids = outbox_.ids();
    const bool are_repeated = std::any_of(
        ids.begin(), ids.end(), [this](const auto& id) { return outbox_.find(id)->is_doubtful; });
    if (outbox_.move_behind(last_order) || !was_open || are_repeated) keep_all(turn);
    std::set<ConversationId> conversations;
    for (const auto& stored : found) {
        if (take_up(turn, stored)) conversations.insert(stored.message.conversation);
    }
    for (const auto& conversation : conversations) show_own(conversation);
}

bool Client::take_up(Turn& turn, const StoredMessage& stored) {
    const OutgoingMessage& message = stored.message;
    const auto now_ms = time_.reading_of(turn.now).time_since_epoch().count();
    if (now_ms - message.order > kept_for.count()) {
        storage_.remove(message.id, turn.now, turn.effects);
        reject(turn, message.call, own_failure(Failure::expired, false));
        own_message_changed(turn, message, MessageState::failed, {}, Failure::expired);
        return false;
    }
    const MessageList* list = picture_.messages(message.conversation);
    if (const auto id = list == nullptr ? MessageId() : list->stored_as(message.id); !id.empty()) {
        // The server's answer was faster than storage.
        storage_.remove(message.id, turn.now, turn.effects);
        message_stored(turn, message, id);
        return false;
    }
    const auto stage = stored.has_failed ? Outbox::Stage::failed : Outbox::Stage::waiting;
    // What does not fit stays where it is, for a page that has sent some.
    if (!outbox_.add(message, stage)) {
        reject(turn, message.call, own_failure(Failure::queue_full, true));
        return false;
    }
    own_message_changed(turn, message,
                        stored.has_failed ? MessageState::failed : MessageState::pending);
    return true;
}

void Client::on(Turn&, const Persisted& input) {
    if (const auto id = storage_.persisted(input.ticket)) outbox_.stored(*id);
}

void Client::on(Turn& turn, const PersistFailed& input) {
    if (storage_.failed(input.ticket)) give_up_storage(turn);
}

// Everything is in memory only, which the page is told.
void Client::give_up_storage(Turn& turn) {
    const bool is_news = storage_.is_open();
    storage_.give_up(outbox_.ids(), turn.now, turn.effects);
    outbox_.stored_all();
    if (is_news) report_error(turn, "storage", own_failure(Failure::memory_only, false));
}

}  // namespace messaging
