// A broken invariant ends the program with a message: the host throws the instance away and starts a
// fresh one. What a peer or a page may get wrong is never checked this way, but answered by a value.
#pragma once

namespace messaging {

[[noreturn]] void broken_invariant(const char* what);

}  // namespace messaging

#define CHECK(condition, what)                                     \
    do {                                                           \
        if (!(condition)) ::messaging::broken_invariant(what);     \
    } while (false)
