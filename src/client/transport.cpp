#include "client/transport.h"

#include <algorithm>
#include <string>
#include <utility>

#include "wire/url.h"

namespace messaging {

namespace {

void close(SocketNumber socket, Effects& effects) {
    if (!socket.is_none()) effects.add(CloseSocket{socket});
}

}  // namespace

Transport::Transport(Options options, Random& random)
    : options_(std::move(options)), random_(random) {}

SocketNumber Transport::open(const Text& url, Effects& effects) {
    last_socket_ = last_socket_.next();
    effects.add(OpenSocket{last_socket_, url});
    return last_socket_;
}

void Transport::dial(Race& race, bool by_polling, Effects& effects) {
    auto& socket = by_polling ? race.polling : race.websocket;
    socket = open(by_polling ? options_.polling_url : options_.websocket_url, effects);
}

void Transport::dial_rival(Race& race, Effects& effects) {
    race.rival_at = never;
    dial(race, !options_.prefers_polling, effects);
}

void Transport::dial(Instant now, Effects& effects) {
    Race race;
    race.rival_at = now + (has_led_ ? patient_rival_after : rival_after);
    dial(race, options_.prefers_polling, effects);
    state_ = race;
}

void Transport::drop(Effects& effects) {
    if (const auto* race = std::get_if<Race>(&state_)) {
        close(race->websocket, effects);
        close(race->polling, effects);
    }
    if (const auto* session = std::get_if<Session>(&state_)) {
        close(session->socket, effects);
        if (session->probe) close(session->probe->socket, effects);
    }
    state_ = Idle{};
}

bool Transport::carries(SocketNumber socket) const {
    if (socket.is_none()) return false;
    const auto* race = std::get_if<Race>(&state_);
    if (race != nullptr) return socket == race->websocket || socket == race->polling;
    return socket == this->socket();
}

void Transport::opened(SocketNumber socket, const engine_io::Open& handshake, Effects& effects) {
    const auto* race = std::get_if<Race>(&state_);
    if (race == nullptr) return;
    const bool is_polling = socket == race->polling;
    close(is_polling ? race->websocket : race->polling, effects);
    Session session{socket, socket, is_polling, {}, {}};
    if (is_polling && handshake.may_upgrade) {
        session.upgrade_url = std::string(options_.websocket_url.view()) +
                              "&sid=" + url::encode_component(handshake.sid);
    }
    state_ = std::move(session);
    found(is_polling, effects);
}

void Transport::found(bool is_polling, Effects& effects) {
    has_led_ = true;
    if (std::exchange(options_.prefers_polling, is_polling) == is_polling) return;
    effects.add(TransportFound{is_polling});
}

void Transport::probe_answered(SocketNumber socket, std::string_view frame, Effects& effects) {
    auto* session = std::get_if<Session>(&state_);
    if (session == nullptr || !session->probe || session->probe->socket != socket) return;
    if (frame != "3probe" || session->probe->is_draining) return;
    session->probe->is_draining = true;
    effects.add(DrainSocket{session->socket});
}

void Transport::probe_failed(Instant now, Session& session) {
    session.probe.reset();
    probe_at_ = now + probe_backoff_.next(random_);
}

bool Transport::closed(Instant now, SocketNumber socket, int code, Effects& effects) {
    if (!std::holds_alternative<Session>(state_)) return racer_closed(socket, effects);
    auto& session = std::get<Session>(state_);
    auto& probe = session.probe;
    if (probe && probe->socket == socket) {
        const bool is_needed = probe->is_draining;
        probe_failed(now, session);
        return is_needed;
    }
    if (session.socket != socket) return false;
    session.socket = SocketNumber();
    if (!probe || !probe->is_draining || code != code_drained) return true;
    session.socket = probe->socket;
    session.is_polling = false;
    session.upgrade_url = {};
    probe.reset();
    probe_backoff_.reset();
    probe_at_ = {};
    effects.add(SendText{session.socket, "5"});
    found(false, effects);
    return false;
}

bool Transport::racer_closed(SocketNumber socket, Effects& effects) {
    if (!carries(socket)) return false;
    auto& race = std::get<Race>(state_);
    (socket == race.polling ? race.polling : race.websocket) = SocketNumber();
    // Where it has led to the server before, a prompt refusal says that the server is away.
    if (race.rival_at != never && !has_led_) dial_rival(race, effects);
    return race.polling.is_none() && race.websocket.is_none();
}

bool Transport::tick(Instant now, Effects& effects) {
    if (auto* race = std::get_if<Race>(&state_)) {
        if (race->rival_at <= now) dial_rival(*race, effects);
        return false;
    }
    auto* session = std::get_if<Session>(&state_);
    if (session == nullptr || now < deadline()) return false;
    if (!session->probe) {
        session->probe = Probe{open(session->upgrade_url, effects), now + probe_timeout, false};
        effects.add(SendText{session->probe->socket, "2probe"});
        return false;
    }
    // A socket that is drained brings nothing any more.
    if (session->probe->is_draining) return true;
    close(session->probe->socket, effects);
    probe_failed(now, *session);
    return false;
}

Instant Transport::deadline() const {
    if (const auto* race = std::get_if<Race>(&state_)) return race->rival_at;
    const auto* session = std::get_if<Session>(&state_);
    if (session == nullptr) return never;
    if (session->probe) return session->probe->give_up_at;
    return session->upgrade_url.empty() ? never : probe_at_;
}

void Transport::network_changed(Instant now) {
    has_led_ = false;
    probe_at_ = std::min(probe_at_, now);
}

SocketNumber Transport::socket() const {
    const auto* session = std::get_if<Session>(&state_);
    return session == nullptr ? SocketNumber() : session->socket;
}

SocketNumber Transport::session() const {
    const auto* session = std::get_if<Session>(&state_);
    return session == nullptr ? SocketNumber() : session->number;
}

bool Transport::is_polling() const {
    const auto* session = std::get_if<Session>(&state_);
    return session != nullptr && session->is_polling;
}

}  // namespace messaging
