// Own messages: from the page's promise to the server's answer.
#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "client/client.h"
#include "client/outbox_record.h"

namespace messaging {

namespace {

// A longer client id from the page is replaced.
constexpr std::size_t client_id_max = 64;

// The page's object with the client id and the sender, which tells a server that page and session
// belong to the same user. Of duplicate members the last counts.
std::string body_of(const OutgoingMessage& message, const UserId& sender) {
    const auto document = json::Document::parse(message.json);
    const auto root = document ? document->root() : json::Value();
    const auto text = message.json.view();
    std::string body(text.substr(0, text.rfind('}')));
    bool needs_comma = root.size() > 0;
    const auto add = [&](std::string_view key, std::string_view value) {
        if (needs_comma) body += ',';
        needs_comma = true;
        body += json::quote(key) + ':' + json::quote(value);
    };
    if (root["clientMessageId"].string() != message.id.text()) {
        add("clientMessageId", message.id.text());
    }
    if (!root["senderId"].exists() && !sender.empty()) add("senderId", sender.text());
    return body + '}';
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
    message.id = ClientMessageId(document->root()["clientMessageId"].id());
    message.answer_by = turn.now + Outbox::answer_within;
    if (OutgoingMessage* known = outbox_.find(message.id)) {
        if (known->json == input.json && known->conversation == input.conversation) {
            if (outbox_.is_failed(message.id)) {
                // It may be stored already, so only a person can say that it is wanted again.
                const bool may_retry = !input.is_repeated && !known->is_doubtful;
                if (may_retry) return on(turn, Retry{input.call, message.id});
                return reject(turn, input.call, own_failure(Failure::unknown, false));
            }
            // Under way: an earlier caller is answered now; that of a repeated message is gone.
            if (!input.is_repeated) settle(turn, known->call, message.id.text());
            known->call = input.call;
            known->answer_by = message.answer_by;
            return;
        }
        message.id = {};
    }
    const bool is_usable = !message.id.empty() && message.id.text().size() <= client_id_max;
    if (!is_usable) message.id = ClientMessageId("cm_" + random_.hex(24));
    message.conversation = input.conversation;
    message.json = input.json;
    message.order = outbox_.next_order(time_.reading_of(turn.now));
    message.call = input.call;
    message.is_doubtful = input.is_repeated;
    // Its copy must say so too, for a later core.
    message.is_marked = input.is_repeated;
    const auto stage = storage_.is_open() ? Outbox::Stage::storing : Outbox::Stage::waiting;
    if (!outbox_.add(message, stage)) {
        turn.effects.add(ShowToast{Toast::send_failed, {}});
        reject(turn, input.call,
               own_failure(Failure::queue_full, true, "too many messages wait to be sent"));
        return;
    }
    // Storage may have a copy of a repeated message, which knows its place.
    const bool may_be_kept = input.is_repeated && storage_.is_loading();
    if (!may_be_kept) keep(turn, message);
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
    OutgoingMessage& message = *outbox_.find(input.message);
    // A person has looked, and wants it sent.
    message.is_doubtful = false;
    keep(turn, message);
    set_own_state(message, MessageState::pending);
    own_message_changed(turn, message, MessageState::pending);
}

void Client::on(Turn& turn, const Discard& input) {
    const auto message = take_message(turn, input.message);
    if (!message) {
        reject(turn, input.call,
               own_failure(Failure::not_found, false, "no waiting message has this id"));
        return;
    }
    drop_own(*message);
    reject(turn, message->call, own_failure(Failure::discarded, false));
    own_message_changed(turn, *message, MessageState::failed, {}, Failure::discarded);
    settle(turn, input.call);
}

void Client::keep(Turn& turn, const OutgoingMessage& message) {
    if (!storage_.is_open()) return;
    storage_.put(message.id, to_record(message, outbox_.is_failed(message.id)), turn.now,
                 turn.effects);
}

// It was delivered or given up, and is no longer kept.
std::optional<OutgoingMessage> Client::take_message(Turn& turn, const ClientMessageId& id) {
    auto message = outbox_.remove(id);
    if (message) storage_.remove(id, turn.now, turn.effects);
    return message;
}

void Client::set_own_state(const OutgoingMessage& message, MessageState state) {
    if (MessageList* list = picture_.messages(message.conversation)) {
        list->set_own_state(message.id, state, picture_.changes(message.conversation));
    }
}

void Client::drop_own(const OutgoingMessage& message) {
    if (MessageList* list = picture_.messages(message.conversation)) {
        list->remove_own(message.id, picture_.changes(message.conversation));
    }
}

void Client::show_own(const ConversationId& conversation) {
    MessageList* list = picture_.messages(conversation);
    const auto messages = outbox_.of(conversation);
    if (list == nullptr || messages.empty()) return;
    ListChanges& changes = picture_.changes(conversation);
    for (const auto* message : messages) {
        list->remove_own(message->id, changes);
        list->add_own(message->id, message->json, changes);
        if (outbox_.is_failed(message->id)) {
            list->set_own_state(message->id, MessageState::failed, changes);
        }
    }
}

void Client::send_ready(Turn& turn) {
    if (!may_send()) return;
    for (const auto& id : outbox_.take_ready(turn.now)) begin_sending(turn, *outbox_.find(id));
}

bool Client::may_send() const {
    return session_.may_request() && !storage_.is_unsettled() &&
           connection_.phase() != ConnectionPhase::stopped;
}

// A server that recognizes repeated messages may be sent one any number of times. On others, a
// message that may already be there is searched for first. Before any other is sent its copy is
// marked, so that a later page knows that it may be there.
void Client::begin_sending(Turn& turn, OutgoingMessage& message) {
    if (!features_.idempotency) {
        if (message.is_doubtful) {
            requests_.send({rest::FindMessage{message.conversation, message.id}, {}}, turn.effects);
            return;
        }
        if (!message.sent_after && picture_.is_loaded(message.conversation)) {
            message.sent_after = picture_.messages(message.conversation)->newest();
        }
        if (storage_.is_open() && !message.is_marked) {
            message.is_marked = true;
            outbox_.store(message.id);
            keep(turn, message);
            return;
        }
    }
    rest::PostMessage call{message.conversation, message.id, body_of(message, session_.user()),
                           features_.idempotency};
    requests_.send({std::move(call), {}}, turn.effects);
}

// The page is not kept waiting: a message stored here counts as sent, and later events report the
// rest. Without a user nothing is stored, which the page is told.
void Client::settle_unanswered(Turn& turn) {
    const auto late = outbox_.take_unanswered(turn.now);
    for (const auto& message : late) settle(turn, message.call, message.id.text());
    if (!late.empty() && storage_.lacks_user()) {
        report_error(turn, "storage", own_failure(Failure::memory_only, false));
    }
}

void Client::message_delivered(Turn& turn, const rest::PostMessage& call, json::Value reply) {
    const auto message = take_message(turn, call.message);
    if (!message) return;
    outbox_backoff_.reset();
    const auto sent = read_sent(reply);
    if (!sent) {
        // Stored, but only the history can tell under which id.
        drop_own(*message);
        want_messages(call.conversation);
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
    // A hint for servers that relay it; the message itself is already stored.
    json::Writer hint;
    hint.begin_object()
        .member("conversationId", message.conversation.text())
        .member("messageId", id.text())
        .member("clientMessageId", message.id.text())
        .end_object();
    emit(turn, "message:send", hint.text());
}

// The server has a message that was still to be sent, or sent again: it was stored, whatever became
// of the answer.
void Client::message_found(Turn& turn, const MessageRecord& record) {
    if (outbox_.size() == 0 || record.sender != session_.user()) return;
    const auto message = take_message(turn, record.client_id);
    if (!message) return;
    // The list may have had no room for the server's copy.
    drop_own(*message);
    message_stored(turn, *message, record.id);
}

void Client::history_searched(Turn& turn, const rest::FindMessage& call, json::Value root) {
    const OutgoingMessage* message = outbox_.find(call.message);
    if (message == nullptr) return;
    std::optional<MessageId> found;
    if (const auto document = json::Document::parse(message->json);
        document && message->sent_after) {
        found = find_sent(root, session_.user(), read_text(document->root()), *message->sent_after);
    }
    if (!found && features_.idempotency) {
        // Known since this reply: the message may be sent again.
        outbox_.wait(call.message, turn.now);
        return;
    }
    if (!found) {
        message_refused(turn, call.message, own_failure(Failure::unknown, false));
        return;
    }
    const auto stored = *take_message(turn, call.message);
    if (MessageList* list = picture_.messages(call.conversation)) {
        list->confirm_own(call.message, *found, std::nullopt, stored.json, session_.user(),
                          picture_.changes(call.conversation));
        // Only the server knows its place and time.
        want_messages(call.conversation);
    }
    message_stored(turn, stored, *found);
}

void Client::message_waits(Turn& turn, const ClientMessageId& id, std::optional<Duration> hint) {
    const Duration delay = outbox_backoff_.next(random_);
    outbox_.wait(id, turn.now + delay, turn.now + hint.value_or(Duration::zero()));
}

// The server refused, or the outcome is unknown: a person decides, and the text stays.
void Client::message_refused(Turn& turn, const ClientMessageId& id, const CallError& error) {
    const OutgoingMessage* message = outbox_.find(id);
    if (message == nullptr) return;
    outbox_.fail(id);
    keep(turn, *message);
    set_own_state(*message, MessageState::failed);
    own_message_changed(turn, *message, MessageState::failed, {}, error.code);
    turn.effects.add(ShowToast{Toast::send_failed, {}});
    reject(turn, outbox_.take_call(id), error);
}

// Decides what becomes of the message that the request was about, if any.
void Client::message_request_failed(Turn& turn, const PendingRequest& request,
                                    const CallError& error, std::optional<Duration> hint) {
    if (const auto* find = std::get_if<rest::FindMessage>(&request.call)) {
        if (error.retryable) return message_waits(turn, find->message, hint);
        return message_refused(turn, find->message, own_failure(Failure::unknown, false));
    }
    const auto* post = std::get_if<rest::PostMessage>(&request.call);
    if (post == nullptr) return;
    if (error.code == Failure::unauthorized) return message_waits(turn, post->message, hint);
    OutgoingMessage* message = outbox_.find(post->message);
    if (message == nullptr) return;
    const int status = error.status.value_or(0);
    const bool was_not_processed = status == 408 || status == 429 || status == 503;
    const bool is_outcome_unknown = !error.status || (status >= 500 && status != 503);
    if (!was_not_processed && !is_outcome_unknown) {
        message_refused(turn, post->message, error);
        return;
    }
    message->is_doubtful = message->is_doubtful || is_outcome_unknown;
    message_waits(turn, post->message, hint);
}

// Another user, or none: nothing of this one stays here. What is in storage waits for its author.
void Client::give_up_messages(Turn& turn, bool are_kept) {
    for (const auto& message : outbox_.take_all()) {
        if (are_kept) {
            settle(turn, message.call, message.id.text());
            continue;
        }
        own_message_changed(turn, message, MessageState::failed, {}, Failure::signed_out);
        reject(turn, message.call, own_failure(Failure::signed_out, false));
    }
}

void Client::own_message_changed(Turn& turn, const OutgoingMessage& message, MessageState state,
                                 const MessageId& id, std::optional<Failure> reason) {
    turn.effects.add(OwnMessageChanged{message.conversation, message.id, id, state, reason});
}

}  // namespace messaging
