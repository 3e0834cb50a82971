// Makes the core's lists from vectors, which tests can build more easily.
#pragma once

#include <utility>
#include <vector>

#include "base/list.h"

namespace messaging {

template <typename Element>
List<Element> list_of(std::vector<Element> elements) {
    List<Element> list;
    for (auto& element : elements) list.push_back(std::move(element));
    return list;
}

}  // namespace messaging
