// What goes wrong, and how often.
#pragma once

#include <array>
#include <string_view>

#include "base/random.h"
#include "base/time.h"

namespace messaging::simulation {

// Percentages of what each is named after; with zero everywhere there are no faults.
struct Faults {
    // Of attempts to connect.
    int connects_refused = 0;
    int connects_unanswered = 0;
    int handshakes_rejected = 0;
    // Of WebSockets among them, by an intermediary that lets requests pass.
    int websockets_refused = 0;
    int websockets_unanswered = 0;
    // Of requests: they or their replies are lost; they are slow; the server fails before or after
    // it has stored the content; it is busy, limits the rate, or wants a fresh CSRF token.
    int requests_lost = 0;
    int replies_lost = 0;
    int requests_slow = 0;
    int failures_before = 0;
    int failures_after = 0;
    int busy = 0;
    int limited = 0;
    int csrf_stale = 0;
    // Of questions to the page about who the user is.
    int auth_failing = 0;
    // Of events; of `new_message`, as if a message passed other nodes of the server.
    int events_doubled = 0;
    int messages_overtaken = 0;
    // Of a page's actions, that it does one of these.
    int naps = 0;
    int clock_jumps = 0;
    int hidings = 0;
    int reloads = 0;
    int core_losses = 0;
    // Of writes to storage: they are refused, or never answered. Either ends storage for that page.
    int writes_refused = 0;
    int writes_unanswered = 0;
    // Mean times between them; zero means never.
    Duration between_cuts{0};
    Duration between_restarts{0};

    Duration latency_min = std::chrono::milliseconds(1);
    Duration latency_max = std::chrono::milliseconds(20);
};

// Each of them, for callers that want a world with one fault less.
struct FaultKind {
    std::string_view name;
    int Faults::* percent;
};
inline constexpr auto fault_kinds = std::to_array<FaultKind>({
    {"connects refused", &Faults::connects_refused},
    {"connects unanswered", &Faults::connects_unanswered},
    {"handshakes rejected", &Faults::handshakes_rejected},
    {"WebSockets refused", &Faults::websockets_refused},
    {"WebSockets unanswered", &Faults::websockets_unanswered},
    {"requests lost", &Faults::requests_lost},
    {"replies lost", &Faults::replies_lost},
    {"requests slow", &Faults::requests_slow},
    {"failures before", &Faults::failures_before},
    {"failures after", &Faults::failures_after},
    {"busy", &Faults::busy},
    {"limited", &Faults::limited},
    {"CSRF stale", &Faults::csrf_stale},
    {"auth failing", &Faults::auth_failing},
    {"events doubled", &Faults::events_doubled},
    {"messages overtaken", &Faults::messages_overtaken},
    {"naps", &Faults::naps},
    {"clock jumps", &Faults::clock_jumps},
    {"hidings", &Faults::hidings},
    {"reloads", &Faults::reloads},
    {"cores lost", &Faults::core_losses},
    {"writes refused", &Faults::writes_refused},
    {"writes unanswered", &Faults::writes_unanswered},
});

// A different world for each seed: some faults often, others never.
Faults draw_faults(Random& random);

}  // namespace messaging::simulation
