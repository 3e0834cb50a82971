#include "base/random.h"

#include "base/check.h"

namespace messaging {

std::uint64_t Random::next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

std::uint64_t Random::below(std::uint64_t bound) {
    CHECK(bound > 0, "a bound below 1");
    // The lowest 2^64 % bound values would make small results more likely.
    const std::uint64_t rejected = (0 - bound) % bound;
    std::uint64_t value = next();
    while (value < rejected) value = next();
    return value % bound;
}

Duration Random::between(Duration least, Duration most) {
    CHECK(least <= most, "no bounds");
    const auto span = static_cast<std::uint64_t>((most - least).count()) + 1;
    return least + Duration(static_cast<std::int64_t>(below(span)));
}

std::string Random::hex(int digits) {
    static constexpr char alphabet[] = "0123456789abcdef";
    std::string text;
    std::uint64_t bits = 0;
    for (int i = 0; i < digits; ++i) {
        if (i % 16 == 0) bits = next();
        text += alphabet[bits & 15U];
        bits >>= 4U;
    }
    return text;
}

}  // namespace messaging
