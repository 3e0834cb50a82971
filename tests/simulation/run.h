// One seed from its beginning to its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "simulation/trace.h"

namespace messaging::simulation {

struct Outcome {
    // What did not hold, if anything.
    std::optional<std::string> violation;
    std::string setting;
    std::uint64_t steps = 0;
    std::uint64_t messages = 0;
};

Outcome run_seed(std::uint64_t seed, Trace& trace);

}  // namespace messaging::simulation
