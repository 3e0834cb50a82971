// A broken invariant aborts the program with a message; the host discards the instance and starts a
// fresh one. What a peer or a page may get wrong is never checked this way, but reported by a
// return value.
#pragma once

namespace messaging {

// Called with the message before the program aborts, since there is no console in here. Set by the
// program that links the core.
using InvariantReport = void (*)(const char* what);
extern InvariantReport report_broken_invariant;

[[noreturn]] void broken_invariant(const char* what);

}  // namespace messaging

#define CHECK(condition, what)                                 \
    do {                                                       \
        if (!(condition)) ::messaging::broken_invariant(what); \
    } while (false)
