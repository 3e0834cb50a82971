// A server's frames: what is decoded is within its limits, and is encoded to the same frame.
#include "wire/engine_io.h"

#include "base/check.h"
#include "fuzz/targets.h"

namespace messaging {

namespace {

using namespace engine_io;

void check(std::string_view, const Open& open) {
    CHECK(!open.sid.empty(), "a session without a name");
    for (const auto duration : {open.ping_interval, open.ping_timeout}) {
        CHECK(duration > Duration::zero() && duration <= ping_max, "pings beyond the limit");
    }
}
void check(std::string_view, const Close&) {}
void check(std::string_view frame, const Ping& ping) {
    const auto frame_back = encode_pong(ping.data);
    const auto answer = decode(frame_back);
    CHECK(answer == Packet(Pong{frame.substr(1)}), "a pong with other data than its ping");
}
void check(std::string_view frame, const Pong& pong) {
    CHECK(encode_pong(pong.data) == frame, "a pong that changes");
}
void check(std::string_view frame, const Message& message) {
    CHECK(encode_message(message.data) == frame, "a message that changes");
}
void check(std::string_view, const Noop&) {}

}  // namespace

void fuzz_engine_io(std::string_view bytes) {
    const auto packet = decode(bytes);
    if (packet) std::visit([&](const auto& which) { check(bytes, which); }, *packet);
}

}  // namespace messaging
