#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace messaging {

void broken_invariant(const char* what) {
    std::fputs("broken invariant: ", stderr);
    std::fputs(what, stderr);
    std::fputs("\n", stderr);
    std::abort();
}

}  // namespace messaging
