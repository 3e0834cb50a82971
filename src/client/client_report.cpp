// What the page is told: its promises, its errors, and the state of the connection.
#include <utility>

#include "client/client.h"

namespace messaging {

void Client::settle(Turn& turn, CallNumber call, Settled settled) {
    if (!call.is_none()) turn.effects.add(Settle{call, std::move(settled)});
}

void Client::settle(Turn& turn, CallNumber call, decltype(Settled::value) value) {
    settle(turn, call, Settled{std::move(value), {}, std::nullopt});
}

void Client::reject(Turn& turn, CallNumber call, CallError error) {
    if (!call.is_none()) turn.effects.add(Settle{call, std::move(error)});
}

void Client::report_error(Turn& turn, std::string_view operation, const CallError& error,
                          const ConversationId& conversation) {
    turn.effects.add(
        ErrorReported{operation, error.code, conversation, error.status, error.retryable});
}

// Whether a person is now reading the conversation.
bool Client::is_seen(const ConversationId& conversation) const {
    return is_visible_ && picture_.is_open(conversation);
}

// Whether events arrive. A server may keep a socket open whose user it has refused. While REST
// refuses the session, a new connection does not count until REST accepts it again.
bool Client::has_real_time() const {
    return connection_.is_online() && !is_socket_refused_ &&
           (status_told_ == true || !session_.is_refused());
}

StateChanged Client::present_state(Instant now, bool is_online) const {
    StateChanged present;
    present.next_attempt_at = connection_.next_attempt_at();
    present.reason = connection_.reason();
    present.continuity = has_continuity_;
    present.sid = connection_.sid();
    if (is_online) {
        present.mode = connection_.is_polling() ? Mode::long_polling : Mode::websocket;
    } else if (polling_.is_fallback() && !last_poll_failed_) {
        present.mode = Mode::polling;
    }
    if (connection_.phase() == ConnectionPhase::idle) {
        present.state = ClientState::idle;
    } else if (connection_.phase() == ConnectionPhase::stopped) {
        present.state = ClientState::stopped;
    } else if (session_.is_refused() || connection_.is_refused() || is_socket_refused_) {
        present.state = ClientState::unauthenticated;
    } else if (is_online) {
        present.state = ClientState::online;
    } else if (present.mode == Mode::polling) {
        present.state = ClientState::polling;
    } else if (polling_.is_outage(now)) {
        present.state = ClientState::offline;
    } else {
        present.state = ClientState::connecting;
    }
    return present;
}

void Client::report_state(Turn& turn) {
    const bool is_online = has_real_time();
    if (is_online && freshness_.is_idle()) has_continuity_ = true;
    const bool is_offline = !is_online && (connection_.has_failed() || status_told_ == true);
    StateChanged present = present_state(turn.now, is_online);
    if ((is_online || is_offline) && status_told_ != is_online) {
        status_told_ = is_online;
        turn.effects.add(ConnectionChanged{is_online, present.mode});
    }
    if (is_online && outage_told_) {
        outage_told_ = false;
        turn.effects.add(ShowToast{Toast::reconnected, {}});
    }
    if (polling_.is_fallback() && !outage_told_) {
        outage_told_ = true;
        turn.effects.add(ShowToast{Toast::polling, polling_.interval()});
    }
    const bool is_same = state_told_ && state_told_->state == present.state &&
                         state_told_->mode == present.mode && state_told_->sid == present.sid &&
                         state_told_->next_attempt_at == present.next_attempt_at &&
                         state_told_->continuity == present.continuity;
    if (is_same) return;
    const bool is_new_state = !state_told_ || state_told_->state != present.state;
    present.since = is_new_state ? turn.now : state_told_->since;
    state_told_ = present;
    present.since = time_.reading_of(present.since);
    present.next_attempt_at = time_.reading_of(present.next_attempt_at);
    turn.effects.add(std::move(present));
}

}  // namespace messaging
