// What the browser reports: the network, and whether the page is visible.
#include "client/client.h"

namespace messaging {

// A reason to check the connection: a waiting one is attempted now, and an open one has to show
// that it is alive. A client may not ping, but a server that has answered `auth` does so again.
void Client::wake(Turn& turn) {
    // An attempt may have timed out while the page slept.
    connection_.tick(turn.now, turn.effects);
    connection_.hurry(turn.now, turn.effects);
    suspect(turn);
}

void Client::suspect(Turn& turn) {
    if (!connection_.is_online() || !answers_auth_) return;
    send_auth(turn);
    connection_.asked(turn.now);
}

void Client::on(Turn& turn, const Online&) {
    connection_.network_changed(turn.now);
    wake(turn);
}

// The browser may be wrong about being offline.
void Client::on(Turn& turn, const Offline&) { suspect(turn); }

void Client::on(Turn& turn, const Visible&) {
    is_visible_ = true;
    polling_.set_hidden(false, turn.now);
    wake(turn);
}

void Client::on(Turn& turn, const Hidden&) {
    send_typing(turn, typing_sender_.stop_all(turn.now));
    is_visible_ = false;
    polling_.set_hidden(true, turn.now);
}

void Client::on(Turn&, const Frozen&) {}

void Client::on(Turn& turn, const Resumed&) { wake(turn); }

void Client::on(Turn& turn, const PageHidden&) {
    send_typing(turn, typing_sender_.stop_all(turn.now));
    connection_.suspend(turn.effects);
}

void Client::on(Turn& turn, const PageShown&) { wake(turn); }

void Client::on(Turn&, const Tick&) {}

}  // namespace messaging
