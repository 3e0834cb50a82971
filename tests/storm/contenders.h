// The clients whose reconnect schedules are compared.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "storm/peer.h"
#include "storm/server.h"

namespace messaging::storm {

// What a client is connected to.
struct Port {
    Timeline& timeline;
    Server& server;
    std::size_t client = 0;
};

struct Contender {
    std::string_view name;
    std::unique_ptr<Peer> (*make)(Port port, std::uint64_t seed);
};

// This project's client comes first.
extern const std::array<Contender, 3> contenders;

}  // namespace messaging::storm
