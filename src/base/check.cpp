#include "base/check.h"

#include <cstdlib>

namespace messaging {

InvariantReport report_broken_invariant = nullptr;

void broken_invariant(const char* what) {
    if (report_broken_invariant != nullptr) report_broken_invariant(what);
    std::abort();
}

}  // namespace messaging
