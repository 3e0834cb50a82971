// Runs one life from beginning to end.
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
    // If the trace is on: what the page at which it was seen did, as a scenario.
    std::string scenario;
    std::uint64_t steps = 0;
    std::uint64_t messages = 0;
};

Outcome run(const Life& life, Trace& trace);

}  // namespace messaging::simulation
