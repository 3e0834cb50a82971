// A broken invariant ends the program with a message: the host throws the instance away and starts
// a fresh one. What a peer or a page may get wrong is never checked this way, but answered by a
// value.
#pragma once

namespace messaging {

// Hears of a broken invariant before the program ends; there is no console in here. Whoever links
// the core sets it.
using InvariantReport = void (*)(const char* what);
extern InvariantReport report_broken_invariant;

[[noreturn]] void broken_invariant(const char* what);

}  // namespace messaging

#define CHECK(condition, what)                                 \
    do {                                                       \
        if (!(condition)) ::messaging::broken_invariant(what); \
    } while (false)
