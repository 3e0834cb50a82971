// The lines that a client is fuzzed with. One letter says what happens, so that a change of one
// byte is a change of meaning more often than none.
#pragma once

#include <optional>
#include <string_view>

#include "client/input.h"

namespace messaging {

class FakeHost;

struct Step {
    Input input;
    // What paths of the answer point into.
    std::string_view text;
};

// Views of the step point into `line`. Nothing for a line that has no meaning.
std::optional<Step> read_step(std::string_view line, FakeHost& host);

}  // namespace messaging
