// The way to the server: a WebSocket, or Engine.IO's long-polling where none can be had.
//
// An attempt dials the way that is preferred. Where it fails or stays silent, the other one is
// dialled as its rival, and whichever brings Engine.IO's `open` first carries the session. A
// session over long-polling is upgraded: a WebSocket is probed beside it, the polling socket is
// drained, and the WebSocket goes on. To the core both are sockets by their numbers; the host tells
// them apart by their URLs.
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
        // An earlier page had to; from then on what led to the server last.
        bool prefers_polling = false;
    };

    // How long the first way may be silent: within 3 s there is to be a connection, whatever stands
    // between. Where it has led to the server before, that is slow rather than blocked, and a
    // thousand clients that come back at once are to be no two thousand.
    static constexpr Duration rival_after = std::chrono::milliseconds(1500);
    static constexpr Duration patient_rival_after = std::chrono::seconds(5);
    // From the probe to the upgrade, as servers have it.
    static constexpr Duration probe_timeout = std::chrono::seconds(10);
    static constexpr Duration probe_again_min = std::chrono::seconds(30);
    static constexpr Duration probe_again_max = std::chrono::minutes(5);
    // What the host says when a socket is drained.
    static constexpr int code_drained = 1000;

    Transport(Options options, Random& random);

    void dial(Instant now, Effects& effects);
    void drop(Effects& effects);

    // Whether frames of that socket are for the connection.
    bool carries(SocketNumber socket) const;
    // The server shook hands on a socket that carries.
    void opened(SocketNumber socket, const engine_io::Open& handshake, Effects& effects);
    // A frame of a socket that does not carry.
    void probe_answered(SocketNumber socket, std::string_view frame, Effects& effects);
    // These two answer whether the attempt or the session is lost.
    bool closed(Instant now, SocketNumber socket, int code, Effects& effects);
    bool tick(Instant now, Effects& effects);
    Instant deadline() const;

    // The network may be another one.
    void network_changed(Instant now);
    // The server is there, so a refusal comes from something in between.
    void server_answered() { has_led_ = false; }

    // Of the session; none before the handshake.
    SocketNumber socket() const;
    // What the session is known by, whichever socket carries it: the one that it began on.
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
    // There is never more than one of each: racing, carrying, or a probe beside what carries.
    SocketNumber websocket_;
    SocketNumber polling_;
    SocketNumber session_;
    SocketNumber last_socket_;
    // While racing, when the rival is dialled; never once it was. While probing, when that ends.
    Instant due_at_ = never;
    // Empty where the session cannot be upgraded.
    Text upgrade_url_;
    // The preferred way has led to the server, and nothing since speaks against it.
    bool has_led_ = false;
    Backoff probe_backoff_{probe_again_min, probe_again_max};
    Instant probe_at_{};
};

}  // namespace messaging
