#include "base/random.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>

#include "unit/support/moments.h"
#include "unit/support/pick.h"

namespace messaging {

TEST_CASE("the sequence is that of SplitMix64 on every platform") {
    Random random(1234567);
    // https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
    for (const std::uint64_t expected :
         {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U,
          16408922859458223821U}) {
        CHECK(random.next() == expected);
    }
}

TEST_CASE("the same seed gives the same sequence, another seed a different one") {
    Random one(7);
    Random same(7);
    Random other(8);
    CHECK(one.next() == same.next());
    CHECK(one.below(1000) == same.below(1000));
    CHECK(one.hex(40) == same.hex(40));
    CHECK(one.next() != other.next());
}

TEST_CASE("below is uniform and stays below its bound") {
    Random random(3);
    CHECK(random.below(1) == 0);
    constexpr int draws = 60'000;
    std::array<int, 6> hits{};
    for (int i = 0; i < draws; ++i) ++hits.at(pick(random, hits.size()));
    for (const int count : hits) {
        CHECK(count > draws / 6 * 95 / 100);
        CHECK(count < draws / 6 * 105 / 100);
    }
}

TEST_CASE("a bound that does not divide the range makes no number more likely") {
    // Three quarters of 2^64: a plain modulo would fold the last quarter onto the first.
    constexpr std::uint64_t bound = std::uint64_t{3} << 62U;
    Random random(5);
    int first_third = 0;
    constexpr int draws = 9000;
    for (int i = 0; i < draws; ++i) {
        const auto value = random.below(bound);
        REQUIRE(value < bound);
        if (value < bound / 3) ++first_third;
    }
    CHECK(first_third > draws / 3 * 95 / 100);
    CHECK(first_third < draws / 3 * 105 / 100);
}

TEST_CASE("between returns every value from one bound to the other, and no others") {
    Random random(9);
    std::set<Duration> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random.between(3ms, 6ms));
    CHECK(seen == std::set<Duration>{3ms, 4ms, 5ms, 6ms});
    CHECK(random.between(5s, 5s) == 5s);
    CHECK(random.between(0ms, 0ms) == 0ms);
}

TEST_CASE("hex returns the requested number of digits, every one of them random") {
    Random random(11);
    CHECK(random.hex(0).empty());
    std::array<std::set<char>, 33> seen;
    for (int i = 0; i < 500; ++i) {
        const auto text = random.hex(33);
        REQUIRE(text.size() == seen.size());
        for (std::size_t at = 0; at < seen.size(); ++at) seen.at(at).insert(text[at]);
    }
    for (const auto& digits : seen) {
        CHECK(std::string(digits.begin(), digits.end()) == "0123456789abcdef");
    }
}

}  // namespace messaging
