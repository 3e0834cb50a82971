// How long to wait before the next attempt. Full jitter that survives the cap: a delay is uniform
// in [least, min(most, 4 * least * 2^n)], n counting failures from 0, so that clients that lost the
// same server at the same moment do not come back together.
#pragma once

#include "base/random.h"
#include "base/time.h"

namespace messaging {

class Backoff {
  public:
    // Both at least 1 ms; `most` below `least` counts as `least`.
    Backoff(Duration least, Duration most);

    // The delay after one more failure.
    Duration next(Random& random);
    void reset() { failures_ = 0; }
    int failures() const { return failures_; }

  private:
    Duration least_;
    Duration most_;
    int failures_ = 0;
};

}  // namespace messaging
