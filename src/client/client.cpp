#include "client/client.h"
#include "base/json_writer.h"

#include <algorithm>
#include <utility>

#include "wire/url.h"

namespace messaging {

namespace {

Transport::Options transport_options(const Config& config) {
    std::string endpoint(config.path.view());
    endpoint += "/?EIO=4&transport=";
    std::string polling(config.url.view());
    polling += endpoint;
    return {url::to_websocket(config.url) + endpoint + "websocket", polling + "polling",
            config.prefers_polling};
}

}  // namespace

Client::Client(const Config& config)
    : config_(config),
      random_(config.seed),
      connection_({transport_options(config), config.reconnect_min, config.reconnect_max}, random_),
      requests_(config_),
      picture_(config.history_window),
      polling_({config.poll_interval, config.hidden_poll_interval}),
      storage_(config.is_stored),
      outbox_backoff_(config.reconnect_min, config.reconnect_max),
      typing_sender_({config.typing_throttle, config.typing_stop}),
      typing_watch_(config.typing_expiry) {}

Client::Batch Client::handle(Instant reading, const Input& input) {
    now_ = time_.advance(reading);
    Turn turn{now_, 0, {}, {}};
    std::visit([&](const auto& what) { on(turn, what); }, input);
    advance(turn);
    return {turn.json, turn.left_out, std::move(turn.effects)};
}

Instant Client::deadline() const {
    Instant first = connection_.deadline();
    first = std::min(first, rooms_.deadline());
    first = std::min(first, typing_sender_.deadline());
    first = std::min(first, typing_watch_.deadline());
    first = std::min(first, session_.deadline());
    if (!session_.is_asking()) first = std::min(first, socket_ask_at_);
    first = std::min(first, csrf_fetch_at_);
    first = std::min(first, polling_.deadline());
    if (session_.may_request() && !requests_.is_full()) {
        first = std::min(first, freshness_.deadline());
    }
    if (may_send()) first = std::min(first, outbox_.deadline());
    first = std::min(first, storage_.deadline());
    first = std::min(first, outbox_.answer_deadline());
    return time_.reading_of(std::max(first, now_));
}

// Does everything that is due, in a fixed order, whatever the input was. Each part keeps its own
// deadlines, so a tick that comes early or late changes only when things happen.
void Client::advance(Turn& turn) {
    connection_.tick(turn.now, turn.effects);
    follow_connection(turn);
    join_due_rooms(turn);
    send_typing(turn, typing_sender_.tick(turn.now));
    for (const auto& peer : typing_watch_.tick(turn.now)) {
        turn.effects.add(TypingChanged{peer.conversation, peer.user, false});
    }
    if (polling_.take_due(turn.now, random_)) want_everything();
    ask_auth(turn);
    fetch_csrf(turn);
    if (storage_.is_late(turn.now)) give_up_storage(turn);
    if (session_.may_request()) {
        request_due_parts(turn);
        send_read_marks(turn);
    }
    send_ready(turn);
    settle_unanswered(turn);
    picture_.flush(turn.effects);
    report_state(turn);
}

void Client::on(Turn& turn, const Connect&) {
    connection_.start(turn.now, turn.effects);
    // The page may already be connected.
    if (!connection_.is_online()) polling_.disconnected(turn.now);
}

void Client::on(Turn& turn, const Disconnect&) {
    send_typing(turn, typing_sender_.stop_all(turn.now));
    connection_.stop(turn.effects);
    // Ends the outage: the next connection that is wanted begins one of its own.
    polling_.connected(turn.now, true, random_);
    freshness_.clear();
    part_backoffs_.clear();
    session_.answered(session_.asked());
    const CallError stopped = own_failure(Failure::stopped, true);
    give_up_requests(turn, stopped);
}

void Client::on(Turn& turn, const WatchConversations& input) {
    forget(turn, {Part::Kind::conversations, {}});
    picture_.watch_conversations(input.user, input.user_type);
    want(Part::Kind::conversations);
}

void Client::on(Turn& turn, const UnwatchConversations&) {
    picture_.unwatch_conversations();
    forget(turn, {Part::Kind::conversations, {}});
}

void Client::on(Turn&, const WatchUnread&) {
    picture_.watch_unread(true);
    want(Part::Kind::unread);
}

void Client::on(Turn& turn, const UnwatchUnread&) {
    picture_.watch_unread(false);
    forget(turn, {Part::Kind::unread, {}});
}

void Client::on(Turn& turn, const OpenConversation& input) {
    if (!picture_.open(input.conversation) || !rooms_.enter(input.conversation)) {
        report_error(turn, "messages", own_failure(Failure::queue_full, false), input.conversation);
        return;
    }
    show_own(input.conversation);
    want_messages(input.conversation);
}

void Client::on(Turn& turn, const CloseConversation& input) {
    picture_.close(input.conversation);
    forget(turn, {Part::Kind::messages, input.conversation});
    on(turn, LeaveConversation{input.conversation});
}

void Client::on(Turn& turn, const JoinConversation& input) {
    if (rooms_.enter(input.conversation)) return;
    report_error(turn, "join", own_failure(Failure::queue_full, false), input.conversation);
}

void Client::on(Turn& turn, const LeaveConversation& input) {
    // It may still be open.
    if (!rooms_.has(input.conversation) || picture_.is_open(input.conversation)) return;
    if (auto stop = typing_sender_.stop(input.conversation, turn.now)) send_typing(turn, {*stop});
    rooms_.leave(input.conversation);
    if (!connection_.is_online()) return;
    emit(turn, "unsubscribe_conversation", about(input.conversation));
}

void Client::on(Turn& turn, const SetTyping& input) {
    if (!connection_.is_online()) return;
    if (auto signal = typing_sender_.set(input.conversation, input.is_typing, turn.now)) {
        send_typing(turn, {*signal});
    }
}

void Client::on(Turn& turn, const MarkRead& input) {
    if (read_marks_.want(input.conversation, input.call)) return;
    reject(turn, input.call, own_failure(Failure::queue_full, true));
}

void Client::on(Turn& turn, const Refresh&) {
    session_.hurry(turn.now);
    // If one that is being opened is refused, the page is asked at once: its handshake may be older
    // than the user's sign-in.
    socket_refusals_ = 0;
    if (is_socket_refused_) socket_ask_at_ = turn.now;
    connection_.hurry(turn.now, turn.effects);
    want_everything();
}

void Client::on(Turn& turn, const StartPolling&) {
    if (!connection_.is_online()) polling_.disconnected(turn.now);
    polling_.begin_now(turn.now);
}

void Client::on(Turn&, const StopPolling&) { polling_.stop(); }

}  // namespace messaging
