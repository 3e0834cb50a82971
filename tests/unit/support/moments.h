// The time at which tests start; not the clock's zero, which is the value of an unset `Instant`.
#pragma once

#include "base/time.h"

namespace messaging {

using namespace std::chrono_literals;

inline constexpr Instant start{1000h};

}  // namespace messaging
