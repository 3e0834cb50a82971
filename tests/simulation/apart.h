// Runs work in separate processes, so that a core that breaks ends only those, and all cores of the
// machine are used.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "simulation/run.h"

namespace messaging::simulation {

// What does not hold in this life, including broken invariants and crashes; nullopt if all does.
std::optional<std::string> violation_of(const Life& life);

struct Tally {
    std::uint64_t steps = 0;
    std::uint64_t messages = 0;
    // The lowest of all that fail, however many processes there are.
    std::optional<std::uint64_t> failed_seed;
};

Tally run_seeds(std::uint64_t first, std::uint64_t count, unsigned jobs);

}  // namespace messaging::simulation
