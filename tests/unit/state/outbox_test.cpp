#include "state/outbox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/random.h"
#include "support/str.h"
#include "unit/support/moments.h"
#include "unit/support/pick.h"

namespace messaging {

namespace {

OutgoingMessage message(const std::string& id, const std::string& conversation,
                        std::uint32_t call = 0) {
    OutgoingMessage made;
    made.id = ClientMessageId(id);
    made.conversation = ConversationId(conversation);
    made.json = "{}";
    made.call = CallNumber(call);
    made.answer_by = start + Outbox::answer_within;
    return made;
}

bool add(Outbox& outbox, OutgoingMessage message) {
    message.order = outbox.next_order(start);
    return outbox.add(std::move(message), Outbox::Stage::waiting);
}

ClientMessageId named(const std::string& id) { return ClientMessageId(id); }

std::string taken(Outbox& outbox, Instant now) {
    std::string ids;
    for (const auto& id : outbox.take_ready(now)) ids += str(id.text()) + " ";
    return ids;
}

}  // namespace

TEST_CASE("each conversation has one message under way at a time, in the order of the page") {
    Outbox outbox;
    for (const auto* id : {"a1", "a2", "a3"}) CHECK(add(outbox, message(id, "a")));
    CHECK(add(outbox, message("b1", "b")));
    CHECK(taken(outbox, start) == "a1 b1 ");
    CHECK(taken(outbox, start).empty());
    CHECK(outbox.remove(named("a1")).has_value());
    CHECK(taken(outbox, start) == "a2 ");
    outbox.remove(named("a2"));
    CHECK(taken(outbox, start) == "a3 ");
}

TEST_CASE("a message that is put off holds back those after it") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("a2", "a"));
    outbox.take_ready(start);
    outbox.wait(named("a1"), start + 5s);
    CHECK(outbox.deadline() == start + 5s);
    CHECK(taken(outbox, start + 5s - 1ms).empty());
    CHECK(taken(outbox, start + 5s) == "a1 ");
    CHECK(outbox.deadline() == never);
}

TEST_CASE("wake_all makes messages that were put off ready at once") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    outbox.take_ready(start);
    outbox.wait(named("a1"), start + 1h);
    outbox.wake_all(start + 1s);
    CHECK(outbox.deadline() == start + 1s);
    CHECK(taken(outbox, start + 1s) == "a1 ");
}

TEST_CASE("a failed message lets others pass and is not sent again by itself") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("a2", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    CHECK(outbox.is_failed(named("a1")));
    CHECK_FALSE(outbox.is_failed(named("a2")));
    CHECK(taken(outbox, start) == "a2 ");
    outbox.remove(named("a2"));
    outbox.wake_all(start);
    CHECK(taken(outbox, start + 1h).empty());
    CHECK(outbox.deadline() == never);
}

TEST_CASE("a retried message is sent again, at its old place") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    add(outbox, message("a2", "a"));
    CHECK(outbox.retry(named("a1"), CallNumber(7), start + 1s));
    CHECK_FALSE(outbox.is_failed(named("a1")));
    CHECK(taken(outbox, start + 1s) == "a1 ");
    CHECK(outbox.answer_deadline() == start + 1s + Outbox::answer_within);
    CHECK(outbox.take_call(named("a1")) == CallNumber(7));
}

TEST_CASE("a retried message waits for the one that has passed it meanwhile") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("a2", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    CHECK(taken(outbox, start) == "a2 ");
    CHECK(outbox.retry(named("a1"), CallNumber(7), start));
    CHECK(outbox.deadline() == never);
    CHECK(taken(outbox, start).empty());
    outbox.remove(named("a2"));
    CHECK(taken(outbox, start) == "a1 ");
}

