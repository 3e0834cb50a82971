// Engine.IO protocol, version 4: https://github.com/socketio/engine.io-protocol (v4).
// A packet is a digit and its data. A WebSocket text frame is one packet; an HTTP long-polling body
// is several, divided by the record separator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "base/time.h"

namespace messaging::engine_io {

// The handshake, which a server sends first; only the members that a client needs.
struct Open {
    Text sid;
    Duration ping_interval{};
    Duration ping_timeout{};
    // The session may be upgraded to a WebSocket.
    bool may_upgrade = false;

    bool operator==(const Open&) const = default;
};
struct Close {
    bool operator==(const Close&) const = default;
};
struct Ping {
    // Echoed in the pong; "probe" while a transport is upgraded.
    std::string_view data;

    bool operator==(const Ping&) const = default;
};
struct Pong {
    std::string_view data;

    bool operator==(const Pong&) const = default;
};
struct Message {
    std::string_view data;

    bool operator==(const Message&) const = default;
};
struct Noop {
    bool operator==(const Noop&) const = default;
};

using Packet = std::variant<Open, Close, Ping, Pong, Message, Noop>;

// Longer ping intervals and timeouts are reduced to this: otherwise a dead connection would never
// be noticed, and the sum of both must fit a timer.
inline constexpr Duration ping_max = std::chrono::hours(1);

// nullopt for anything but a packet that a server may send. Views point into `frame`.
std::optional<Packet> decode(std::string_view frame);

// Takes the first packet off a payload, in which packets are divided by the record separator. False
// if it was the last one.
bool take_packet(std::string_view& payload, std::string_view& packet);

std::string encode_message(std::string_view data);
std::string encode_pong(std::string_view data);

}  // namespace messaging::engine_io
