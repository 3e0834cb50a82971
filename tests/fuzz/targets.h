// What the fuzzers run, and what the unit tests run again on the corpora. Each takes any bytes, and
// aborts by a CHECK if something does not hold that always must.
#pragma once

#include <array>
#include <string_view>

namespace messaging {

void fuzz_client(std::string_view bytes);
void fuzz_engine_io(std::string_view bytes);
void fuzz_json(std::string_view bytes);
void fuzz_model(std::string_view bytes);
void fuzz_socket_io(std::string_view bytes);

struct FuzzTarget {
    // Also the name of its corpus folder.
    std::string_view name;
    void (*run)(std::string_view bytes);
};

inline constexpr auto fuzz_targets = std::to_array<FuzzTarget>({
    {"client", fuzz_client},
    {"engine_io", fuzz_engine_io},
    {"json", fuzz_json},
    {"model", fuzz_model},
    {"socket_io", fuzz_socket_io},
});

}  // namespace messaging