TEST_CASE("only a failed message can be retried") {
    Outbox outbox;
    add(outbox, message("a1", "a", 1));
    CHECK_FALSE(outbox.retry(named("a1"), CallNumber(2), start));
    outbox.take_ready(start);
    CHECK_FALSE(outbox.retry(named("a1"), CallNumber(2), start));
    CHECK_FALSE(outbox.retry(named("unknown"), CallNumber(2), start));
    CHECK(outbox.take_call(named("a1")) == CallNumber(1));
}

TEST_CASE("a call is answered once: at its time-out, or with its message") {
    Outbox outbox;
    add(outbox, message("a1", "a", 1));
    add(outbox, message("b1", "b", 2));
    add(outbox, message("c1", "c"));
    CHECK(outbox.answer_deadline() == start + 10s);
    CHECK(outbox.take_unanswered(start + 10s - 1ms).empty());
    CHECK(outbox.take_call(named("b1")) == CallNumber(2));
    CHECK(outbox.take_call(named("b1")).is_none());
    const auto late = outbox.take_unanswered(start + 10s);
    REQUIRE(late.size() == 1);
    CHECK(late[0].id == named("a1"));
    CHECK(late[0].call == CallNumber(1));
    CHECK(outbox.take_unanswered(start + 1h).empty());
    CHECK(outbox.answer_deadline() == never);
    CHECK(outbox.size() == 3);
    CHECK(outbox.remove(named("a1"))->call.is_none());
}

TEST_CASE("operations on an unknown message change nothing") {
    Outbox outbox;
    outbox.wait(named("x"), start);
    outbox.fail(named("x"));
    CHECK_FALSE(outbox.remove(named("x")));
    CHECK(outbox.find(named("x")) == nullptr);
    CHECK_FALSE(outbox.is_failed(named("x")));
    CHECK(outbox.take_call(named("x")).is_none());
    CHECK(outbox.take_all().empty());
}

TEST_CASE("the messages of one conversation are returned in order, including failed ones") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("b1", "b"));
    add(outbox, message("a2", "a"));
    outbox.fail(named("a1"));
    const auto shown = outbox.of(ConversationId("a"));
    REQUIRE(shown.size() == 2);
    CHECK(shown[0]->id == named("a1"));
    CHECK(shown[1] == outbox.find(named("a2")));
    CHECK(outbox.of(ConversationId("c")).empty());
}

TEST_CASE("up to messages_max messages fit, and another one after one was removed") {
    Outbox outbox;
    for (std::size_t i = 0; i < Outbox::messages_max; ++i) {
        REQUIRE(add(outbox, message(std::to_string(i), "a")));
    }
    CHECK_FALSE(add(outbox, message("one more", "a")));
    outbox.remove(named("7"));
    CHECK(add(outbox, message("one more", "a")));
    CHECK(outbox.take_all().size() == Outbox::messages_max);
}

TEST_CASE("a full outbox still takes messages of an earlier page, and sends those first") {
    Outbox outbox;
    for (std::size_t i = 0; i < Outbox::messages_max; ++i) {
        CHECK(add(outbox, message(std::to_string(i), "a")));
    }
    for (std::size_t i = Outbox::messages_max; i < Outbox::with_earlier_messages_max; ++i) {
        OutgoingMessage earlier = message("earlier " + std::to_string(i), "a");
        earlier.order = 1;
        CHECK(outbox.add_earlier(std::move(earlier), Outbox::Stage::waiting));
    }
    CHECK_FALSE(outbox.add_earlier(message("one more", "a"), Outbox::Stage::waiting));
    CHECK_FALSE(add(outbox, message("new", "a")));
    CHECK(taken(outbox, start) == "earlier 500 ");
}

TEST_CASE("a full outbox takes as many bytes again from an earlier page") {
    Outbox outbox;
    const auto large = [](const std::string& id) {
        OutgoingMessage made = message(id, "a");
        made.json = Text(std::string(Outbox::bytes_max, ' '));
        return made;
    };
    CHECK(add(outbox, large("this")));
    CHECK(outbox.add_earlier(large("earlier"), Outbox::Stage::waiting));
    CHECK_FALSE(outbox.add_earlier(message("one more", "a"), Outbox::Stage::waiting));
}

