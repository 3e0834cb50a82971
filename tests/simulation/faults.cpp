#include "simulation/faults.h"

#include "simulation/choice.h"

namespace messaging::simulation {

namespace {

// Half of all kinds of faults do not happen at all, so that the others are seen alone.
int draw(Random& random, int percent_max) {
    if (chance(random, 50)) return 0;
    return 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(percent_max)));
}

}  // namespace

Faults draw_faults(Random& random) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    Faults faults;
    faults.connects_refused = draw(random, 50);
    faults.connects_unanswered = draw(random, 20);
    faults.handshakes_rejected = draw(random, 20);
    faults.websockets_refused = draw(random, 100);
    faults.websockets_unanswered = draw(random, 100);
    faults.requests_lost = draw(random, 20);
    faults.replies_lost = draw(random, 20);
    faults.requests_slow = draw(random, 20);
    faults.failures_before = draw(random, 20);
    faults.failures_after = draw(random, 20);
    faults.busy = draw(random, 20);
    faults.limited = draw(random, 20);
    faults.csrf_stale = draw(random, 20);
    faults.auth_failing = draw(random, 20);
    faults.events_doubled = draw(random, 30);
    faults.naps = draw(random, 5);
    faults.clock_jumps = draw(random, 5);
    faults.hidings = draw(random, 5);
    faults.reloads = draw(random, 5);
    faults.messages_overtaken = draw(random, 20);
    faults.core_losses = draw(random, 5);
    faults.writes_refused = draw(random, 3);
    faults.writes_unanswered = draw(random, 3);
    if (chance(random, 70)) faults.between_cuts = random.between(seconds(5), seconds(60));
    if (chance(random, 40)) faults.between_restarts = random.between(seconds(20), seconds(90));
    faults.latency_max = random.between(milliseconds(2), milliseconds(2000));
    return faults;
}

}  // namespace messaging::simulation
