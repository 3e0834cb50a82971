// The attempts of each contender over time, as an SVG picture.
#pragma once

#include <string>
#include <vector>

#include "storm/report.h"

namespace messaging::storm {

std::string plot_of(const std::vector<Comparison>& comparisons);

}  // namespace messaging::storm
