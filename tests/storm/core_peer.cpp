#include "storm/core_peer.h"

#include <string>
#include <utility>
#include <variant>

namespace messaging::storm {

namespace {

// No peer falls silent here, so pings are not needed; nor are upgrades part of the comparison.
constexpr std::string_view handshake =
    R"(0{"sid":"engine","upgrades":[],"pingInterval":86400000,"pingTimeout":20000})";
constexpr std::string_view connect = "40";
constexpr std::string_view connected = R"(40{"sid":"socket"})";

Config config_of(std::uint64_t seed) {
    Config config;
    config.seed = seed;
    config.url = "http://host";
    config.poll_interval = Duration::zero();
    return config;
}

}  // namespace

CorePeer::CorePeer(Port port, std::uint64_t seed) : port_(port), client_(config_of(seed)) {}

void CorePeer::start() { feed(Connect{}); }

void CorePeer::accepted(Line line) { feed(SocketText{SocketNumber(line), handshake}); }

void CorePeer::joined(Line line) { feed(SocketText{SocketNumber(line), connected}); }

void CorePeer::closed(Line line) { feed(SocketClosed{SocketNumber(line), 1006}); }

void CorePeer::draining(Line line, Duration retry_after) {
    const std::string frame =
        R"(42["server:draining",{"retryAfterMs":)" + std::to_string(retry_after.count()) + "}]";
    feed(SocketText{SocketNumber(line), frame});
}

void CorePeer::feed(const Input& input) {
    const auto batch = client_.handle(port_.timeline.now(), input);
    for (const auto& effect : batch.effects) {
        std::visit([this](const auto& what) { on(what); }, effect);
    }
    if (const auto ask = std::exchange(asked_, std::nullopt)) return feed(AuthReady{*ask, {}, {}});
    arm();
}

// A timer cannot be cancelled; it does nothing if another one has been armed since.
void CorePeer::arm() {
    const Instant due = client_.deadline();
    if (due == armed_) return;
    armed_ = due;
    if (due == never) return;
    port_.timeline.at(due, [this, due] {
        if (armed_ != due) return;
        armed_ = never;
        feed(Tick{});
    });
}

void CorePeer::on(const OpenSocket& effect) {
    port_.server.open(port_.client, effect.socket.value());
}

void CorePeer::on(const SendText& effect) {
    if (effect.frame.view().substr(0, connect.size()) != connect) return;
    port_.server.join(port_.client, effect.socket.value());
}

void CorePeer::on(const CloseSocket& effect) {
    port_.server.close(port_.client, effect.socket.value());
}

void CorePeer::on(const AskAuth& effect) { asked_ = effect.ask; }

}  // namespace messaging::storm
