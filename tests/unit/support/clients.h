// What a client's host does in tests: it picks effects from a batch, and gets the client online.
#pragma once

#include <doctest/doctest.h>

#include <string_view>
#include <variant>

#include "client/client.h"
#include "unit/support/moments.h"

namespace messaging {

// The effects of one kind.
template <typename Wanted>
List<Wanted> only(const Client::Batch& batch) {
    List<Wanted> found;
    for (const auto& effect : batch.effects) {
        if (const auto* one = std::get_if<Wanted>(&effect)) found.push_back(*one);
    }
    return found;
}

// Connects to a server that pings once an hour. Returns the effects of having come online.
inline Client::Batch connect(Client& client) {
    const auto opened = client.handle(start, Connect{});
    const auto socket = only<OpenSocket>(opened)[0].socket;
    client.handle(start, AuthReady{only<AskAuth>(opened)[0].ask, UserId(), ""});
    const std::string_view handshake =
        R"(0{"sid":"e1","upgrades":[],"pingInterval":3600000,"pingTimeout":20000})";
    client.handle(start, SocketText{socket, handshake, false});
    auto joined = client.handle(start, SocketText{socket, R"(40{"sid":"s1"})", false});
    CHECK(client.connection_phase() == ConnectionPhase::online);
    return joined;
}

}  // namespace messaging