TEST_CASE("up to bytes_max bytes fit, and removed messages free theirs") {
    Outbox outbox;
    auto large = message("large", "a");
    large.json = std::string(Outbox::bytes_max, 'x');
    auto byte = message("byte", "a");
    byte.json = "z";
    for (int round = 0; round < 3; ++round) {
        CHECK(add(outbox, large));
        CHECK_FALSE(add(outbox, byte));
        if (round == 0) outbox.remove(named("large"));
        if (round == 1) CHECK(outbox.take_all().size() == 1);
    }
    large.json = std::string(Outbox::bytes_max + 1, 'x');
    Outbox fresh;
    CHECK_FALSE(add(fresh, large));
}

TEST_CASE("a message is sent only once its copy is stored, and holds back those after it") {
    Outbox outbox;
    auto first = message("a1", "a");
    CHECK(outbox.add(first, Outbox::Stage::storing));
    add(outbox, message("a2", "a"));
    CHECK(taken(outbox, start).empty());
    CHECK(outbox.deadline() == never);
    outbox.stored(named("a1"));
    CHECK(taken(outbox, start) == "a1 ");
    // A copy that is renewed later does not affect a message that is under way.
    outbox.stored(named("a1"));
    CHECK(taken(outbox, start).empty());
    outbox.store_waiting();
    outbox.remove(named("a1"));
    CHECK(taken(outbox, start).empty());
    outbox.stored_all();
    CHECK(taken(outbox, start) == "a2 ");
    // Even one that is under way is held back again.
    outbox.store(named("a2"));
    outbox.stored(named("a2"));
    CHECK(taken(outbox, start) == "a2 ");
}

TEST_CASE("store_waiting holds back waiting messages, not those under way or failed") {
    Outbox outbox;
    for (const auto* id : {"a1", "b1", "c1"}) add(outbox, message(id, id));
    outbox.take_ready(start);
    outbox.fail(named("b1"));
    outbox.wait(named("c1"), start);
    outbox.store_waiting();
    outbox.stored(named("a1"));
    outbox.stored(named("b1"));
    CHECK(taken(outbox, start).empty());
    CHECK(outbox.is_failed(named("b1")));
    outbox.stored(named("c1"));
    CHECK(taken(outbox, start) == "c1 ");
}

TEST_CASE("giving up storage does not resend messages that are under way or failed") {
    Outbox outbox;
    for (const auto* id : {"a1", "b1"}) add(outbox, message(id, id));
    outbox.take_ready(start);
    outbox.fail(named("b1"));
    outbox.stored_all();
    CHECK(taken(outbox, start).empty());
    CHECK(outbox.is_failed(named("b1")));
}

TEST_CASE("messages of an earlier page are placed before those of this one, in their order") {
    Outbox outbox;
    add(outbox, message("now", "a"));
    for (const std::int64_t age : {2, 3, 1}) {
        auto earlier = message("before" + std::to_string(age), "a");
        earlier.order = start.time_since_epoch().count() - age;
        CHECK(outbox.add(earlier, Outbox::Stage::waiting));
    }
    std::string order;
    for (const auto* shown : outbox.of(ConversationId("a"))) order += str(shown->id.text()) + ' ';
    CHECK(order == "before3 before2 before1 now ");
}

TEST_CASE("new messages are placed after every stored copy, whatever the clock says") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("a2", "a"));
    const auto given = start.time_since_epoch().count();
    SUBCASE("and keep order numbers that are higher already") {
        outbox.settle_places(given - 1);
        CHECK(outbox.find(named("a1"))->order == given);
        CHECK(outbox.find(named("a2"))->order == given + 1);
    }
    SUBCASE("and are moved up if a copy has the same order number") {
        CHECK(outbox.settle_places(given) == List{named("a2"), named("a1")});
        CHECK(outbox.find(named("a1"))->order == given + 1);
        CHECK(outbox.find(named("a2"))->order == given + 2);
    }
    SUBCASE("and are moved up past a higher one, to be written from the last on") {
        CHECK(outbox.settle_places(given + 5) == List{named("a2"), named("a1")});
        CHECK(outbox.find(named("a1"))->order == given + 6);
        CHECK(outbox.find(named("a2"))->order == given + 7);
    }
}

