# One program for each function of tests/fuzz/targets.h.
add_library(fuzz_code OBJECT ${fuzz_sources} tests/support/broken_invariant.cpp)
target_include_directories(fuzz_code PUBLIC tests)
target_link_libraries(fuzz_code PUBLIC core)

add_custom_target(fuzzers)
foreach(name client engine_io json model socket_io)
    add_executable(fuzz_${name} tests/fuzz/entry.cpp)
    target_compile_definitions(fuzz_${name} PRIVATE FUZZ_TARGET=fuzz_${name})
    target_link_libraries(fuzz_${name} PRIVATE fuzz_code)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers fuzz_${name})
endforeach()
