#include "state/poll_schedule.h"

#include <doctest/doctest.h>

#include "unit/support/moments.h"

namespace messaging {

namespace {

// Takes the next round when it is due, which is `least` to `most` after `from`.
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

TEST_CASE("old-6C-4: without a connection polling starts after the grace and repeats every 30 s") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    CHECK(schedule.deadline() == start + PollSchedule::grace);
    CHECK_FALSE(schedule.is_fallback());
    Instant last = take_round(schedule, random, start, 3s, 3s);
    CHECK(schedule.is_fallback());
    for (int i = 0; i < 100; ++i) last = take_round(schedule, random, last, 30s, 33s);
}

TEST_CASE("a lost connection counts as an outage once the grace is over") {
    PollSchedule schedule({});
    CHECK_FALSE(schedule.is_outage(start + 1h));
    schedule.disconnected(start);
    CHECK_FALSE(schedule.is_outage(start + 3s - 1ms));
    CHECK(schedule.is_outage(start + 3s));
}

TEST_CASE("further failures during an outage do not change the schedule") {
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.disconnected(start + 2s);
    CHECK(schedule.deadline() == start + 3s);
    CHECK(schedule.is_outage(start + 3s));
}

TEST_CASE("a connection to a server that is known to send events ends polling") {
    Random random(1);
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.take_due(start + 3s, random);
    schedule.connected(start + 10s, true, random);
    CHECK(schedule.deadline() == never);
    CHECK_FALSE(schedule.is_fallback());
    CHECK_FALSE(schedule.is_outage(start + 1h));
}

TEST_CASE("a connected server is polled until it is known to send events") {
    Random random(1);
    PollSchedule schedule({});
    schedule.connected(start, false, random);
    const Instant last = take_round(schedule, random, start, 30s, 33s);
    CHECK_FALSE(schedule.is_fallback());
    take_round(schedule, random, last, 30s, 33s);
    schedule.proved();
    CHECK(schedule.deadline() == never);
}

TEST_CASE("learning that the server sends events does not end polling during an outage") {
    PollSchedule schedule({});
    schedule.disconnected(start);
    schedule.proved();
    CHECK(schedule.deadline() == start + 3s);
}

TEST_CASE("polling can begin before the grace is over, but only without a connection") {
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

TEST_CASE("polling ends when it is stopped, and can be started again") {
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

TEST_CASE("old-6C-23: a hidden page polls every 120 s, and one that is shown again every 30 s") {
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

TEST_CASE("a page that is shown again long after its last round polls at once") {
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