TEST_CASE("a message whose copy is from before the clock was set back stays in front") {
    Outbox outbox;
    add(outbox, message("a1", "a"));
    add(outbox, message("a2", "a"));
    const auto ahead = start.time_since_epoch().count() + 3'600'000;
    outbox.place(named("a1"), ahead);
    CHECK(outbox.settle_places(ahead) == List{named("a2")});
    CHECK(outbox.find(named("a1"))->order == ahead);
    CHECK(outbox.find(named("a2"))->order == ahead + 1);
}

TEST_CASE("a message with a copy takes the order number of its copy") {
    Outbox outbox;
    for (const auto* id : {"a1", "a2", "a3", "a4"}) add(outbox, message(id, "a"));
    outbox.place(named("a1"), 100);
    outbox.place(named("a3"), 300);
    SUBCASE("and one without is placed before the next that has one, or after all") {
        CHECK(outbox.settle_places(400) == List{named("a2")});
        CHECK(outbox.find(named("a1"))->order == 100);
        CHECK(outbox.find(named("a2"))->order == 299);
        CHECK(outbox.find(named("a3"))->order == 300);
        CHECK(outbox.find(named("a4"))->order > 400);
    }
    SUBCASE("unless copies contradict: those are moved down, to be written from the first on") {
        outbox.place(named("a1"), 500);
        CHECK(outbox.settle_places(600) == List{named("a1"), named("a2")});
        CHECK(outbox.find(named("a1"))->order == 298);
        CHECK(outbox.find(named("a2"))->order == 299);
    }
}

TEST_CASE("order numbers follow the clock, and rise even if it does not") {
    Outbox outbox;
    const auto by_time = start.time_since_epoch().count();
    CHECK(outbox.next_order(start) == by_time);
    add(outbox, message("a1", "a"));
    CHECK(outbox.next_order(start) == by_time + 1);
    CHECK(outbox.next_order(start - 1h) == by_time + 1);
    CHECK(outbox.next_order(start + 1h) == by_time + 3'600'000);
}

TEST_CASE("a conversation has at most one message under way, its first that has not failed") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        Outbox outbox;
        // By conversation.
        std::map<std::string, std::string> under_way;
        for (int step = 0; step < 300; ++step) {
            const Instant now = start + step * 100ms;
            const std::string conversation(1, static_cast<char>('a' + random.below(3)));
            add(outbox, message(conversation + std::to_string(step), conversation));
            const auto busy = under_way.find(conversation);
            const auto what = random.below(4);
            if (busy != under_way.end() && what != 0) {
                const auto id = named(busy->second);
                if (what == 1) outbox.remove(id);
                if (what == 2) outbox.wait(id, now + random.between(0ms, 1s));
                if (what == 3) outbox.fail(id);
                under_way.erase(busy);
            }
            const auto shown = outbox.of(ConversationId(conversation));
            outbox.retry(shown[pick(random, shown.size())]->id, {}, now);
            const auto deadline = outbox.deadline();
            const auto ready = outbox.take_ready(now);
            REQUIRE(ready.empty() != (deadline <= now));
            for (const auto& id : ready) {
                const auto of = str(id.text()).substr(0, 1);
                REQUIRE(under_way.count(of) == 0);
                under_way[of] = str(id.text());
                const auto all = outbox.of(ConversationId(of));
                const auto first = std::find_if(all.begin(), all.end(), [&](const auto* each) {
                    return !outbox.is_failed(each->id);
                });
                REQUIRE((*first)->id == id);
            }
        }
    }
}

}  // namespace messaging
