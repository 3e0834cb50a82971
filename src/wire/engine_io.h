// Engine.IO protocol, version 4: https://github.com/socketio/engine.io-protocol (v4).
// A packet is a digit and its data; over WebSocket a text frame is one packet, over HTTP
// long-polling a body is several, divided by the record separator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"
#include "base/time.h"

namespace messaging::engine_io {

// "Upon connection, the server sends" this; only what a client needs of it.
struct Open {
    Text sid;
    Duration ping_interval{};
    Duration ping_timeout{};
    // The session may go on over a WebSocket.
    bool may_upgrade = false;

    bool operator==(const Open&) const = default;
};
struct Close {
    bool operator==(const Close&) const = default;
};
struct Ping {
    // The data comes back in the pong; "probe" while a transport is upgraded.
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

// A longer ping interval or time-out of a server counts as this: a dead connection would never be
// noticed, and the sum of two must fit a timer.
inline constexpr Duration ping_max = std::chrono::hours(1);

// Nothing for what is no packet that a server may send. Views point into `frame`.
std::optional<Packet> decode(std::string_view frame);

// Takes the first packet off a payload, of which they are divided by the record separator. False
// where that was the last one.
bool take_packet(std::string_view& payload, std::string_view& packet);

std::string encode_message(std::string_view data);
std::string encode_pong(std::string_view data);

}  // namespace messaging::engine_io
