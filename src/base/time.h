// Time as the core knows it: readings that the host hands in, in whole milliseconds. There is no
// clock here; `HostClock` only says whose readings an `Instant` counts.
#pragma once

#include <chrono>
#include <cstdint>

namespace messaging {

using Duration = std::chrono::duration<std::int64_t, std::milli>;

struct HostClock {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    using time_point = std::chrono::time_point<HostClock>;
    static constexpr bool is_steady = true;
};

using Instant = HostClock::time_point;

// The deadline of something that is not scheduled.
inline constexpr Instant never = Instant::max();

// Turns readings of a clock that people and servers may set into a time that never runs backwards.
// A jump forwards stays visible, since it may have been a sleep.
class SteadyTime {
  public:
    // The steady time of a reading. A reading before the last moves the offset, not the time.
    Instant advance(Instant reading) {
        const Instant shifted = reading + offset_;
        if (shifted < last_) {
            offset_ += last_ - shifted;
            return last_;
        }
        last_ = shifted;
        return last_;
    }

    // The reading at which the host's clock will show `steady`.
    Instant reading_of(Instant steady) const { return steady == never ? never : steady - offset_; }

  private:
    Instant last_{};
    Duration offset_{0};
};

}  // namespace messaging
