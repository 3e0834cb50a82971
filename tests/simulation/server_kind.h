// The servers that a client meets.
#pragma once

#include <array>
#include <string_view>

namespace messaging::simulation {

struct ServerKind {
    std::string_view name;
    // `seq`, `clientMessageId`, deltas, idempotency.
    bool has_additions = false;
    bool has_sync = false;
    bool has_acks = false;
    bool sends_events = false;
    // `new_message` carries the message.
    bool sends_messages = false;
};

inline constexpr auto server_kinds = std::to_array<ServerKind>({
    {"full", true, true, true, true, true},
    {"without sync", true, false, true, true, true},
    {"plain", false, false, false, true, true},
    {"terse", false, false, false, true, false},
    // The original server: compatibility 3.4.
    {"silent", false, false, false, false, false},
});

}  // namespace messaging::simulation
