// A moment for tests to start from; not the clock's zero, which is what an unset `Instant` shows.
#pragma once

#include "base/time.h"

namespace messaging {

using namespace std::chrono_literals;

inline constexpr Instant start{1000h};

}  // namespace messaging
