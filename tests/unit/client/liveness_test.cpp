#include "client/liveness.h"

#include <doctest/doctest.h>

#include "unit/support/moments.h"

namespace messaging {

namespace {

Liveness begun(Duration interval = 25s, Duration timeout = 20s) {
    return Liveness({"sid", interval, timeout}, start);
}

// Pings arrive with gaps that are alternately `late` longer and shorter than `interval`.
Instant ping_often(Liveness& liveness, Duration interval, Duration late, int times) {
    Instant at = start;
    for (int i = 0; i < times; ++i) {
        at += interval + (i % 2 == 0 ? late : -late);
        liveness.pinged(at);
    }
    return at;
}

}  // namespace

TEST_CASE("the first deadline is one ping interval plus three seconds of slack away") {
    CHECK(begun().deadline() == start + 28s);
    auto liveness = begun();
    CHECK_FALSE(liveness.is_dead(start + 28s - 1ms));
    CHECK(liveness.deadline() == start + 28s);
}

TEST_CASE("any frame is a sign of life") {
    auto liveness = begun();
    liveness.heard(start + 10s);
    CHECK(liveness.deadline() == start + 38s);
    liveness.pinged(start + 25s);
    CHECK(liveness.deadline() == start + 53s);
}

TEST_CASE("a silent peer is suspected first, and dead only after time for queued frames") {
    auto liveness = begun();
    CHECK_FALSE(liveness.is_dead(start + 28s));
    // Further events at the same moment must not count as that time.
    CHECK_FALSE(liveness.is_dead(start + 28s));
    const Instant verdict = liveness.deadline();
    CHECK(verdict > start + 28s);
    CHECK(verdict <= start + 28s + 300ms);
    CHECK_FALSE(liveness.is_dead(verdict - 1ms));
    CHECK(liveness.is_dead(verdict));
}

TEST_CASE("a queued frame ends the suspicion") {
    auto liveness = begun();
    CHECK_FALSE(liveness.is_dead(start + 1h));
    liveness.heard(start + 1h);
    CHECK(liveness.deadline() == start + 1h + 28s);
    CHECK_FALSE(liveness.is_dead(start + 1h + 28s - 1ms));
}

TEST_CASE("after a sleep the suspicion begins when the page wakes, not at the deadline") {
    auto liveness = begun();
    CHECK_FALSE(liveness.is_dead(start + 8h));
    CHECK(liveness.deadline() > start + 8h);
    CHECK(liveness.is_dead(liveness.deadline()));
}

TEST_CASE("a question must be answered within two seconds, by any later frame") {
    auto liveness = begun();
    liveness.asked(start + 10s);
    liveness.asked(start + 11s);
    CHECK(liveness.deadline() == start + 12s);
    CHECK_FALSE(liveness.is_dead(start + 12s));
    CHECK(liveness.is_dead(liveness.deadline()));
    liveness.heard(start + 12s);
    CHECK(liveness.deadline() == start + 40s);
}

TEST_CASE("a frame that may have been queued before a question does not answer it") {
    auto liveness = begun();
    liveness.asked(start + 10s);
    liveness.heard(start + 10s + Liveness::verdict_after - 1ms);
    CHECK(liveness.deadline() == start + 12s);
    liveness.heard(start + 10s + Liveness::verdict_after);
    CHECK(liveness.deadline() == start + 10s + Liveness::verdict_after + 28s);
}

TEST_CASE("the answer itself counts, however soon it arrives") {
    auto liveness = begun();
    liveness.asked(start + 10s);
    liveness.heard(start + 10s);
    liveness.answered();
    CHECK(liveness.deadline() == start + 38s);
}

TEST_CASE("the peer counts as silent from the deadline to the next frame") {
    auto liveness = begun();
    CHECK_FALSE(liveness.is_silent(start + 28s - 1ms));
    CHECK(liveness.is_silent(start + 28s));
    CHECK_FALSE(liveness.is_dead(start + 28s));
    CHECK(liveness.is_silent(start + 28s));
    liveness.heard(start + 28s);
    CHECK_FALSE(liveness.is_silent(start + 28s));
}

TEST_CASE("a question does not postpone an earlier deadline") {
    auto liveness = begun();
    liveness.asked(start + 27s);
    CHECK(liveness.deadline() == start + 28s);
}

TEST_CASE("the slack is four times the variation of the pings") {
    auto liveness = begun();
    const Instant last = ping_often(liveness, 25s, 1500ms, 100);
    const Duration slack = liveness.deadline() - last - 25s;
    CHECK(slack > 5900ms);
    CHECK(slack <= 6s);
}

TEST_CASE("the slack never exceeds the server's time-out") {
    auto liveness = begun(25s, 5s);
    const Instant last = ping_often(liveness, 25s, 10s, 100);
    CHECK(liveness.deadline() == last + 25s + 5s);
}

TEST_CASE("the slack never falls below three seconds, whatever the time-out says") {
    auto liveness = begun(300ms, 200ms);
    CHECK(liveness.deadline() == start + 3300ms);
    const Instant last = ping_often(liveness, 300ms, 0ms, 100);
    CHECK(liveness.deadline() == last + 3300ms);
}

TEST_CASE("a ping that waited while the page slept does not lengthen the slack") {
    auto liveness = begun();
    liveness.pinged(start + 8h);
    CHECK(liveness.deadline() == start + 8h + 28s);
}

TEST_CASE("punctual pings reduce the slack again after irregular ones") {
    auto liveness = begun();
    Instant at = ping_often(liveness, 25s, 10s, 100);
    CHECK(liveness.deadline() == at + 25s + 20s);
    for (int i = 0; i < 20; ++i) {
        at += 25s;
        liveness.pinged(at);
    }
    CHECK(liveness.deadline() == at + 28s);
}

TEST_CASE("the longest accepted intervals do not overflow the deadline") {
    auto liveness = begun(engine_io::ping_max, engine_io::ping_max);
    const Instant last = ping_often(liveness, engine_io::ping_max, engine_io::ping_max, 1000);
    CHECK(liveness.deadline() == last + 2 * engine_io::ping_max);
}

}  // namespace messaging
