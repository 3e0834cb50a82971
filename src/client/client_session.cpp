// Who the user is.
#include <utility>

#include "client/client.h"

namespace messaging {

void Client::on(Turn& turn, const SignIn& input) {
    if (input.user == session_.user() && !session_.is_refused()) return;
    // A connection that is still being opened has not told the server who it is for.
    const bool is_early =
        session_.user().empty() && connection_.phase() == ConnectionPhase::opening;
    change_user(turn, input.user);
    session_.accept();
    // The cookie set by signing in is read at the handshake.
    if (!is_early) connection_.restart(turn.now, "the user has changed", turn.effects);
    want_everything();
}

void Client::on(Turn& turn, const SignOut& input) {
    if (session_.user().empty()) return;
    if (input.is_final) session_.accept();
    if (input.is_expired) session_.refuse(turn.now, random_);
    change_user(turn, UserId());
    connection_.restart(turn.now, "the user has signed out", turn.effects);
}

void Client::on(Turn& turn, const AuthReady& input) {
    if (!session_.answered(input.ask)) return;
    const bool is_other = !input.user.empty() && input.user != session_.user();
    if (is_other) change_user(turn, input.user);
    connection_.auth_ready(input.payload, turn.effects);
    if (session_.is_refused()) {
        last_before_renewal_ = requests_.last();
        want_everything();
    }
    // Servers authenticate a socket at its handshake.
    if ((is_socket_refused_ || is_other) && connection_.is_online()) {
        connection_.restart(turn.now, "signing in again", turn.effects);
    }
}

void Client::on(Turn& turn, const AuthFailed& input) {
    if (!session_.answered(input.ask)) return;
    connection_.auth_failed(turn.now, turn.effects);
    if (is_socket_refused_) ask_for_socket(turn);
    report_error(turn, "auth", own_failure(Failure::unauthorized, true));
}

// Nothing of one user is ever shown to another or sent as another. Signing out leaves nothing
// behind; if the session has expired, or another user follows, unsent messages wait in storage for
// their author.
void Client::change_user(Turn& turn, const UserId& user) {
    const bool had_user = !session_.user().empty();
    const bool has_expired = session_.is_refused();
    if (!session_.sign_in(user)) return;
    if (had_user) {
        // The question under way is about the previous user.
        session_.answered(session_.asked());
        if (user.empty() && !has_expired) storage_.wipe(turn.effects);
        give_up_messages(turn, storage_.is_open() && (has_expired || !user.empty()));
        picture_.wipe();
        connection_.forget_session();
        cursor_ = {};
        for (const auto& peer : typing_watch_.take_all()) {
            turn.effects.add(TypingChanged{peer.conversation, peer.user, false});
        }
        give_up_requests(turn, own_failure(Failure::signed_out, false));
    }
    open_storage(turn);
}

// At once the first time, since a session may just have expired; then ever more rarely, since a
// server may have other reasons.
void Client::ask_for_socket(Turn& turn) {
    const bool is_first = socket_refusals_++ == 0;
    socket_ask_at_ = is_first ? turn.now : turn.now + socket_backoff_.next(random_);
}

void Client::ask_auth(Turn& turn) {
    if (session_.is_late(turn.now)) on(turn, AuthFailed{session_.asked()});
    if (session_.is_asking()) {
        if (connection_.wants_auth()) connection_.auth_asked();
        return;
    }
    const bool is_wanted =
        connection_.wants_auth() || session_.wants_ask(turn.now) || socket_ask_at_ <= turn.now;
    if (!is_wanted) return;
    socket_ask_at_ = never;
    connection_.auth_asked();
    turn.effects.add(AskAuth{session_.ask(turn.now)});
}

// The user's own id if known; the id that the page named may be that of a supplier profile.
UserId Client::socket_user() const {
    return session_.user().empty() ? picture_.named_user() : session_.user();
}

}  // namespace messaging
