// The connection to the server: one session at a time, its Engine.IO and Socket.IO handshakes, its
// liveness, and when to reconnect. It never gives up by itself. Its `Transport` decides which
// sockets carry it.
//
// The owner checks `is_online` and `sessions` after each call; nothing is called back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/list.h"
#include "base/random.h"
#include "base/time.h"
#include "client/binary_assembly.h"
#include "client/effect.h"
#include "client/liveness.h"
#include "client/transport.h"
#include "state/backoff.h"
#include "wire/engine_io.h"
#include "wire/socket_io.h"

namespace messaging {

enum class ConnectionPhase : std::uint8_t { idle, opening, joining, online, waiting, stopped };

struct PhaseChange {
    ConnectionPhase from;
    ConnectionPhase to;
    std::string_view when;
};

// All legal changes of phase; `docs/ARCHITECTURE.md` shows them as a diagram.
inline constexpr auto connection_phase_changes = [] {
    using enum ConnectionPhase;
    return std::to_array<PhaseChange>({
        {idle, opening, "start"},
        {idle, stopped, "stop"},
        {opening, joining, "Engine.IO open and auth are there: CONNECT sent"},
        {opening, waiting, "closed, timed out, no auth, Socket.IO 2, suspended"},
        {opening, opening, "restart"},
        {opening, stopped, "stop"},
        {joining, online, "CONNECT answered"},
        {joining, opening, "refused for the first time, restart"},
        {joining, waiting, "closed, timed out, refused again, Socket.IO 2, suspended"},
        {joining, stopped, "stop"},
        {online, opening, "restart"},
        {online, waiting, "closed, silent for too long, suspended"},
        {online, stopped, "stop"},
        {waiting, opening, "its time has come, hurry, restart"},
        {waiting, waiting, "suspended"},
        {waiting, stopped, "stop"},
        {stopped, opening, "start"},
        {stopped, stopped, "stop"},
    });
}();

std::string_view name_of(ConnectionPhase phase);

class Connection {
  public:
    struct Options {
        Transport::Options transport;
        Duration reconnect_min = std::chrono::seconds(1);
        Duration reconnect_max = std::chrono::seconds(30);
    };

    // From the start of an attempt to the answer to CONNECT.
    static constexpr Duration connect_timeout = std::chrono::seconds(10);
    // A connection that lasted this long was good: failures are counted afresh.
    static constexpr Duration stable_after = std::chrono::seconds(5);
    // The longest delay that a server may ask for.
    static constexpr Duration hint_max = std::chrono::minutes(10);

    Connection(Options options, Random& random);

    void start(Instant now, Effects& effects);
    void stop(Effects& effects);
    // The session that the server offered to resume is another user's, or was refused.
    void forget_session() { recovery_ = {}; }
    // Drops the socket and opens a new one at once: another user, or the server refused this one.
    void restart(Instant now, std::string_view reason, Effects& effects);
    // The page enters the back/forward cache, where nothing may stay open.
    void suspend(Effects& effects);
    // The server can probably be reached: a waiting connection is attempted now.
    void hurry(Instant now, Effects& effects);
    // It may be another network, on which other transports reach the server.
    void network_changed(Instant now) { transport_.network_changed(now); }
    // The server has answered over REST.
    void server_answered() { transport_.server_answered(); }
    // Something was sent that the server answers at once, if it is still there.
    void asked(Instant now);
    void answered();
    // The frame that ends this silence is no proof of life.
    bool is_silent(Instant now) const;
    // How long the server wants the client to stay away once the connection ends.
    void delay_next(Duration delay);

    // The payload of CONNECT is needed, and nobody has been asked for it.
    bool wants_auth() const;
    void auth_asked();
    void auth_ready(std::string_view payload, Effects& effects);
    void auth_failed(Instant now, Effects& effects);

    // A packet for the page; its views are valid as long as `frame`.
    struct Delivery {
        socket_io::Received received;
        List<AttachmentNumber> attachments;
        // The text of a packet whose frame came earlier; views point into it.
        Text text;
    };
    std::optional<Delivery> receive(Instant now, SocketNumber socket, std::string_view frame,
                                    Effects& effects);
    std::optional<Delivery> receive_binary(Instant now, SocketNumber socket,
                                           AttachmentNumber attachment, std::uint32_t bytes,
                                           Effects& effects);
    void closed(Instant now, SocketNumber socket, int code, Effects& effects);
    void tick(Instant now, Effects& effects);
    Instant deadline() const;

    // Only while online.
    void send(const socket_io::Packet& packet, Effects& effects);
    void send_attachment(AttachmentNumber attachment, Effects& effects);

    ConnectionPhase phase() const;
    bool is_online() const { return phase() == ConnectionPhase::online; }
    // How many times it has come online.
    std::uint32_t sessions() const { return sessions_; }
    // Whether an attempt has failed since it was last online.
    bool has_failed() const { return has_failed_; }
    // Whether the server refused the last CONNECT.
    bool is_refused() const { return refusals_ > 0; }
    // Identifies the session, even after an upgrade.
    SocketNumber session_socket() const { return transport_.session(); }
    bool is_polling() const { return transport_.is_polling(); }
    Text sid() const;
    Instant next_attempt_at() const;
    const Text& reason() const { return reason_; }

  private:
    struct Idle {};
    struct Opening {
        Instant give_up_at;
        std::optional<engine_io::Open> handshake;
        bool auth_asked = false;
        std::optional<Text> auth;
    };
    struct Joining {
        Instant give_up_at;
        engine_io::Open handshake;
    };
    struct Established {
        Text sid;
        Instant since;
        Liveness liveness;
    };
    struct Waiting {
        // `never` while the page is suspended.
        Instant until = never;
    };
    struct Stopped {};
    // What a server that offers connection state recovery needs to resume the last session: its id,
    // and the offset of the last event that arrived.
    struct Recovery {
        Text pid;
        Text offset;
    };
    using State = std::variant<Idle, Opening, Joining, Established, Waiting, Stopped>;

    void enter(State state);
    void open(Instant now, Effects& effects);
    void drop_socket(Effects& effects);
    void count_anew_if_stable(Instant now);
    void lose(Instant now, std::string_view reason, Effects& effects);
    void join_when_ready(Effects& effects);
    bool may_recover() const { return !recovery_.pid.empty() && !recovery_.offset.empty(); }
    // Packets for the page may arrive now: a server resends missed ones before it answers CONNECT.
    bool is_listening() const {
        return is_online() || (phase() == ConnectionPhase::joining && may_recover());
    }
    Text connect_payload(const Text& auth) const;
    void note_offset(const socket_io::Received& received);
    void send_packet(const socket_io::Packet& packet, Effects& effects) const;
    std::optional<Delivery> receive_message(Instant now, std::string_view text, Effects& effects);
    void joined(Instant now, const socket_io::Received& received, Effects& effects);
    void refused(Instant now, const socket_io::Received& received, Effects& effects);

    Random& random_;
    Backoff backoff_;
    State state_ = Idle{};
    Transport transport_;
    BinaryAssembly assembly_;
    Recovery recovery_;
    std::uint32_t sessions_ = 0;
    std::uint32_t refusals_ = 0;
    bool has_failed_ = false;
    std::optional<Duration> hint_;
    Text reason_;
};

}  // namespace messaging
