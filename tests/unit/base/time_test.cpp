#include "base/time.h"

#include <doctest/doctest.h>

#include "unit/support/moments.h"

namespace messaging {

TEST_CASE("a deadline of never stays never when the clock is set back") {
    SteadyTime time;
    time.advance(start);
    time.advance(start - 1h);
    CHECK(time.reading_of(never) == never);
    CHECK(never > start + 1000h);
}

TEST_CASE("steady time follows the host's clock forwards, sleeps included") {
    SteadyTime time;
    CHECK(time.advance(start) == start);
    CHECK(time.advance(start) == start);
    CHECK(time.advance(start + 8h) == start + 8h);
}

TEST_CASE("a clock that is set back neither turns steady time back nor stops it") {
    SteadyTime time;
    time.advance(start);
    CHECK(time.advance(start - 1h) == start);
    CHECK(time.advance(start - 1h + 5s) == start + 5s);
    CHECK(time.advance(start - 30h) == start + 5s);
    CHECK(time.advance(start - 30h + 1s) == start + 6s);
    // A step forwards cannot be told from a sleep and counts as one.
    CHECK(time.advance(start + 1s) > start + 6s);
}

TEST_CASE("a deadline is converted to a reading of the host's clock") {
    SteadyTime time;
    time.advance(start);
    CHECK(time.reading_of(start + 10s) == start + 10s);
    time.advance(start - 1h);
    const Instant reading = time.reading_of(start + 10s);
    CHECK(reading == start - 1h + 10s);
    CHECK(time.advance(reading) == start + 10s);
}

TEST_CASE("steady time starts at zero if the clock is before its epoch") {
    SteadyTime time;
    CHECK(time.advance(Instant{-5s}) == Instant{});
    CHECK(time.advance(Instant{-4s}) == Instant{1s});
}

}  // namespace messaging
