// The configuration of a client. The host has checked the ranges.
#pragma once

#include <cstdint>

#include "base/text.h"
#include "base/time.h"

namespace messaging {

struct Config {
    std::uint64_t seed = 1;
    // Origin of the server, without a trailing slash, and the path of its Socket.IO endpoint.
    Text url;
    Text path = "/socket.io";
    // Absolute base URL of the REST routes, without a trailing slash.
    Text api;
    Text csrf_url;
    // Zero disables polling.
    Duration poll_interval = std::chrono::seconds(30);
    Duration hidden_poll_interval = std::chrono::seconds(120);
    Duration typing_throttle = std::chrono::seconds(1);
    Duration typing_stop = std::chrono::seconds(3);
    Duration typing_expiry = std::chrono::seconds(6);
    Duration reconnect_min = std::chrono::seconds(1);
    Duration reconnect_max = std::chrono::seconds(30);
    std::uint32_t history_window = 500;
    // Unsent messages outlive the page.
    bool is_stored = false;
    // An earlier page could reach the server by long-polling only.
    bool prefers_polling = false;
};

}  // namespace messaging
