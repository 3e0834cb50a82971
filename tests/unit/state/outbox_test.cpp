#include "state/outbox.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/random.h"
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
    made.body = R"({"clientMessageId":"x"})";
    made.call = CallNumber(call);
    made.answer_by = start + Outbox::answer_within;
    return made;
}

ClientMessageId named(const std::string& id) { return ClientMessageId(id); }

std::string taken(Outbox& outbox, Instant now) {
    std::string ids;
    for (const auto& id : outbox.take_ready(now)) ids += id.text() + " ";
    return ids;
}

}  // namespace

TEST_CASE("one message of a conversation is under way at a time, in the order of the page") {
    Outbox outbox;
    for (const auto* id : {"a1", "a2", "a3"}) CHECK(outbox.add(message(id, "a")));
    CHECK(outbox.add(message("b1", "b")));
    CHECK(taken(outbox, start) == "a1 b1 ");
    CHECK(taken(outbox, start).empty());
    CHECK(outbox.remove(named("a1")).has_value());
    CHECK(taken(outbox, start) == "a2 ");
    outbox.remove(named("a2"));
    CHECK(taken(outbox, start) == "a3 ");
}

TEST_CASE("a message that waits for its time holds back those behind it") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.add(message("a2", "a"));
    outbox.take_ready(start);
    outbox.wait(named("a1"), start + 5s);
    CHECK(outbox.deadline() == start + 5s);
    CHECK(taken(outbox, start + 5s - 1ms).empty());
    CHECK(taken(outbox, start + 5s) == "a1 ");
    CHECK(outbox.deadline() == std::nullopt);
}

TEST_CASE("when the way is free again nothing waits for its time") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.take_ready(start);
    outbox.wait(named("a1"), start + 1h);
    outbox.wake_all(start + 1s);
    CHECK(outbox.deadline() == start + 1s);
    CHECK(taken(outbox, start + 1s) == "a1 ");
}

TEST_CASE("a failed message lets others pass and is sent no more by itself") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.add(message("a2", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    CHECK(outbox.is_failed(named("a1")));
    CHECK_FALSE(outbox.is_failed(named("a2")));
    CHECK(taken(outbox, start) == "a2 ");
    outbox.remove(named("a2"));
    outbox.wake_all(start);
    CHECK(taken(outbox, start + 1h).empty());
    CHECK(outbox.deadline() == std::nullopt);
}

TEST_CASE("a retried message is sent again, at its old place") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    outbox.add(message("a2", "a"));
    CHECK(outbox.retry(named("a1"), CallNumber(7), start + 1s));
    CHECK_FALSE(outbox.is_failed(named("a1")));
    CHECK(taken(outbox, start + 1s) == "a1 ");
    CHECK(outbox.answer_deadline() == start + 1s + Outbox::answer_within);
    CHECK(outbox.take_call(named("a1")) == CallNumber(7));
}

TEST_CASE("a retried message waits for the one that has passed it meanwhile") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.add(message("a2", "a"));
    outbox.take_ready(start);
    outbox.fail(named("a1"));
    CHECK(taken(outbox, start) == "a2 ");
    CHECK(outbox.retry(named("a1"), CallNumber(7), start));
    CHECK(outbox.deadline() == std::nullopt);
    CHECK(taken(outbox, start).empty());
    outbox.remove(named("a2"));
    CHECK(taken(outbox, start) == "a1 ");
}

TEST_CASE("only a failed message can be retried") {
    Outbox outbox;
    outbox.add(message("a1", "a", 1));
    CHECK_FALSE(outbox.retry(named("a1"), CallNumber(2), start));
    outbox.take_ready(start);
    CHECK_FALSE(outbox.retry(named("a1"), CallNumber(2), start));
    CHECK_FALSE(outbox.retry(named("unknown"), CallNumber(2), start));
    CHECK(outbox.take_call(named("a1")) == CallNumber(1));
}

TEST_CASE("a call is answered once: when its time is over, or with its message") {
    Outbox outbox;
    outbox.add(message("a1", "a", 1));
    outbox.add(message("b1", "b", 2));
    outbox.add(message("c1", "c"));
    CHECK(outbox.answer_deadline() == start + 10s);
    CHECK(outbox.take_unanswered(start + 10s - 1ms).empty());
    CHECK(outbox.take_call(named("b1")) == CallNumber(2));
    CHECK(outbox.take_call(named("b1")).is_none());
    const auto late = outbox.take_unanswered(start + 10s);
    REQUIRE(late.size() == 1);
    CHECK(late[0].id == named("a1"));
    CHECK(late[0].call == CallNumber(1));
    CHECK(outbox.take_unanswered(start + 1h).empty());
    CHECK(outbox.answer_deadline() == std::nullopt);
    CHECK(outbox.size() == 3);
    CHECK(outbox.remove(named("a1"))->call.is_none());
}

TEST_CASE("what is not known changes nothing") {
    Outbox outbox;
    outbox.wait(named("x"), start);
    outbox.fail(named("x"));
    CHECK_FALSE(outbox.remove(named("x")));
    CHECK(outbox.find(named("x")) == nullptr);
    CHECK_FALSE(outbox.is_failed(named("x")));
    CHECK(outbox.take_call(named("x")).is_none());
    CHECK(outbox.take_all().empty());
}

TEST_CASE("the messages of one conversation are shown in their order, failed ones too") {
    Outbox outbox;
    outbox.add(message("a1", "a"));
    outbox.add(message("b1", "b"));
    outbox.add(message("a2", "a"));
    outbox.fail(named("a1"));
    const auto shown = outbox.of(ConversationId("a"));
    REQUIRE(shown.size() == 2);
    CHECK(shown[0]->id == named("a1"));
    CHECK(shown[1] == outbox.find(named("a2")));
    CHECK(outbox.of(ConversationId("c")).empty());
}

TEST_CASE("messages_max messages fit, and another when one has left") {
    Outbox outbox;
    for (std::size_t i = 0; i < Outbox::messages_max; ++i) {
        REQUIRE(outbox.add(message(std::to_string(i), "a")));
    }
    CHECK_FALSE(outbox.add(message("one more", "a")));
    outbox.remove(named("7"));
    CHECK(outbox.add(message("one more", "a")));
    CHECK(outbox.take_all().size() == Outbox::messages_max);
}

TEST_CASE("bytes_max bytes fit, however they leave") {
    Outbox outbox;
    auto large = message("large", "a");
    large.json = std::string(Outbox::bytes_max / 2, 'x');
    large.body = std::string(Outbox::bytes_max / 2, 'y');
    auto byte = message("byte", "a");
    byte.json = "z";
    byte.body.clear();
    for (int round = 0; round < 3; ++round) {
        CHECK(outbox.add(large));
        CHECK_FALSE(outbox.add(byte));
        if (round == 0) outbox.remove(named("large"));
        if (round == 1) CHECK(outbox.take_all().size() == 1);
    }
    large.json += 'x';
    CHECK_FALSE(Outbox().add(large));
}

TEST_CASE("whatever happens, a conversation has one message under way, and its first") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        Outbox outbox;
        // By conversation.
        std::map<std::string, std::string> under_way;
        for (int step = 0; step < 300; ++step) {
            const Instant now = start + step * 100ms;
            const std::string conversation(1, static_cast<char>('a' + random.below(3)));
            outbox.add(message(conversation + std::to_string(step), conversation));
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
            REQUIRE(ready.empty() != is_due(deadline, now));
            for (const auto& id : ready) {
                const auto of = id.text().substr(0, 1);
                REQUIRE(under_way.count(of) == 0);
                under_way[of] = id.text();
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
