// What outlives the page: unsent messages.
#include <algorithm>
#include <utility>

#include "client/client.h"
#include "client/outbox_record.h"

namespace messaging {

namespace {

// Nobody expects a text to go out a week after writing it.
constexpr Duration kept_for = std::chrono::hours(7 * 24);

}  // namespace

// Messages given before the user was known belong to that user.
void Client::open_storage(Turn& turn) {
    storage_.open(session_.user(), turn.now, turn.effects);
    if (!storage_.is_open()) return;
    outbox_.store_waiting();
    for (const auto& id : outbox_.ids()) {
        const OutgoingMessage& message = *outbox_.find(id);
        // Storage may have a copy of a repeated message, which knows its place.
        if (!message.is_doubtful) keep(turn, message);
    }
}

void Client::on(Turn& turn, const StorageLoaded& input) {
    const bool was_open = storage_.is_open();
    if (!storage_.loaded(input.ticket)) return;
    List<StoredMessage> found;
    std::int64_t last_order = 0;
    const auto document = json::Document::parse(input.json);
    for (const auto record : document ? document->root() : json::Value()) {
        auto stored = read_record(record);
        if (!stored) continue;
        if (OutgoingMessage* repeated = outbox_.find(stored->message.id)) {
            // Its copy was given up, and is written anew.
            if (!was_open) continue;
            outbox_.place(stored->message.id, stored->message.order);
            last_order = std::max(last_order, stored->message.order);
            // The copy knows whether it may have been sent.
            repeated->is_doubtful = stored->message.is_doubtful;
            repeated->is_marked = stored->message.is_marked;
            repeated->sent_after = std::move(stored->message.sent_after);
            outbox_.stored(stored->message.id);
            continue;
        }
        if (storage_.was_removed(stored->message.id)) {
            // It could not be removed while storage had been given up.
            storage_.remove(stored->message.id, turn.now, turn.effects);
            continue;
        }
        last_order = std::max(last_order, stored->message.order);
        found.push_back(*std::move(stored));
    }
    const auto misplaced = outbox_.settle_places(last_order);
    if (!was_open) outbox_.store_waiting();
    for (const auto& id : was_open ? misplaced : outbox_.ids()) keep(turn, *outbox_.find(id));
    Set<ConversationId> conversations;
    for (const auto& stored : found) {
        if (take_up(turn, stored)) conversations.insert(stored.message.conversation);
    }
    for (const auto& [conversation, nothing] : conversations) show_own(conversation);
}

bool Client::take_up(Turn& turn, const StoredMessage& stored) {
    const OutgoingMessage& message = stored.message;
    const auto now_ms = time_.reading_of(turn.now).time_since_epoch().count();
    if (now_ms - message.order > kept_for.count()) {
        storage_.remove(message.id, turn.now, turn.effects);
        own_message_changed(turn, message, MessageState::failed, {}, Failure::expired);
        return false;
    }
    const MessageList* list = picture_.messages(message.conversation);
    if (const auto id = list == nullptr ? MessageId() : list->stored_as(message.id); !id.empty()) {
        // The server's answer came before that of storage.
        storage_.remove(message.id, turn.now, turn.effects);
        message_stored(turn, message, id);
        return false;
    }
    const auto stage = stored.has_failed ? Outbox::Stage::failed : Outbox::Stage::waiting;
    // What does not fit stays in storage, for a page that has room again.
    if (!outbox_.add_earlier(message, stage)) return false;
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

// Everything is now in memory only, which the page is told.
void Client::give_up_storage(Turn& turn) {
    const bool is_news = storage_.is_open();
    storage_.give_up(outbox_.ids(), turn.now, turn.effects);
    outbox_.stored_all();
    if (is_news) report_error(turn, "storage", own_failure(Failure::memory_only, false));
}

}  // namespace messaging
