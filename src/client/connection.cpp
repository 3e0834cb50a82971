#include "client/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "base/json_writer.h"

namespace messaging {

namespace {

constexpr std::size_t phase_count = 6;

// No real session id or offset is longer; a server that sends a longer one is not resumed.
constexpr std::size_t recovery_size_max = 256;

// The table as the state machine needs it; its strings stay out of the shipped module.
constexpr auto legal_changes = [] {
    std::array<std::array<bool, phase_count>, phase_count> legal{};
    for (const auto& change : connection_phase_changes) {
        legal[static_cast<std::size_t>(change.from)][static_cast<std::size_t>(change.to)] = true;
    }
    return legal;
}();

}  // namespace

std::string_view name_of(ConnectionPhase phase) {
    switch (phase) {
        case ConnectionPhase::idle:
            return "idle";
        case ConnectionPhase::opening:
            return "opening";
        case ConnectionPhase::joining:
            return "joining";
        case ConnectionPhase::online:
            return "online";
        case ConnectionPhase::waiting:
            return "waiting";
        case ConnectionPhase::stopped:
            return "stopped";
    }
    return "";
}

Connection::Connection(Options options, Random& random)
    : random_(random),
      backoff_(options.reconnect_min, options.reconnect_max),
      transport_(std::move(options.transport), random) {}

ConnectionPhase Connection::phase() const {
    // The variant's alternatives are in the order of the phases.
    return static_cast<ConnectionPhase>(state_.index());
}

void Connection::enter(State state) {
    const bool is_legal = legal_changes[state_.index()][state.index()];
    CHECK(is_legal, "no such phase");
    state_ = std::move(state);
}

void Connection::start(Instant now, Effects& effects) {
    if (phase() == ConnectionPhase::idle || phase() == ConnectionPhase::stopped) open(now, effects);
}

void Connection::stop(Effects& effects) {
    drop_socket(effects);
    reason_ = "stopped by the page";
    backoff_.reset();
    refusals_ = 0;
    has_failed_ = false;
    enter(Stopped{});
}

void Connection::restart(Instant now, std::string_view reason, Effects& effects) {
    if (phase() == ConnectionPhase::idle || phase() == ConnectionPhase::stopped) return;
    count_anew_if_stable(now);
    drop_socket(effects);
    reason_ = reason;
    open(now, effects);
}

void Connection::suspend(Effects& effects) {
    if (phase() == ConnectionPhase::idle || phase() == ConnectionPhase::stopped) return;
    drop_socket(effects);
    reason_ = "the page is hidden";
    enter(Waiting{});
}

void Connection::hurry(Instant now, Effects& effects) {
    if (phase() == ConnectionPhase::waiting) open(now, effects);
}

void Connection::asked(Instant now) {
    if (auto* online = std::get_if<Established>(&state_)) online->liveness.asked(now);
}

void Connection::answered() {
    if (auto* online = std::get_if<Established>(&state_)) online->liveness.answered();
}

bool Connection::is_silent(Instant now) const {
    const auto* online = std::get_if<Established>(&state_);
    return online != nullptr && online->liveness.is_silent(now);
}

void Connection::delay_next(Duration delay) {
    hint_ = std::clamp(delay, Duration::zero(), hint_max);
}

void Connection::open(Instant now, Effects& effects) {
    // A hint given on an earlier connection ended with it.
    hint_.reset();
    enter(Opening{now + connect_timeout, std::nullopt, false, std::nullopt});
    transport_.dial(now, effects);
}

void Connection::drop_socket(Effects& effects) {
    assembly_.abandon(effects);
    transport_.drop(effects);
}

void Connection::count_anew_if_stable(Instant now) {
    const auto* online = std::get_if<Established>(&state_);
    if (online != nullptr && now - online->since >= stable_after) backoff_.reset();
}

void Connection::lose(Instant now, std::string_view reason, Effects& effects) {
    count_anew_if_stable(now);
    drop_socket(effects);
    reason_ = reason;
    has_failed_ = true;
    const Duration delay = backoff_.next(random_);
    // A hint is a minimum; the spread stays, so that not all clients come back when it ends.
    const Duration hinted = hint_ ? *std::exchange(hint_, std::nullopt) + delay / 4 : delay;
    enter(Waiting{now + hinted});
}

bool Connection::wants_auth() const {
    const auto* opening = std::get_if<Opening>(&state_);
    return opening != nullptr && !opening->auth && !opening->auth_asked;
}

void Connection::auth_asked() {
    if (auto* opening = std::get_if<Opening>(&state_)) opening->auth_asked = true;
}

void Connection::auth_ready(std::string_view payload, Effects& effects) {
    auto* opening = std::get_if<Opening>(&state_);
    if (opening == nullptr || opening->auth) return;
    opening->auth = Text(payload);
    join_when_ready(effects);
}

void Connection::auth_failed(Instant now, Effects& effects) {
    // An attempt that has only just begun will ask for itself.
    if (phase() != ConnectionPhase::opening || wants_auth()) return;
    lose(now, "the page gave no auth", effects);
}

void Connection::join_when_ready(Effects& effects) {
    const auto* opening = std::get_if<Opening>(&state_);
    if (opening == nullptr || !opening->handshake || !opening->auth) return;
    // "The client MUST send a CONNECT packet" first, even to the main namespace.
    socket_io::Packet connect;
    connect.type = socket_io::Type::connect;
    const auto payload = connect_payload(*opening->auth);
    connect.data = payload;
    send_packet(connect, effects);
    enter(Joining{opening->give_up_at, *opening->handshake});
}

// The page's payload, with what a server needs to resend missed events. Nothing relies on it: what
// was missed is requested in any case.
Text Connection::connect_payload(const Text& auth) const {
    if (!may_recover()) return auth;
    json::Writer ours;
    ours.begin_object().member("pid", recovery_.pid).member("offset", recovery_.offset);
    auto payload = ours.end_object().take();
    const auto members = auth.view().find_first_not_of("{ \t\r\n");
    if (members == std::string_view::npos || auth.view()[members] == '}') return payload;
    payload.back() = ',';
    payload += auth.view().substr(members);
    return payload;
}

// A server with recovery adds the offset, a string, to the arguments of events that it may resend.
// It never resends one that asks for an acknowledgement, whatever the last argument.
void Connection::note_offset(const socket_io::Received& received) {
    if (recovery_.pid.empty() || received.packet.ack_id) return;
    const auto data = received.data();
    const auto last = data[static_cast<int>(data.size()) - 1].string();
    const bool is_offset = data.size() > 1 && last && last->size() <= recovery_size_max;
    if (is_offset) recovery_.offset = *last;
}

std::optional<Connection::Delivery> Connection::receive(Instant now, SocketNumber socket,
                                                        std::string_view frame, Effects& effects) {
    if (!transport_.carries(socket)) {
        transport_.probe_answered(socket, frame, effects);
        return std::nullopt;
    }
    auto* online = std::get_if<Established>(&state_);
    if (online != nullptr) online->liveness.heard(now);
    const auto packet = engine_io::decode(frame);
    if (!packet) {
        effects.add(Log{LogLevel::warn, "malformed frame ignored"});
        return std::nullopt;
    }
    if (const auto* ping = std::get_if<engine_io::Ping>(&*packet)) {
        if (online != nullptr) online->liveness.pinged(now);
        effects.add(SendText{socket, engine_io::encode_pong(ping->data)});
        return std::nullopt;
    }
    if (const auto* handshake = std::get_if<engine_io::Open>(&*packet)) {
        transport_.opened(socket, *handshake, effects);
        if (auto* opening = std::get_if<Opening>(&state_)) opening->handshake = *handshake;
        join_when_ready(effects);
        return std::nullopt;
    }
    if (std::holds_alternative<engine_io::Close>(*packet)) {
        lose(now, "closed by the server", effects);
        return std::nullopt;
    }
    if (const auto* message = std::get_if<engine_io::Message>(&*packet)) {
        return receive_message(now, message->data, effects);
    }
    return std::nullopt;
}

std::optional<Connection::Delivery> Connection::receive_message(Instant now, std::string_view text,
                                                                Effects& effects) {
    auto received = socket_io::decode(text);
    if (!received) {
        effects.add(Log{LogLevel::warn, "malformed packet ignored"});
        return std::nullopt;
    }
    if (received->packet.nsp != "/") return std::nullopt;
    switch (received->packet.type) {
        case socket_io::Type::connect:
            if (!is_online()) joined(now, *received, effects);
            return std::nullopt;
        case socket_io::Type::connect_error:
            if (phase() == ConnectionPhase::joining) refused(now, *received, effects);
            return std::nullopt;
        case socket_io::Type::disconnect:
            lose(now, "disconnected by the server", effects);
            return std::nullopt;
        case socket_io::Type::event:
        case socket_io::Type::ack:
            break;
        case socket_io::Type::binary_event:
        case socket_io::Type::binary_ack:
            if (!is_listening()) return std::nullopt;
            if (received->packet.attachments == 0) break;
            assembly_.begin(text, received->packet.attachments, effects);
            return std::nullopt;
    }
    if (!is_listening()) return std::nullopt;
    if (received->packet.type == socket_io::Type::event) note_offset(*received);
    return Delivery{*std::move(received), {}, {}};
}

std::optional<Connection::Delivery> Connection::receive_binary(Instant now, SocketNumber socket,
                                                               AttachmentNumber attachment,
                                                               std::uint32_t bytes,
                                                               Effects& effects) {
    if (!transport_.carries(socket)) {
        effects.add(DropAttachments{{attachment}});
        return std::nullopt;
    }
    if (auto* online = std::get_if<Established>(&state_)) online->liveness.heard(now);
    auto whole = assembly_.add(attachment, bytes, effects);
    if (!whole) return std::nullopt;
    Delivery delivery;
    delivery.text = std::move(whole->text);
    delivery.attachments = std::move(whole->attachments);
    auto received = socket_io::decode(delivery.text);
    CHECK(received.has_value(), "a packet that changed");
    delivery.received = *std::move(received);
    if (delivery.received.packet.type == socket_io::Type::binary_event) {
        note_offset(delivery.received);
    }
    return delivery;
}

void Connection::joined(Instant now, const socket_io::Received& received, Effects& effects) {
    const auto sid = received.data()["sid"].string();
    if (!sid) {
        // Socket.IO 2 sends a CONNECT unasked, and closes when the client sends no pings.
        constexpr std::string_view fault = "the server speaks Socket.IO 2";
        effects.add(Log{LogLevel::error, fault});
        return lose(now, fault, effects);
    }
    const auto* joining = std::get_if<Joining>(&state_);
    if (joining == nullptr) return;
    const auto pid = received.data()["pid"].string().value_or("");
    if (recovery_.pid != pid) recovery_ = {};
    if (pid.size() <= recovery_size_max) recovery_.pid = pid;
    const auto handshake = joining->handshake;
    ++sessions_;
    refusals_ = 0;
    has_failed_ = false;
    reason_ = "connected";
    enter(Established{*sid, now, Liveness(handshake, now)});
}

void Connection::refused(Instant now, const socket_io::Received& received, Effects& effects) {
    const auto words = received.data()["message"].string().value_or("refused");
    if (const auto ms = received.data()["data"]["retryAfterMs"].integer()) {
        // The refusal is not about the user.
        delay_next(Duration(*ms));
    } else {
        forget_session();
        // A token may have expired: a fresh one is requested at once, but only once in a row.
        if (refusals_++ == 0) return restart(now, words, effects);
    }
    lose(now, words, effects);
}

void Connection::closed(Instant now, SocketNumber socket, int code, Effects& effects) {
    if (!transport_.closed(now, socket, code, effects)) return;
    lose(now, is_online() ? "connection lost" : "cannot connect", effects);
}

void Connection::tick(Instant now, Effects& effects) {
    if (const auto* waiting = std::get_if<Waiting>(&state_)) {
        if (waiting->until <= now) open(now, effects);
        return;
    }
    if (transport_.tick(now, effects)) {
        lose(now, "the upgrade failed", effects);
        return;
    }
    const auto* opening = std::get_if<Opening>(&state_);
    const auto* joining = std::get_if<Joining>(&state_);
    if ((opening != nullptr && opening->give_up_at <= now) ||
        (joining != nullptr && joining->give_up_at <= now)) {
        lose(now, "connect timeout", effects);
        return;
    }
    auto* online = std::get_if<Established>(&state_);
    if (online != nullptr && online->liveness.is_dead(now)) {
        lose(now, "the server is silent", effects);
        // The silence was delay enough.
        open(now, effects);
    }
}

Instant Connection::deadline() const {
    Instant own = next_attempt_at();
    if (const auto* opening = std::get_if<Opening>(&state_)) own = opening->give_up_at;
    if (const auto* joining = std::get_if<Joining>(&state_)) own = joining->give_up_at;
    if (const auto* online = std::get_if<Established>(&state_)) own = online->liveness.deadline();
    return std::min(own, transport_.deadline());
}

void Connection::send(const socket_io::Packet& packet, Effects& effects) {
    CHECK(is_online(), "sent while offline");
    send_packet(packet, effects);
}

void Connection::send_packet(const socket_io::Packet& packet, Effects& effects) const {
    effects.add(
        SendText{transport_.socket(), engine_io::encode_message(socket_io::encode(packet))});
}

void Connection::send_attachment(AttachmentNumber attachment, Effects& effects) {
    CHECK(is_online(), "sent while offline");
    effects.add(SendBinary{transport_.socket(), attachment});
}

Text Connection::sid() const {
    const auto* online = std::get_if<Established>(&state_);
    return online == nullptr ? Text() : online->sid;
}

Instant Connection::next_attempt_at() const {
    const auto* waiting = std::get_if<Waiting>(&state_);
    return waiting == nullptr ? never : waiting->until;
}

}  // namespace messaging
