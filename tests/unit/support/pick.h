// A random index below `count`. In WebAssembly its type is narrower than that of a random number.
#pragma once

#include <cstddef>

#include "base/random.h"

namespace messaging {

inline std::size_t pick(Random& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(count));
}

}  // namespace messaging
