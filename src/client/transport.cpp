#include "client/transport.h"

#include <algorithm>
#include <string>
#include <utility>

#include "wire/url.h"

namespace messaging {

Transport::Transport(Options options, Random& random)
    : options_(std::move(options)), random_(random) {}

SocketNumber Transport::open(const Text& url, Effects& effects) {
    last_socket_ = last_socket_.next();
    effects.add(OpenSocket{last_socket_, url});
    return last_socket_;
}

void Transport::dial_by(bool polling, Effects& effects) {
    (polling ? polling_ : websocket_) =
        open(polling ? options_.polling_url : options_.websocket_url, effects);
}

void Transport::dial_rival(Effects& effects) {
    due_at_ = never;
    dial_by(!options_.prefers_polling, effects);
}

void Transport::dial(Instant now, Effects& effects) {
    stage_ = Stage::racing;
    due_at_ = now + (has_led_ ? patient_rival_after : rival_after);
    dial_by(options_.prefers_polling, effects);
}

void Transport::drop(Effects& effects) {
    for (auto* socket : {&websocket_, &polling_}) {
        if (!socket->is_none()) effects.add(CloseSocket{std::exchange(*socket, SocketNumber())});
    }
    session_ = SocketNumber();
    stage_ = Stage::idle;
}

SocketNumber Transport::socket() const {
    if (stage_ == Stage::racing) return SocketNumber();
    return is_polling() ? polling_ : websocket_;
}

bool Transport::carries(SocketNumber socket) const {
    if (socket.is_none()) return false;
    const bool is_racing = stage_ == Stage::racing;
    return socket == this->socket() || (is_racing && (socket == websocket_ || socket == polling_));
}

void Transport::opened(SocketNumber socket, const engine_io::Open& handshake, Effects& effects) {
    if (stage_ != Stage::racing) return;
    const bool is_polling = socket == polling_;
    auto& loser = is_polling ? websocket_ : polling_;
    if (!loser.is_none()) effects.add(CloseSocket{std::exchange(loser, SocketNumber())});
    session_ = socket;
    stage_ = is_polling ? Stage::on_polling : Stage::on_websocket;
    upgrade_url_ = {};
    if (handshake.may_upgrade) {
        upgrade_url_ = std::string(options_.websocket_url.view()) +
                       "&sid=" + url::encode_component(handshake.sid);
    }
    found(is_polling);
}

void Transport::found(bool is_polling) {
    has_led_ = true;
    options_.prefers_polling = is_polling;
}

void Transport::probe_answered(SocketNumber socket, std::string_view frame, Effects& effects) {
    if (stage_ != Stage::probing || socket != websocket_ || frame != "3probe") return;
    stage_ = Stage::draining;
    effects.add(DrainSocket{polling_});
}

void Transport::probe_failed(Instant now) {
    stage_ = Stage::on_polling;
    probe_at_ = now + probe_backoff_.next(random_);
}

bool Transport::closed(Instant now, SocketNumber socket, int code, Effects& effects) {
    const bool is_websocket = socket == websocket_;
    if (socket.is_none() || (!is_websocket && socket != polling_)) return false;
    (is_websocket ? websocket_ : polling_) = SocketNumber();
    if (stage_ == Stage::racing) {
        // If it has led to the server before, a prompt refusal means that the server is down.
        if (due_at_ != never && !has_led_) dial_rival(effects);
        return websocket_.is_none() && polling_.is_none();
    }
    if (stage_ < Stage::probing) return true;
    const bool was_draining = stage_ == Stage::draining;
    if (is_websocket) {
        probe_failed(now);
        return was_draining;
    }
    if (!was_draining || code != code_drained) return true;
    stage_ = Stage::on_websocket;
    probe_backoff_.reset();
    probe_at_ = {};
    effects.add(SendText{websocket_, "5"});
    found(false);
    return false;
}

bool Transport::tick(Instant now, Effects& effects) {
    if (now < deadline()) return false;
    if (stage_ == Stage::racing) {
        dial_rival(effects);
    } else if (stage_ == Stage::on_polling) {
        stage_ = Stage::probing;
        due_at_ = now + probe_timeout;
        websocket_ = open(upgrade_url_, effects);
        effects.add(SendText{websocket_, "2probe"});
    } else if (stage_ == Stage::probing) {
        effects.add(CloseSocket{std::exchange(websocket_, SocketNumber())});
        probe_failed(now);
    }
    // A polling socket that is being drained brings nothing any more.
    return stage_ == Stage::draining;
}

Instant Transport::deadline() const {
    if (stage_ == Stage::on_polling && !upgrade_url_.empty()) return probe_at_;
    const bool is_due = stage_ == Stage::racing || stage_ >= Stage::probing;
    return is_due ? due_at_ : never;
}

void Transport::network_changed(Instant now) {
    has_led_ = false;
    probe_at_ = now;
}

}  // namespace messaging
