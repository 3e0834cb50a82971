#include "state/freshness.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "base/random.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

const Part unread{Part::Kind::unread, {}};
const Part conversations{Part::Kind::conversations, {}};

Part messages(const std::string& conversation) {
    return {Part::Kind::messages, ConversationId(conversation)};
}

}  // namespace

TEST_CASE("a part that is wanted is requested once") {
    Freshness freshness;
    CHECK(freshness.is_idle());
    freshness.want(unread);
    freshness.want(unread);
    CHECK(freshness.deadline() <= start);
    CHECK(freshness.take_due(start) == unread);
    CHECK(freshness.take_due(start + 1h) == std::nullopt);
    CHECK(freshness.deadline() == never);
    CHECK_FALSE(freshness.is_idle());
    freshness.done(unread);
    CHECK(freshness.is_idle());
}

TEST_CASE("a part put off is requested at that time, however often it is wanted before") {
    Freshness freshness;
    freshness.want(unread);
    freshness.take_due(start);
    freshness.want(unread);
    freshness.done(unread);
    freshness.put_off(unread, start + 20s);
    freshness.want(unread);
    CHECK(freshness.deadline() == start + 20s);
    CHECK(freshness.take_due(start + 20s - 1ms) == std::nullopt);
    CHECK(freshness.take_due(start + 20s) == unread);
    freshness.want(unread);
    freshness.done(unread);
    CHECK(freshness.take_due(start + 20s) == unread);
}

TEST_CASE("a part put off is requested when it is wanted after end_put_off") {
    Freshness freshness;
    freshness.put_off(unread, start + 20s);
    freshness.end_put_off();
    CHECK(freshness.deadline() == start + 20s);
    freshness.want(unread);
    CHECK(freshness.take_due(start) == unread);
}

TEST_CASE("old-6C-15: a part wanted while its request is under way is requested again afterwards") {
    Freshness freshness;
    freshness.want(messages("c1"));
    CHECK(freshness.take_due(start) == messages("c1"));
    freshness.want(messages("c1"));
    freshness.want(messages("c1"));
    // A second request could overtake the first one, and the older response would win.
    CHECK(freshness.take_due(start + 1h) == std::nullopt);
    CHECK(freshness.deadline() == never);
    freshness.done(messages("c1"));
    CHECK(freshness.deadline() <= start);
    CHECK(freshness.take_due(start) == messages("c1"));
    freshness.done(messages("c1"));
    CHECK(freshness.is_idle());
}

TEST_CASE("up to under_way_max requests are under way at once, and the others wait") {
    Freshness freshness;
    for (std::size_t i = 0; i <= Freshness::under_way_max; ++i) {
        freshness.want(messages("c" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < Freshness::under_way_max; ++i) {
        CHECK(freshness.take_due(start).has_value());
    }
    CHECK(freshness.take_due(start) == std::nullopt);
    CHECK(freshness.deadline() == never);
    freshness.done(messages("c0"));
    CHECK(freshness.deadline() <= start);
    CHECK(freshness.take_due(start) == messages("c" + std::to_string(Freshness::under_way_max)));
}

TEST_CASE("broader parts are requested first") {
    Freshness freshness;
    freshness.want(messages("c1"));
    freshness.want(unread);
    freshness.want(conversations);
    freshness.want({Part::Kind::sync, {}});
    CHECK(freshness.take_due(start) == Part{Part::Kind::sync, {}});
    CHECK(freshness.take_due(start) == conversations);
    CHECK(freshness.take_due(start) == unread);
    CHECK(freshness.take_due(start) == messages("c1"));
}

TEST_CASE("a part that is no longer wanted is not requested") {
    Freshness freshness;
    freshness.want(messages("c1"));
    freshness.want(messages("c10"));
    freshness.forget(messages("c1"));
    CHECK(freshness.take_due(start) == messages("c10"));
    freshness.forget(messages("never wanted"));
    freshness.done(messages("never wanted"));
    freshness.done(messages("c10"));
    CHECK(freshness.is_idle());
}

TEST_CASE("old-6C-15: a conversation that is closed and opened again is requested again") {
    Freshness freshness;
    freshness.want(messages("c1"));
    CHECK(freshness.take_due(start) == messages("c1"));
    freshness.want(messages("c1"));
    // The request that is under way is given up.
    freshness.forget(messages("c1"));
    CHECK(freshness.is_idle());
    freshness.want(messages("c1"));
    CHECK(freshness.take_due(start) == messages("c1"));
}

TEST_CASE("a distrusted request under way is repeated once, after distrust_for") {
    Freshness freshness;
    freshness.want(unread);
    CHECK(freshness.take_due(start) == unread);
    freshness.distrust_under_way(start + 1s);
    freshness.distrust_under_way(start + 2s);
    CHECK(freshness.take_due(start + 1h) == std::nullopt);
    freshness.done(unread);
    CHECK(freshness.deadline() == start + 1s + Freshness::distrust_for);
    CHECK(freshness.take_due(start + 1s + Freshness::distrust_for) == unread);
    freshness.done(unread);
    CHECK(freshness.is_idle());
}

TEST_CASE("a request for messages stays trusted, since their list merges what arrives meanwhile") {
    Freshness freshness;
    freshness.want(messages("c1"));
    CHECK(freshness.take_due(start) == messages("c1"));
    freshness.distrust_under_way(start);
    freshness.done(messages("c1"));
    CHECK(freshness.is_idle());
}

TEST_CASE("distrust does not repeat a request that is not yet under way") {
    Freshness freshness;
    freshness.put_off(unread, start + 1s);
    freshness.distrust_under_way(start);
    CHECK(freshness.take_due(start + 1s) == unread);
    freshness.done(unread);
    CHECK(freshness.is_idle());
}

TEST_CASE("clear drops all wishes and all requests under way") {
    Freshness freshness;
    freshness.want(unread);
    freshness.take_due(start);
    freshness.want(conversations);
    freshness.clear();
    CHECK(freshness.is_idle());
    freshness.want(unread);
    CHECK(freshness.take_due(start) == unread);
}

TEST_CASE("every wish is served in the end, and no part has two requests under way at once") {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        Freshness freshness;
        std::map<Part, bool> under_way;
        std::map<Part, bool> owed;
        const auto ask = [&](Instant now) {
            while (const auto part = freshness.take_due(now)) {
                CHECK_FALSE(under_way[*part]);
                under_way[*part] = true;
                owed[*part] = false;
            }
        };
        for (int step = 0; step < 500; ++step) {
            const Instant now = start + step * 1s;
            const auto part = messages(std::to_string(random.below(8)));
            const auto what = random.below(20);
            if (what < 10) {
                freshness.want(part);
                owed[part] = true;
            } else if (what == 10) {
                freshness.forget(part);
                owed[part] = false;
                under_way[part] = false;
            } else if (under_way[part]) {
                freshness.done(part);
                under_way[part] = false;
                if (what == 11) freshness.put_off(part, now + random.between(0s, 3s));
            }
            ask(now);
        }
        for (int round = 0; round < 20; ++round) {
            for (auto& [part, is_under_way] : under_way) {
                if (is_under_way) freshness.done(part);
                is_under_way = false;
            }
            ask(start + 1h);
        }
        for (const auto& [part, is_owed] : owed) CHECK_FALSE(is_owed);
        CHECK(freshness.is_idle());
    }
}

}  // namespace messaging
