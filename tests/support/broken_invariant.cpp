// Makes every test program say which invariant was broken before it aborts.
#include <cstdio>

#include "base/check.h"

namespace {

[[maybe_unused]] const bool is_reporting = [] {
    messaging::report_broken_invariant = [](const char* what) {
        std::fprintf(stderr, "broken invariant: %s\n", what);
    };
    return true;
}();

}  // namespace
