// Makes a failing life small: leaves out whatever it fails without in the same way.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "simulation/life.h"

namespace messaging::simulation {

// A violation without what is only about this run: names with numbers.
std::string kind_of(const std::string& violation);

using Fails = std::function<bool(const Life&)>;

// `fails`: whether a life still shows what is looked for, as `life` does.
Life minimise(Life life, const Fails& fails);

// Whether a planted violation becomes a short scenario; says so.
bool check_minimiser();

}  // namespace messaging::simulation
