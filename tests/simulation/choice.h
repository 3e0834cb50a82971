// Choices made by the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace messaging::simulation {

inline bool chance(Random& random, int percent) {
    return percent > 0 && random.below(100) < static_cast<std::uint64_t>(percent);
}

template <typename Item>
const Item& pick(Random& random, const std::vector<Item>& items) {
    return items[random.below(items.size())];
}

// The seed of a separate stream for whatever `number` stands for.
inline std::uint64_t stream_of(std::uint64_t seed, std::uint64_t number) {
    return Random(seed ^ Random(number).next()).next();
}

}  // namespace messaging::simulation
