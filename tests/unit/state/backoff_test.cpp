#include "state/backoff.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "unit/support/moments.h"

namespace messaging {

namespace {

// The delays after failure number `failure`, counted from 0, of clients with different seeds.
std::vector<Duration> delays_after(int failure, Duration least, Duration most, int clients) {
    std::vector<Duration> delays;
    for (int seed = 0; seed < clients; ++seed) {
        Random random(static_cast<std::uint64_t>(seed));
        Backoff backoff(least, most);
        for (int i = 0; i < failure; ++i) backoff.next(random);
        delays.push_back(backoff.next(random));
    }
    return delays;
}

}  // namespace

TEST_CASE("delays range from the minimum to a ceiling that doubles with each failure up to a cap") {
    constexpr Duration ceilings[] = {4s, 8s, 16s, 30s, 30s, 30s};
    for (int failure = 0; failure < 6; ++failure) {
        INFO("failure ", failure);
        const auto delays = delays_after(failure, 1s, 30s, 20'000);
        const auto [lowest, highest] = std::minmax_element(delays.begin(), delays.end());
        CHECK(*lowest >= 1s);
        CHECK(*lowest < 1100ms);
        CHECK(*highest <= ceilings[failure]);
        CHECK(*highest > ceilings[failure] * 99 / 100);
    }
}

TEST_CASE("at the cap the delays of many clients are spread evenly over the whole range") {
    constexpr int clients = 20'000;
    std::array<int, 10> tenths{};
    for (const auto delay : delays_after(12, 1s, 31s, clients)) {
        ++tenths.at(static_cast<std::size_t>(std::min<std::int64_t>((delay - 1s) / 3s, 9)));
    }
    for (const int count : tenths) {
        CHECK(count > clients / 10 * 90 / 100);
        CHECK(count < clients / 10 * 110 / 100);
    }
}

TEST_CASE("clients with neighbouring seeds get different delays") {
    const auto delays = delays_after(6, 1s, 30s, 100);
    CHECK(std::set<Duration>(delays.begin(), delays.end()).size() > 95);
}

TEST_CASE("10,000 failures are counted, and each delay stays within the limits") {
    Random random(1);
    Backoff backoff(10ms, 30s);
    for (int i = 1; i <= 10'000; ++i) {
        const auto delay = backoff.next(random);
        REQUIRE(delay >= 10ms);
        REQUIRE(delay <= 30s);
        REQUIRE(backoff.failures() == i);
    }
}

TEST_CASE("a reset clears the failure count and the growth of the delays") {
    Random random(1);
    Backoff backoff(1s, 30s);
    for (int i = 0; i < 20; ++i) backoff.next(random);
    backoff.reset();
    CHECK(backoff.failures() == 0);
    for (int i = 0; i < 1000; ++i) {
        CHECK(backoff.next(random) <= 4s);
        backoff.reset();
    }
}

TEST_CASE("a maximum below the minimum counts as the minimum") {
    for (const auto delay : delays_after(3, 5s, 1s, 100)) CHECK(delay == 5s);
    for (const auto delay : delays_after(0, 1ms, 1ms, 100)) CHECK(delay == 1ms);
}

TEST_CASE("a maximum of a quarter of the clock's range does not overflow") {
    const auto delays = delays_after(100, 1ms, Duration::max() / 4, 10);
    for (const auto delay : delays) CHECK(delay >= 1ms);
}

}  // namespace messaging
