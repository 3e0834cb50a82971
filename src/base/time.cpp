#include "base/time.h"

namespace messaging {

[[gnu::noinline]] std::optional<Instant> earlier(std::optional<Instant> a,
                                                 std::optional<Instant> b) {
    if (!a) return b;
    if (!b) return a;
    return *a < *b ? a : b;
}

}  // namespace messaging
