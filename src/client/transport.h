// The transports of a connection: a WebSocket, or Engine.IO's long-polling if none can be had.
//
// An attempt dials the preferred transport. If that fails or stays silent, its rival is dialled
// too, and whichever brings Engine.IO's `open` first carries the session. A session over
// long-polling is upgraded: a WebSocket is probed beside it, the polling socket is drained, and the
// WebSocket takes over. To the core both are sockets with numbers; the host tells them apart by
// URL.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time.h"
#include "client/effect.h"
#include "state/backoff.h"
#include "wire/engine_io.h"

namespace messaging {

class Transport {
  public:
    struct Options {
        // `ws://host/socket.io/?EIO=4&transport=websocket`
        Text websocket_url;
        // `http://host/socket.io/?EIO=4&transport=polling`
        Text polling_url;
        // An earlier page needed it; from then on, whether it was the last to reach the server.
        bool prefers_polling = false;
    };

    // How long the preferred transport may be silent: within 3 s there must be a connection,
    // whatever stands in between. If it has reached the server before, it is slow rather than
    // blocked, and a thousand clients that come back at once must not become two thousand.
    static constexpr Duration rival_after = std::chrono::milliseconds(1500);
    static constexpr Duration patient_rival_after = std::chrono::seconds(5);
    // From the probe to the upgrade, as servers have it.
    static constexpr Duration probe_timeout = std::chrono::seconds(10);
    static constexpr Duration probe_again_min = std::chrono::seconds(30);
    static constexpr Duration probe_again_max = std::chrono::minutes(5);
    // The close code that the host reports for a drained socket.
    static constexpr int code_drained = 1000;

    Transport(Options options, Random& random);

    void dial(Instant now, Effects& effects);
    void drop(Effects& effects);

    // Whether frames of this socket are for the connection.
    bool carries(SocketNumber socket) const;
    // The handshake arrived on a socket that carries.
    void opened(SocketNumber socket, const engine_io::Open& handshake, Effects& effects);
    // A frame arrived on a socket that does not carry.
    void probe_answered(SocketNumber socket, std::string_view frame, Effects& effects);
    // These two return whether the attempt or the session is lost.
    bool closed(Instant now, SocketNumber socket, int code, Effects& effects);
    bool tick(Instant now, Effects& effects);
    Instant deadline() const;

    // The network may be another one.
    void network_changed(Instant now);
    // The server is there, so a refusal comes from something in between.
    void server_answered() { has_led_ = false; }

    // The one that carries the session; none before the handshake.
    SocketNumber socket() const;
    // Identifies the session, whichever socket carries it: the one on which it began.
    SocketNumber session() const { return session_; }
    bool is_polling() const { return stage_ >= Stage::on_polling; }

  private:
    enum class Stage : std::uint8_t { idle, racing, on_websocket, on_polling, probing, draining };

    SocketNumber open(const Text& url, Effects& effects);
    void dial_by(bool polling, Effects& effects);
    void dial_rival(Effects& effects);
    void found(bool is_polling);
    void probe_failed(Instant now);

    Options options_;
    Random& random_;
    Stage stage_ = Stage::idle;
    // At most one of each: racing, carrying, or a probe beside the one that carries.
    SocketNumber websocket_;
    SocketNumber polling_;
    SocketNumber session_;
    SocketNumber last_socket_;
    // While racing, when to dial the rival; `never` once dialled. While probing, when that ends.
    Instant due_at_ = never;
    // Empty if the session cannot be upgraded.
    Text upgrade_url_;
    // The preferred transport has reached the server, and nothing since speaks against it.
    bool has_led_ = false;
    Backoff probe_backoff_{probe_again_min, probe_again_max};
    Instant probe_at_{};
};

}  // namespace messaging
