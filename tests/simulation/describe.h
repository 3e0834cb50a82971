// Inputs and effects as one line each, for the trace; inputs in the notation of scenarios.
#pragma once

#include <string>
#include <string_view>

#include "client/effect.h"
#include "client/input.h"

namespace messaging::simulation {

std::string describe(const Input& input, std::string_view text);
std::string describe(const Effect& effect);

}  // namespace messaging::simulation
