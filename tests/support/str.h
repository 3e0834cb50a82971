// A `Text` as a std::string, for tests that concatenate.
#pragma once

#include <string>

#include "base/text.h"

namespace messaging {

inline std::string str(const Text& text) { return std::string(text.view()); }

}  // namespace messaging
