// One of so many, at random: an index, whose type is narrower than a random number's in
// WebAssembly.
#pragma once

#include <cstddef>

#include "base/random.h"

namespace messaging {

inline std::size_t pick(Random& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(count));
}

}  // namespace messaging
