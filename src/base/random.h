// The only source of randomness: SplitMix64 (Steele, Lea and Flood, 2014), seeded by the host. The
// sequence is the same on every platform, unlike those of `std` distributions.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace messaging {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next();
    // Uniform in [0, bound); `bound` is at least 1.
    std::uint64_t below(std::uint64_t bound);
    // Uniform in [least, most], both included.
    Duration between(Duration least, Duration most);
    // `digits` lower-case hexadecimal digits.
    std::string hex(int digits);

  private:
    std::uint64_t state_;
};

}  // namespace messaging
