# What the core costs natively: instructions, counted by callgrind, and time.
find_package(benchmark REQUIRED)

file(GLOB bench_sources CONFIGURE_DEPENDS tests/bench/native/*.cpp)
list(FILTER bench_sources EXCLUDE REGEX "/(instructions|timings)\\.cpp$")
add_library(bench_cases OBJECT ${bench_sources} tests/support/broken_invariant.cpp)
target_include_directories(bench_cases PUBLIC tests)
target_link_libraries(bench_cases PUBLIC core)

add_executable(instructions tests/bench/native/instructions.cpp)
target_link_libraries(instructions PRIVATE bench_cases)
add_executable(timings tests/bench/native/timings.cpp)
target_link_libraries(timings PRIVATE bench_cases benchmark::benchmark)
