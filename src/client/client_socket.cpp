// The socket: what comes in, what goes out, and what follows from being connected.
#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "client/client.h"

namespace messaging {

void Client::on(Turn& turn, const SocketText& input) {
    const bool was_silent = connection_.is_silent(turn.now);
    auto delivery = connection_.receive(turn.now, input.socket, input.frame, turn.effects);
    if (was_silent) suspect(turn);
    if (!delivery) return;
    turn.json =
        static_cast<std::uint32_t>(delivery->received.packet.data.data() - input.frame.data());
    deliver(turn, *std::move(delivery), input.is_quiet);
}

void Client::on(Turn& turn, const SocketBinary& input) {
    auto delivery = connection_.receive_binary(turn.now, input.socket, input.attachment,
                                               input.bytes, turn.effects);
    if (delivery) deliver(turn, *std::move(delivery), false);
}

void Client::on(Turn& turn, const SocketClosed& input) {
    connection_.closed(turn.now, input.socket, input.code, turn.effects);
}

void Client::deliver(Turn& turn, Connection::Delivery delivery, bool is_quiet) {
    const auto& packet = delivery.received.packet;
    const bool is_ack =
        packet.type == socket_io::Type::ack || packet.type == socket_io::Type::binary_ack;
    if (is_ack) {
        receive_ack(turn, delivery);
        return;
    }
    // Only plain events are about messages; binary ones are the page's own.
    if (delivery.attachments.empty()) receive_event(turn, delivery.received.data());
    if (is_quiet) return;
    EventReceived event;
    event.socket = connection_.session_socket();
    event.attachments = std::move(delivery.attachments);
    event.ack_id = packet.ack_id;
    if (!delivery.text.empty()) event.document = Text(packet.data);
    turn.effects.add(std::move(event));
}

void Client::receive_event(Turn& turn, json::Value arguments) {
    const auto name = arguments[0].string().value_or("");
    const auto data = arguments[1];
    if (name == "new_message") new_message(turn, data);
    if (name == "conversation:updated") conversation_updated(turn, data);
    if (name == "typing:status") typing_status(turn, data);
    if (name == "message:read") message_read(turn, data);
    if (name == "auth:success") auth_confirmed(data);
    if (name == "auth:error") auth_refused(turn);
    if (name == "rate:limited") rate_limited(turn, data);
    if (name == "server:draining") {
        connection_.delay_next(Duration(data["retryAfterMs"].integer().value_or(0)));
    }
}

void Client::receive_ack(Turn& turn, const Connection::Delivery& delivery) {
    const auto& packet = delivery.received.packet;
    const auto found = acks_.find(packet.ack_id.value_or(0));
    if (found == acks_.end()) {
        turn.effects.add(DropAttachments{delivery.attachments});
        return;
    }
    const auto waiting = std::move(found->second);
    acks_.erase(found);
    if (const auto* call = std::get_if<CallNumber>(&waiting)) {
        Settled value{Path{}, delivery.attachments, std::nullopt};
        if (!delivery.text.empty()) value.document = Text(packet.data);
        settle(turn, *call, std::move(value));
        return;
    }
    const auto& room = std::get<ConversationId>(waiting);
    rooms_.acknowledged(room);
    const auto answer = delivery.received.data()[0];
    if (answer["ok"].boolean().value_or(true)) {
        prove_server();
        return;
    }
    report_error(turn, "join", {Failure::refused, std::nullopt, read_error(answer), false}, room);
}

void Client::new_message(Turn& turn, json::Value data) {
    const auto event = read_new_message(data);
    if (!event) return;
    prove_server();
    freshness_.distrust_under_way(turn.now);
    const bool is_own =
        event->message && event->message->sender == session_.user() && !session_.user().empty();
    if (event->message && !is_own) {
        // A sender has stopped typing, even if the stop is lost.
        const TypingPeer peer{event->conversation, event->message->sender};
        if (typing_watch_.stopped(peer)) {
            turn.effects.add(TypingChanged{peer.conversation, peer.user, false});
        }
    }
    MessageList* list = picture_.messages(event->conversation);
    if (event->message) picture_.merge(*event->message, session_.user());
    if (is_own) message_found(turn, *event->message);
    const bool is_incomplete = list != nullptr && (!event->message || list->has_gap());
    if (is_incomplete) want_messages(event->conversation);
    const MessageRecord* message = event->message ? &*event->message : nullptr;
    const bool is_known = picture_.note_message(event->conversation, message, is_own);
    if (!is_known && picture_.watches_conversations()) {
        want(Part::Kind::conversations);
    }
    // Servers with a change feed send the new count along.
    if (picture_.watches_unread() && !is_own && !features_.sync) {
        want(Part::Kind::unread);
    }
    if (!is_own && !is_seen(event->conversation)) {
        // A message that arrives twice is announced once.
        const MessageId id = message != nullptr ? message->id : MessageId();
        const bool is_again = !id.empty() && id == news_;
        if (!is_again) turn.effects.add(ShowToast{Toast::new_message, {}});
        news_ = id;
    }
}

void Client::conversation_updated(Turn& turn, json::Value data) {
    const auto event = read_conversation_update(data);
    if (!event) return;
    prove_server();
    freshness_.distrust_under_way(turn.now);
    if (event->unread_total) picture_.set_unread(*event->unread_total);
    if (event->record) {
        picture_.apply(*event->record);
    } else if (picture_.watches_conversations()) {
        want(Part::Kind::conversations);
    }
    if (!event->unread_total && picture_.watches_unread()) {
        want(Part::Kind::unread);
    }
}

void Client::typing_status(Turn& turn, json::Value data) {
    const auto status = read_typing_status(data);
    if (!status) return;
    prove_server();
    if (status->user == session_.user()) return;
    const TypingPeer peer{status->conversation, status->user};
    if (!status->is_typing) {
        typing_watch_.stopped(peer);
    } else if (const auto displaced = typing_watch_.started(peer, turn.now)) {
        turn.effects.add(TypingChanged{displaced->conversation, displaced->user, false});
    }
    turn.effects.add(TypingChanged{peer.conversation, peer.user, status->is_typing});
}

void Client::message_read(Turn& turn, json::Value data) {
    const auto receipt = read_read_receipt(data);
    if (!receipt) return;
    prove_server();
    if (receipt->user != session_.user()) read_by_other(turn, *receipt);
    turn.effects.add(ReadByOther{*receipt});
}

void Client::read_by_other(Turn& turn, const ReadReceipt& receipt) {
    if (!picture_.is_open(receipt.conversation)) return;
    const ListChanges& changes = picture_.changes(receipt.conversation);
    const std::size_t told = changes.size();
    picture_.mark_read_by_other(receipt);
    for (std::size_t i = told; i < changes.size(); ++i) {
        const ListEntry& entry = changes[i].entry;
        if (changes[i].kind != ListChange::Kind::patch || entry.state != MessageState::read)
            continue;
        turn.effects.add(OwnMessageChanged{receipt.conversation, entry.client_id,
                                           MessageId(entry.id), MessageState::read, std::nullopt});
    }
}

void Client::auth_confirmed(json::Value data) {
    learn(data);
    answers_auth_ = true;
    connection_.answered();
    const bool was_refused = session_.is_refused();
    is_socket_refused_ = false;
    session_.accept();
    socket_refusals_ = 0;
    socket_backoff_.reset();
    if (was_refused) want_everything();
}

void Client::auth_refused(Turn& turn) {
    connection_.answered();
    if (is_socket_refused_) return;
    is_socket_refused_ = true;
    // Nothing will arrive here, but REST may accept the session all the same.
    polling_.connected(turn.now, false, random_);
    // A session that has just expired is renewed silently.
    if (socket_refusals_ > 0) report_error(turn, "auth", own_failure(Failure::unauthorized, true));
    ask_for_socket(turn);
}

void Client::rate_limited(Turn& turn, json::Value data) {
    const auto wait = Duration(data["retryAfterMs"].integer().value_or(1000));
    typing_allowed_at_ = turn.now + std::clamp(wait, Duration::zero(), Connection::hint_max);
}

void Client::prove_server() {
    is_proven_ = true;
    polling_.proved();
}

// `{"conversationId": ...}`, all that most events carry.
std::string Client::about(const ConversationId& conversation) {
    json::Writer data;
    data.begin_object().member("conversationId", conversation.text()).end_object();
    return data.take();
}

void Client::emit(Turn& turn, std::string_view name, std::string_view data,
                  std::optional<std::uint32_t> ack_id) {
    json::Writer event;
    event.begin_array().string(name).raw(data).end_array();
    send_packet(turn, false, event.text(), ack_id, {});
}

void Client::send_packet(Turn& turn, bool is_ack, std::string_view json,
                         std::optional<std::uint32_t> ack_id,
                         const List<AttachmentNumber>& attachments) {
    using enum socket_io::Type;
    socket_io::Packet packet;
    if (attachments.empty()) {
        packet.type = is_ack ? ack : event;
    } else {
        packet.type = is_ack ? binary_ack : binary_event;
    }
    packet.attachments = static_cast<std::uint32_t>(attachments.size());
    packet.ack_id = ack_id;
    packet.data = json;
    connection_.send(packet, turn.effects);
    for (const auto attachment : attachments) connection_.send_attachment(attachment, turn.effects);
}

void Client::send_typing(Turn& turn, const List<TypingSignal>& signals) {
    if (!connection_.is_online() || turn.now < typing_allowed_at_) return;
    for (const auto& signal : signals) {
        json::Writer data;
        data.begin_object()
            .member("conversationId", signal.conversation.text())
            .member("isTyping", signal.is_typing)
            .end_object();
        emit(turn, "typing", data.text());
    }
}

void Client::on(Turn& turn, const Emit& input) {
    const bool is_full = connection_.is_online() ? !input.call.is_none() && acks_.size() >= acks_max
                                                 : waiting_emits_.size() >= waiting_emits_max;
    if (is_full) {
        turn.effects.add(DropAttachments{input.attachments});
        reject(turn, input.call, own_failure(Failure::queue_full, true));
        return;
    }
    if (!connection_.is_online()) {
        waiting_emits_.push_back({input.call, input.json, input.attachments});
        return;
    }
    std::optional<std::uint32_t> ack_id;
    if (!input.call.is_none()) {
        ack_id = ++last_ack_;
        acks_.insert(*ack_id, input.call);
    }
    send_packet(turn, false, input.json, ack_id, input.attachments);
}

void Client::on(Turn& turn, const Acknowledge& input) {
    // The connection that asked may be gone, and with it the handler that waits.
    if (!connection_.is_online() || input.socket != connection_.session_socket()) {
        turn.effects.add(DropAttachments{input.attachments});
        return;
    }
    send_packet(turn, true, input.json, input.ack_id, input.attachments);
}

void Client::on(Turn& turn, const Inject& input) {
    const auto document = json::Document::parse(input.json);
    if (!document || !document->root().is_array()) return;
    const bool was_proven = is_proven_;
    const PollSchedule polling = polling_;
    receive_event(turn, document->root());
    if (was_proven) return;
    is_proven_ = false;
    polling_ = polling;
}

// Compares the connection with what was last seen of it, so that no way of losing or gaining it can
// be overlooked.
void Client::follow_connection(Turn& turn) {
    const bool was_replaced = connection_.sessions() != sessions_seen_;
    if (was_online_ && (!connection_.is_online() || was_replaced)) went_offline(turn);
    if (connection_.is_online() && was_replaced) went_online(turn);
    sessions_seen_ = connection_.sessions();
    was_online_ = connection_.is_online();
}

void Client::send_auth(Turn& turn) {
    const auto user = socket_user();
    if (user.empty()) return;
    json::Writer data;
    data.begin_object().member("userId", user.text()).end_object();
    emit(turn, "auth", data.text());
}

void Client::went_online(Turn& turn) {
    send_auth(turn);
    rooms_.connected(turn.now);
    join_due_rooms(turn);
    for (const auto& waiting : std::exchange(waiting_emits_, {})) {
        on(turn, Emit{waiting.call, waiting.attachments, waiting.json});
    }
    polling_.connected(turn.now, is_proven_, random_);
    outbox_.wake_all(turn.now);
    // What happened while disconnected.
    want_everything();
}

void Client::went_offline(Turn& turn) {
    rooms_.disconnected();
    typing_sender_.forget_all();
    for (const auto& peer : typing_watch_.take_all()) {
        turn.effects.add(TypingChanged{peer.conversation, peer.user, false});
    }
    const CallError error = own_failure(Failure::disconnected, true);
    for (const auto& [id, waiting] : std::exchange(acks_, {})) {
        if (const auto* call = std::get_if<CallNumber>(&waiting)) reject(turn, *call, error);
    }
    answers_auth_ = false;
    is_socket_refused_ = false;
    socket_ask_at_ = never;
    has_continuity_ = false;
    if (connection_.phase() != ConnectionPhase::stopped) polling_.disconnected(turn.now);
}

void Client::join_due_rooms(Turn& turn) {
    if (!connection_.is_online()) return;
    for (const auto& room : rooms_.take_due(turn.now)) {
        std::optional<std::uint32_t> ack_id;
        // Half of them stay free for the page, since some servers never answer a join.
        if (acks_.size() < acks_max / 2) {
            ack_id = ++last_ack_;
            acks_.insert(*ack_id, room);
        }
        emit(turn, "subscribe_conversation", about(room), ack_id);
    }
}

}  // namespace messaging
