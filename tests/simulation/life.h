// One run as data: how the world is set up, and everything that happens to it and does not follow
// from something else. Parts can be left out, and the rest stays as it was.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulation/faults.h"
#include "simulation/server_kind.h"

namespace messaging::simulation {

struct Setting {
    ServerKind kind;
    Faults faults;
    std::size_t conversations = 1;
    // For each of the two users.
    std::size_t pages_each = 1;
    std::uint32_t history_window = 500;
    bool is_stored = true;
    // Only to check that it is noticed, and reported in few lines.
    bool server_doubles_third_message = false;
};

struct Occurrence {
    enum class Kind : std::uint8_t { start, action, cut, restart };

    Kind kind = Kind::action;
    // Since the beginning of the world.
    Duration at{0};
    std::size_t user = 0;
    // Which of the user's pages.
    std::size_t page = 0;
    // The seed of what chance decides about it.
    std::uint64_t stream = 0;
};

struct Life {
    std::uint64_t seed = 0;
    Setting setting;
    std::vector<Occurrence> occurrences;
    // How long things go wrong.
    Duration bad{0};
    // Then faults stop, and after a while both sides must agree; otherwise that is not checked.
    bool heals = true;
};

Life draw_life(std::uint64_t seed);

// Describes in a few words what is unusual.
std::string words_of(const Life& life);

}  // namespace messaging::simulation
