// One life from its beginning to its end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "simulation/life.h"
#include "simulation/trace.h"

namespace messaging::simulation {

struct Outcome {
    // What did not hold, if anything.
    std::optional<std::string> violation;
    // Where the trace is on: what the page did at which it was seen, as a scenario.
    std::string scenario;
    std::uint64_t steps = 0;
    std::uint64_t messages = 0;
};

Outcome run(const Life& life, Trace& trace);

}  // namespace messaging::simulation
