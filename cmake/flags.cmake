# Compiler flags, in one list for each concern.

# Warnings are errors everywhere.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
    -Werror -Wall -Wextra -Wpedantic
    -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion
    -Wcast-align -Wcast-qual -Wold-style-cast
    -Wformat=2 -Wimplicit-fallthrough -Wundef -Wunused
    -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi
    # Designated initialisers leave out members on purpose: those keep their defaults.
    -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(warnings INTERFACE
        -Wduplicated-cond -Wduplicated-branches -Wlogical-op
        # GCC 12 warns of overlaps in std::string's operator+ that do not exist (GCC bug 105651),
        # and of reads of moved variants whose index it lost. Clang and the sanitizers check too.
        $<$<VERSION_LESS:${CMAKE_CXX_COMPILER_VERSION},13>:-Wno-restrict>
        $<$<VERSION_LESS:${CMAKE_CXX_COMPILER_VERSION},13>:-Wno-maybe-uninitialized>)
endif()

# Clang warns of deprecated parts of libstdc++ 12 where they are instantiated.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang AND NOT EMSCRIPTEN)
    target_compile_options(warnings INTERFACE -Wno-deprecated-declarations)
endif()

add_library(sanitizers INTERFACE)
if(SANITIZERS)
    # The core has no type information, so its dynamic types cannot be checked (vptr).
    set(sanitizer_options
        -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all)
    target_compile_options(sanitizers INTERFACE
        ${sanitizer_options} -fno-omit-frame-pointer
        # The inserted checks confuse GCC's analysis of variants and optionals.
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(sanitizers INTERFACE ${sanitizer_options})
    target_compile_definitions(sanitizers INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(FUZZERS)
    # Tells libFuzzer which branches an input takes.
    target_compile_options(sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(coverage INTERFACE)
if(COVERAGE)
    target_compile_options(coverage INTERFACE -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(coverage INTERFACE -fprofile-instr-generate)
endif()

# The core uses neither exceptions nor RTTI, natively too: what is tested is what ships.
set(core_options -fno-exceptions -fno-rtti)

# Options of every object in the WebAssembly build, so that all of them link together.
add_library(wasm_code INTERFACE)
if(EMSCRIPTEN)
    target_compile_options(wasm_code INTERFACE
        ${WASM_OPTIMIZATION} -flto
        # One thread, and an instance that is dropped as a whole.
        -fno-threadsafe-statics -fno-c++-static-destructors)
    target_link_options(wasm_code INTERFACE ${WASM_OPTIMIZATION} -flto)
endif()
