// Stands in for library code that would bring in parts never used: 2.1 KB of what a page loads.
#include <emscripten/bind.h>

#include <cstdlib>

// libc++ explains a misuse, such as a bad variant access, before it aborts; a program may override
// that ("Overriding the termination handler" in libc++'s documentation).
namespace std {
inline namespace __2 {
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) { std::abort(); }
}  // namespace __2
}  // namespace std

// Embind's own file with these three functions registers every type that a function could have.
namespace {
emscripten::internal::InitFunc* first_list = nullptr;
}

extern "C" {
void _embind_register_bindings(emscripten::internal::InitFunc* list) {
    list->next = first_list;
    first_list = list;
}

void _embind_initialize_bindings() {
    for (const auto* list = first_list; list != nullptr; list = list->next) list->init_func();
}

// Only for messages about types that were not registered.
const char* __getTypeName(const std::type_info*) { return nullptr; }
}
