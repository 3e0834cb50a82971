// The figures of storms as Markdown, and the bounds that our client must keep.
#pragma once

#include <string>
#include <vector>

#include "storm/storm.h"

namespace messaging::storm {

// The same storm for every contender, in their order.
struct Comparison {
    Duration away{0};
    std::vector<Outcome> outcomes;
};

// `1.5`
std::string seconds_of(Duration duration);

std::string table_of_peaks(const std::vector<Comparison>& comparisons);
std::string table_of_capacity(const std::vector<Comparison>& comparisons);

struct FarewellRow {
    Duration away{0};
    std::string what;
    Outcome outcome;
};
std::string table_of_farewells(const std::vector<FarewellRow>& rows);

// Whether our client, the first of each comparison, keeps its bounds. Prints the result of each on
// the error output, since it is a verdict and not a figure.
bool check_bounds(const std::vector<Comparison>& comparisons);

}  // namespace messaging::storm
