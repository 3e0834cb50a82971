#include "state/poll_schedule.h"

#include <doctest/doctest.h>

#include "unit/support/moments.h"

namespace messaging {

namespace {

// Takes the next round at its moment, which lies `least` to `most` after `from`.
Instant take_round(PollSchedule& schedule, Random& random, Instant from, Duration least,
                   Duration most) {
    const auto at = schedule.deadline();
    REQUIRE(at != never);
    CHECK(at >= from + least);
    CHECK(at <= from + most);
    CHECK_FALSE(schedule.take_due(at - 1ms, random));
    CHECK(schedule.take_due(at, random));
    return at;
}

}  // namespace

TEST_CASE(
    "old-6C-4: without a connection the first round comes after the grace, the next at 30 s") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    CHECK(schedule.deadline() == start + PollSchedule::grace);
    CHECK_FALSE(schedule.is_fallback());
    Instant last = take_round(schedule, random, start, 3s, 3s);
    CHECK(schedule.is_fallback());
    for (int i = 0; i < 100; ++i) last = take_round(schedule, random, last, 30s, 33s);
}

TEST_CASE("an outage is worth a word once it is longer than the grace") {
    PollSchedule schedule({});
    CHECK_FALSE(schedule.is_outage(start + 1h));
    schedule.disconnected(start);
    CHECK_FALSE(schedule.is_outage(start + 3s - 1ms));
    CHECK(schedule.is_outage(start + 3s));
}

TEST_CASE("every further failure of an outage leaves the schedule as it is") {
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.disconnected(start + 2s);
    CHECK(schedule.deadline() == start + 3s);
    CHECK(schedule.is_outage(start + 3s));
}

TEST_CASE("a connection to a proven server needs no polling") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.take_due(start + 3s, random);
    schedule.connected(start + 10s, true, random);
    CHECK(schedule.deadline() == never);
    CHECK_FALSE(schedule.is_fallback());
    CHECK_FALSE(schedule.is_outage(start + 1h));
}

TEST_CASE("a server that never sends events is polled on, until it has proved itself") {
    Random random(1);
    PollSchedule schedule({});
    schedule.connected(start, false, random);
    const Instant last = take_round(schedule, random, start, 30s, 33s);
    CHECK_FALSE(schedule.is_fallback());
    take_round(schedule, random, last, 30s, 33s);
    schedule.proved();
    CHECK(schedule.deadline() == never);
}

TEST_CASE("a proof does not end the polling of an outage") {
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.proved();
    CHECK(schedule.deadline() == start + 3s);
}

TEST_CASE("polling may begin without the grace, but only where there is no connection") {
    Random random(1);
    PollSchedule schedule({});
    schedule.begin_now(start);
    CHECK(schedule.deadline() == never);
    schedule.disconnected(start);
    schedule.begin_now(start + 1s);
    CHECK(schedule.deadline() == start + 1s);
    schedule.stop();
    CHECK(schedule.deadline() == never);
    CHECK_FALSE(schedule.is_fallback());
}

TEST_CASE("polling that was stopped is polling no more, and begins again when it is wanted") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    const auto last = take_round(schedule, random, start, 3s, 3s);
    CHECK(schedule.is_fallback());
    schedule.stop();
    CHECK_FALSE(schedule.is_fallback());
    CHECK(schedule.deadline() == never);
    schedule.begin_now(last + 1s);
    take_round(schedule, random, last, 1s, 1s);
    CHECK(schedule.is_fallback());
}

TEST_CASE("old-6C-23: hidden pages poll every 120 s, and at once when they are seen again") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.set_hidden(true, start);
    Instant last = take_round(schedule, random, start, 3s, 3s);
    last = take_round(schedule, random, last, 120s, 132s);
    schedule.set_hidden(true, last + 1s);
    CHECK(schedule.deadline() >= last + 120s);
    CHECK(schedule.interval() == 120s);
    schedule.set_hidden(false, last + 10s);
    CHECK(schedule.interval() == 30s);
    CHECK(schedule.deadline() == last + 30s);
    schedule.set_hidden(true, last + 10s);
    schedule.set_hidden(false, last + 50s);
    CHECK(schedule.deadline() == last + 30s);
}

TEST_CASE("a page that is seen after a long time polls now") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.set_hidden(true, start);
    schedule.take_due(start + 3s, random);
    schedule.set_hidden(false, start + 60s);
    CHECK(schedule.deadline() == start + 60s);
}

TEST_CASE("an interval of zero means no polling at all") {
    Random random(1);
    PollSchedule schedule({.interval = 0s});
    CHECK_FALSE(schedule.is_enabled());
    schedule.disconnected(start);
    schedule.begin_now(start);
    CHECK(schedule.deadline() == never);
    schedule.connected(start, false, random);
    CHECK(schedule.deadline() == never);
    CHECK_FALSE(schedule.take_due(start + 1h, random));
}

TEST_CASE("the rounds of many clients spread over a tenth of the interval") {
    Duration least = Duration::max();
    Duration most = Duration::zero();
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Random random(seed);
        PollSchedule schedule({});
        schedule.connected(start, false, random);
        least = std::min(least, schedule.deadline() - start);
        most = std::max(most, schedule.deadline() - start);
    }
    CHECK(least < 30s + 50ms);
    CHECK(most > 33s - 50ms);
}

}  // namespace messaging
