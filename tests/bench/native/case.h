// One path of the core as deterministic work, measured twice: in instructions (instructions.cpp)
// and in time (timings.cpp).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace messaging::bench {

struct Work {
    // Prepares the inputs of the next step, and delivers the answers to the last one; not measured.
    std::function<void()> prepare;
    std::function<void()> step;
};

struct Case {
    std::string name;
    // How many there are in one step: messages, events, entries of a response.
    std::size_t operations = 1;
    std::function<Work()> make;
};

using Cases = std::vector<Case>;

// Each file of cases adds its own.
void add_codec_cases(Cases& cases);
void add_event_cases(Cases& cases);
void add_reply_cases(Cases& cases);
void add_store_cases(Cases& cases);

Cases all_cases();

}  // namespace messaging::bench
