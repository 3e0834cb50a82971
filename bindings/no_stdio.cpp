// The shipped module neither formats nor prints, yet two library functions that are never reached
// would bring stdio along: 1.8 KB of what a page loads.
#include <cstdlib>

// libc++ describes a misuse, such as a bad variant access, before it aborts; a program may override
// that
// ("Overriding the termination handler" in libc++'s documentation).
namespace std {
inline namespace __2 {
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) { std::abort(); }
}  // namespace __2
}  // namespace std

// Embind names a type that was never bound by its address; the types of our four functions all are
// bound. The compiler may choose the integer variant of the two.
extern "C" {
int sprintf(char* buffer, const char*, ...) { return *buffer = 0; }
int siprintf(char* buffer, const char*, ...) { return *buffer = 0; }
}
