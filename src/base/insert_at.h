// Insertion into a vector, mostly near its end. `vector::insert` does the same in four times the
// code for each type, which a page would load.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace messaging {

// `at` may be the size.
template <typename Element>
void insert_at(std::vector<Element>& list, std::size_t at, Element element) {
    list.push_back(std::move(element));
    for (std::size_t i = list.size() - 1; i > at; --i) std::swap(list[i], list[i - 1]);
}

}  // namespace messaging
