// What a simulation throws when something that must hold does not.
#pragma once

#include <string>
#include <utility>

namespace messaging::simulation {

struct Violation {
    std::string what;
};

[[noreturn]] inline void violated(std::string what) { throw Violation{std::move(what)}; }

// The text is built only if it fails: pass a literal, or a callable that makes it.
inline void require(bool holds, const char* what) {
    if (!holds) violated(what);
}

template <typename Words>
void require(bool holds, const Words& words) {
    if (!holds) violated(words());
}

}  // namespace messaging::simulation
