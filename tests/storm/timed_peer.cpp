#include "storm/timed_peer.h"

#include <algorithm>
#include <cstdint>

namespace messaging::storm {

namespace {

// Uniform in [0, 1), with as many bits as a double holds, like `Math.random()`.
double fraction(Random& random) { return static_cast<double>(random.next() >> 11U) * 0x1p-53; }

double doubled(double ms, int times) {
    return ms * static_cast<double>(std::uint64_t{1} << static_cast<unsigned>(std::min(times, 31)));
}

Duration whole(double ms) { return Duration(static_cast<std::int64_t>(ms)); }

// socket.io-client 4.8.4, `Backoff.duration` in build/esm/contrib/backo2.js with the defaults of
// `Manager`. The jitter is added before the cap, which therefore cuts it off.
Duration socket_io_delay(int failures, Random& random) {
    constexpr double least = 1000;
    constexpr double most = 5000;
    constexpr double jitter = 0.5;
    const double ms = doubled(least, failures);
    const double drawn = fraction(random);
    const double deviation = static_cast<double>(static_cast<std::int64_t>(drawn * jitter * ms));
    const bool is_less = (static_cast<int>(drawn * 10) & 1) == 0;
    return whole(std::min(is_less ? ms - deviation : ms + deviation, most));
}

// centrifuge 5.8.0, `backoff` in build/index.mjs with the defaults of `Centrifuge`.
Duration centrifuge_delay(int failures, Random& random) {
    constexpr double least = 500;
    constexpr double most = 20000;
    const double ceiling = std::min(most, doubled(least, failures));
    const auto interval = static_cast<std::int64_t>(fraction(random) * (ceiling + 1));
    return whole(std::min(most, least + static_cast<double>(interval)));
}

}  // namespace

// `timeout` of `Manager`.
const Schedule socket_io_schedule = {socket_io_delay, std::chrono::seconds(20)};
// `timeout` of `Centrifuge`.
const Schedule centrifuge_schedule = {centrifuge_delay, std::chrono::seconds(5)};

void TimedPeer::attempt() {
    ++line_;
    is_accepted_ = false;
    port_.server.open(port_.client, line_);
    port_.timeline.after(schedule_.patience, [this, line = line_] {
        if (line != line_ || is_accepted_) return;
        port_.server.close(port_.client, line);
        closed(line);
    });
}

void TimedPeer::accepted(Line line) {
    if (line != line_) return;
    is_accepted_ = true;
    port_.server.join(port_.client, line);
}

void TimedPeer::joined(Line line) {
    if (line == line_) failures_ = 0;
}

void TimedPeer::closed(Line line) {
    if (line != line_) return;
    // Whatever else arrives on this line is ignored.
    ++line_;
    port_.timeline.after(schedule_.delay(failures_++, random_), [this] { attempt(); });
}

}  // namespace messaging::storm
