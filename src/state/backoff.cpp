#include "state/backoff.h"

#include <algorithm>

#include "base/check.h"

namespace messaging {

Backoff::Backoff(Duration least, Duration most) : least_(least), most_(std::max(least, most)) {
    CHECK(least > Duration::zero(), "a backoff of 0 ms");
}

Duration Backoff::next(Random& random) {
    Duration ceiling = std::min(most_, 4 * least_);
    for (int i = 0; i < failures_ && ceiling < most_; ++i) ceiling = std::min(most_, 2 * ceiling);
    ++failures_;
    return random.between(least_, ceiling);
}

}  // namespace messaging
