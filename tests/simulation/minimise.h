// Makes a failing life small: leaves out everything without which it still fails in the same way.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "simulation/life.h"

namespace messaging::simulation {

// A violation without what belongs to this run only: names with numbers.
std::string kind_of(const std::string& violation);

using Fails = std::function<bool(const Life&)>;

// `fails`: whether a life still fails as `life` does.
Life minimise(Life life, const Fails& fails);

// Checks that a planted violation becomes a short scenario, and prints the result.
bool check_minimiser();

}  // namespace messaging::simulation
