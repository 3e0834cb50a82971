// Own messages: from the page's promise to the server's answer.
#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "client/client.h"

namespace messaging {

namespace {

// A page's own client id longer than this is replaced.
constexpr std::size_t client_id_max = 64;

// `{...}` with the client id as its last member, which wins over one of the page's own.
std::string with_client_id(std::string_view object, bool is_empty, const ClientMessageId& id) {
    const auto end = object.rfind('}');
    std::string body(object.substr(0, end));
    if (!is_empty) body += ',';
    body += "\"clientMessageId\":" + json::quote(id.text()) + "}";
    return body;
}

}  // namespace

void Client::on(Turn& turn, const SendMessage& input) {
    const auto document = json::Document::parse(input.json);
    if (!document || !document->root().is_object()) {
        reject(turn, input.call,
               own_failure(Failure::malformed, false, "the message is not an object"));
        return;
    }
    OutgoingMessage message;
    message.id = ClientMessageId(document->root()["clientMessageId"].id().value_or(""));
    const bool is_usable = !message.id.empty() && message.id.text().size() <= client_id_max &&
                           outbox_.find(message.id) == nullptr;
    if (!is_usable) message.id = ClientMessageId("cm_" + random_.hex(24));
    message.conversation = input.conversation;
    message.json = input.json;
    message.body = with_client_id(input.json, document->root().size() == 0, message.id);
    message.call = input.call;
    message.answer_by = turn.now + Outbox::answer_within;
    if (!outbox_.add(message)) {
        turn.effects.add(ShowToast{Toast::send_failed, {}});
        reject(turn, input.call,
               own_failure(Failure::queue_full, true, "too many messages wait to be sent"));
        return;
    }
    if (auto stop = typing_sender_.stop(input.conversation, turn.now)) send_typing(turn, {*stop});
    if (MessageList* list = picture_.messages(input.conversation)) {
        list->add_own(message.id, message.json, picture_.changes(input.conversation));
    }
    own_message_changed(turn, message, MessageState::pending);
}

void Client::on(Turn& turn, const Retry& input) {
    if (!outbox_.retry(input.message, input.call, turn.now)) {
        reject(turn, input.call,
               own_failure(Failure::not_found, false, "no failed message has this id"));
        return;
    }
    const auto* message = outbox_.find(input.message);
    if (MessageList* list = picture_.messages(message->conversation)) {
        list->set_own_state(message->id, MessageState::pending,
                            picture_.changes(message->conversation));
    }
    own_message_changed(turn, *message, MessageState::pending);
}

void Client::on(Turn& turn, const Discard& input) {
    const auto message = outbox_.remove(input.message);
    if (!message) {
        reject(turn, input.call,
               own_failure(Failure::not_found, false, "no waiting message has this id"));
        return;
    }
    if (MessageList* list = picture_.messages(message->conversation)) {
        list->remove_own(message->id, picture_.changes(message->conversation));
    }
    reject(turn, message->call, own_failure(Failure::discarded, false));
    own_message_changed(turn, *message, MessageState::failed, {}, Failure::discarded);
    settle(turn, input.call);
}

void Client::send_ready(Turn& turn) {
    for (const auto& id : outbox_.take_ready(turn.now)) {
        const auto* message = outbox_.find(id);
        rest::PostMessage call{message->conversation, id, message->body, features_.idempotency};
        requests_.send({std::move(call), {}, 0, false}, turn.effects);
    }
}

// The page is not kept waiting: what is safely stored here counts as sent, and later events tell.
void Client::settle_unanswered(Turn& turn) {
    for (const auto& message : outbox_.take_unanswered(turn.now)) {
        settle(turn, message.call, message.id.text());
    }
}

void Client::message_delivered(Turn& turn, const rest::PostMessage& call, json::Value reply) {
    const auto message = outbox_.remove(call.message);
    if (!message) return;
    outbox_backoff_.reset();
    const auto sent = read_sent(reply);
    if (!sent) {
        // Stored, but under an id that only the history can tell.
        if (MessageList* list = picture_.messages(call.conversation)) {
            list->remove_own(call.message, picture_.changes(call.conversation));
        }
        want_messages(turn, call.conversation);
        own_message_changed(turn, *message, MessageState::sent);
        settle(turn, message->call, call.message.text());
        return;
    }
    if (MessageList* list = picture_.messages(call.conversation)) {
        list->confirm_own(call.message, sent->id, sent->message, message->json, session_.user(),
                          picture_.changes(call.conversation));
    }
    message_stored(turn, *message, sent->id);
}

void Client::message_stored(Turn& turn, const OutgoingMessage& message, const MessageId& id) {
    own_message_changed(turn, message, MessageState::sent, id);
    settle(turn, message.call, id.text());
    if (!connection_.is_online()) return;
    // A hint for servers that pass it on; the message itself is stored already.
    json::Writer hint;
    hint.begin_object()
        .member("conversationId", message.conversation.text())
        .member("messageId", id.text())
        .member("clientMessageId", message.id.text())
        .end_object();
    emit(turn, "message:send", hint.text());
}

// The server has a message that is still to be sent, or to be sent again: it was stored, whatever
// became of the answer.
void Client::message_found(Turn& turn, const MessageRecord& record) {
    if (outbox_.size() == 0 || record.sender != session_.user()) return;
    const auto message = outbox_.remove(record.client_id);
    if (!message) return;
    // The list may be too short for the server's copy.
    if (MessageList* list = picture_.messages(message->conversation)) {
        list->remove_own(message->id, picture_.changes(message->conversation));
    }
    message_stored(turn, *message, record.id);
}

void Client::message_waits(Turn& turn, const rest::PostMessage& call,
                           std::optional<Duration> hint) {
    const Duration delay = outbox_backoff_.next(random_);
    outbox_.wait(call.message, turn.now + std::max(delay, hint.value_or(Duration::zero())));
}

// The server said no, or nobody knows: a person decides, and the text stays.
void Client::message_refused(Turn& turn, const rest::PostMessage& call, const CallError& error) {
    const auto* message = outbox_.find(call.message);
    if (message == nullptr) return;
    const OutgoingMessage refused = *message;
    outbox_.fail(call.message);
    if (MessageList* list = picture_.messages(call.conversation)) {
        list->set_own_state(call.message, MessageState::failed,
                            picture_.changes(call.conversation));
    }
    own_message_changed(turn, refused, MessageState::failed, {}, error.code);
    turn.effects.add(ShowToast{Toast::send_failed, {}});
    reject(turn, outbox_.take_call(call.message), error);
}

// Decides what becomes of a message whose request has failed.
void Client::message_failed(Turn& turn, const rest::PostMessage& call, const CallError& error) {
    const int status = error.status.value_or(0);
    const bool was_not_processed = status == 408 || status == 429 || status == 503;
    const bool is_outcome_unknown = !error.status || status >= 500;
    // Sent again only where it cannot be stored twice.
    if (was_not_processed || (is_outcome_unknown && features_.idempotency)) {
        message_waits(turn, call, std::nullopt);
        return;
    }
    message_refused(turn, call, error);
}

void Client::give_up_messages(Turn& turn, Failure reason) {
    for (const auto& message : outbox_.take_all()) {
        if (MessageList* list = picture_.messages(message.conversation)) {
            list->remove_own(message.id, picture_.changes(message.conversation));
        }
        own_message_changed(turn, message, MessageState::failed, {}, reason);
        reject(turn, message.call, own_failure(reason, false));
    }
}

void Client::own_message_changed(Turn& turn, const OutgoingMessage& message, MessageState state,
                                 const MessageId& id, std::optional<Failure> reason) {
    turn.effects.add(OwnMessageChanged{message.conversation, message.id, id, state, reason});
}

}  // namespace messaging
