// Socket.IO protocol, revision 5: https://github.com/socketio/socket.io-protocol (v5).
// A packet is `<type>[<attachments>-][<namespace>,][<acknowledgment id>][JSON]`; here, the text of
// an Engine.IO message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace messaging::socket_io {

enum class Type : std::uint8_t {
    connect,
    disconnect,
    event,
    ack,
    connect_error,
    binary_event,
    binary_ack,
};

// An event or acknowledgement with more attachments is refused.
inline constexpr std::uint32_t attachments_max = 64;

struct Packet {
    Type type = Type::connect;
    std::string_view nsp = "/";
    // Id of the acknowledgement that an event asks for, or that an ack gives.
    std::optional<std::uint32_t> ack_id;
    // Number of binary frames that follow and belong to this packet.
    std::uint32_t attachments = 0;
    // Event and ack: an array. CONNECT: an object or empty. CONNECT_ERROR: any value or empty.
    std::string_view data;

    bool operator==(const Packet&) const = default;
};

// A received packet. The views of `packet` point into the decoded text.
struct Received {
    Packet packet;
    // `packet.data` parsed; nullopt if that is empty.
    std::optional<json::Document> document;

    json::Value data() const { return document ? document->root() : json::Value(); }
};

// nullopt for malformed packets: unknown type, bad numbers, JSON of the wrong shape for the type,
// an event without a name, nesting beyond the limit.
std::optional<Received> decode(std::string_view text);

std::string encode(const Packet& packet);

}  // namespace messaging::socket_io
