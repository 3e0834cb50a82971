#include "storm/contenders.h"

#include "storm/core_peer.h"
#include "storm/timed_peer.h"

namespace messaging::storm {

namespace {

std::unique_ptr<Peer> make_core_peer(Port port, std::uint64_t seed) {
    return std::make_unique<CorePeer>(port, seed);
}

std::unique_ptr<Peer> make_socket_io_peer(Port port, std::uint64_t seed) {
    return std::make_unique<TimedPeer>(port, seed, socket_io_schedule);
}

std::unique_ptr<Peer> make_centrifuge_peer(Port port, std::uint64_t seed) {
    return std::make_unique<TimedPeer>(port, seed, centrifuge_schedule);
}

}  // namespace

const std::array<Contender, 3> contenders = {{
    {"messaging-wasm", make_core_peer},
    {"socket.io-client", make_socket_io_peer},
    {"centrifuge", make_centrifuge_peer},
}};

}  // namespace messaging::storm
