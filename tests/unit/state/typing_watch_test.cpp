#include "state/typing_watch.h"

#include <doctest/doctest.h>

#include <string>

#include "unit/support/moments.h"

namespace messaging {

namespace {

TypingPeer peer(const std::string& conversation, const std::string& user) {
    return {ConversationId(conversation), UserId(user)};
}

}  // namespace

TEST_CASE("old-6C-11: a peer's typing expires if no stop arrives") {
    TypingWatch watch(6s);
    watch.started(peer("c1", "u1"), start);
    CHECK(watch.deadline() == start + 6s);
    CHECK(watch.tick(start + 6s - 1ms).empty());
    CHECK(watch.tick(start + 6s) == List{peer("c1", "u1")});
    CHECK(watch.tick(start + 1h).empty());
    CHECK(watch.deadline() == never);
}

TEST_CASE("typing that is announced again expires later") {
    TypingWatch watch(6s);
    watch.started(peer("c1", "u1"), start);
    CHECK_FALSE(watch.started(peer("c1", "u1"), start + 5s));
    CHECK(watch.tick(start + 10s).empty());
    CHECK(watch.tick(start + 11s).size() == 1);
}

TEST_CASE("a stop ends typing and reports whether the peer was typing") {
    TypingWatch watch(6s);
    watch.started(peer("c1", "u1"), start);
    CHECK(watch.stopped(peer("c1", "u1")));
    CHECK_FALSE(watch.stopped(peer("c1", "u1")));
    CHECK_FALSE(watch.stopped(peer("c2", "u2")));
    CHECK(watch.deadline() == never);
}

TEST_CASE("old-6C-12: the same user in another conversation counts as another peer") {
    TypingWatch watch(6s);
    watch.started(peer("c1", "u1"), start);
    watch.started(peer("c10", "u1"), start);
    watch.started(peer("c1", "u10"), start);
    CHECK(watch.stopped(peer("c1", "u1")));
    CHECK(watch.take_all() == List{peer("c1", "u10"), peer("c10", "u1")});
}

TEST_CASE("a lost connection ends all typing at once") {
    TypingWatch watch(6s);
    watch.started(peer("c2", "u1"), start);
    watch.started(peer("c1", "u1"), start + 1s);
    CHECK(watch.take_all() == List{peer("c1", "u1"), peer("c2", "u1")});
    CHECK(watch.take_all().empty());
}

TEST_CASE("at peers_max a new peer replaces the one that would expire first") {
    TypingWatch watch(6s);
    for (std::size_t i = 0; i < TypingWatch::peers_max; ++i) {
        const Duration offset(static_cast<std::int64_t>(i));
        CHECK_FALSE(watch.started(peer("c1", std::to_string(i)), start + offset));
    }
    CHECK_FALSE(watch.started(peer("c1", "0"), start + 5s));
    CHECK(watch.started(peer("c1", "one more"), start + 5s) == peer("c1", "1"));
    CHECK(watch.take_all().size() == TypingWatch::peers_max);
}

}  // namespace messaging
