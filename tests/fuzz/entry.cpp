// What libFuzzer calls; FUZZ_TARGET names the function to fuzz.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    messaging::FUZZ_TARGET(bytes);
    return 0;
}
