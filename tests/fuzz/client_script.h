// The lines of a client fuzzer's input. One letter says what happens, so that changing one byte
// more often changes the meaning than destroys it.
#pragma once

#include <optional>
#include <string_view>

#include "client/input.h"

namespace messaging {

class FakeHost;

struct Step {
    Input input;
    // What paths in the answer point into.
    std::string_view text;
};

// Views in the step point into `line`. nullopt for a line without meaning.
std::optional<Step> read_step(std::string_view line, FakeHost& host);

}  // namespace messaging
