// A server's packets: what is decoded fits its type, and means the same when encoded again.
#include "wire/socket_io.h"

#include "base/check.h"
#include "fuzz/targets.h"

namespace messaging {

namespace {

void check_shape(const socket_io::Received& received) {
    using socket_io::Type;
    const auto& packet = received.packet;
    const auto data = received.data();
    const bool is_binary = packet.type == Type::binary_event || packet.type == Type::binary_ack;
    CHECK(packet.attachments <= socket_io::attachments_max, "attachments beyond the limit");
    CHECK(is_binary || packet.attachments == 0, "attachments of a packet that has none");
    CHECK(data.exists() == !packet.data.empty(), "data that is not read");
    if (packet.type == Type::event || packet.type == Type::binary_event) {
        CHECK(!data[0].id().empty(), "an event without a name");
    }
    if (packet.type == Type::ack || packet.type == Type::binary_ack) {
        CHECK(data.is_array() && packet.ack_id, "an acknowledgement of nothing");
    }
}

}  // namespace

void fuzz_socket_io(std::string_view bytes) {
    const auto received = socket_io::decode(bytes);
    if (!received) return;
    check_shape(*received);
    const auto text = socket_io::encode(received->packet);
    const auto again = socket_io::decode(text);
    CHECK(again.has_value(), "a packet that is none when it is encoded again");
    CHECK(again->packet == received->packet, "a packet that changes");
}

}  // namespace messaging
