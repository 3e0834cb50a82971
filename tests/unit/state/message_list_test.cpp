#include "state/message_list.h"

#include <doctest/doctest.h>

#include <limits>

#include "support/str.h"
#include "unit/support/message_lists.h"

namespace messaging {

TEST_CASE("messages are ordered by sequence number, whatever their order of arrival") {
    MirroredMessages messages;
    messages.merge({numbered(3), numbered(1), numbered(5), numbered(4), numbered(2)});
    CHECK(messages.text() == "m1 m2 m3 m4 m5");
}

TEST_CASE("without sequence numbers messages are ordered by time, then by arrival") {
    MirroredMessages messages;
    messages.merge({timed("b", 20), timed("a", 10), timed("d", 30), timed("c", 20)});
    CHECK(messages.text() == "a b c d");
}

TEST_CASE("without sequence numbers and times messages keep their order of arrival") {
    MirroredMessages messages;
    messages.merge({bare("c"), bare("a"), bare("b")});
    CHECK(messages.text() == "c a b");
}

TEST_CASE("sequence numbers take precedence over times that contradict them") {
    MirroredMessages messages;
    auto first = numbered(1);
    first.created_at_ms = 2000;
    auto second = numbered(2);
    second.created_at_ms = 1000;
    messages.merge({second, first});
    CHECK(messages.text() == "m1 m2");
}

TEST_CASE("a message without a number or time does not affect the order of the others") {
    MirroredMessages messages;
    messages.merge({numbered(5), bare("x"), numbered(8), numbered(6), numbered(4)});
    CHECK(messages.text() == "m4 m5 x m6 m8");
}

TEST_CASE("old-6A-32: a message is listed once, however often and by whichever way it arrives") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2), numbered(2), numbered(1)});
    messages.replace_all({numbered(1), numbered(2)});
    messages.prepend({numbered(1)});
    CHECK(messages.text() == "m1 m2");
}

TEST_CASE("a message that arrives again replaces its object in one change") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2), numbered(3)});
    auto edited = numbered(2);
    edited.path = {1, "message", -1};
    messages.merge(edited);
    CHECK(messages.last_changes() == 1);
    CHECK(std::get<Path>(messages.mirror[1].object) == edited.path);
}

TEST_CASE("a message moves to its place when its sequence number becomes known") {
    MirroredMessages messages;
    messages.merge({numbered(1), bare("m3"), numbered(2)});
    CHECK(messages.text() == "m1 m3 m2");
    messages.merge(numbered(3));
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("a copy without a sequence number does not clear the known one") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(3), bare("m3"), numbered(2)});
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("a copy without a time does not clear the known one") {
    MirroredMessages messages;
    messages.merge({timed("a", 1), timed("c", 3), bare("c"), timed("b", 2)});
    CHECK(messages.text() == "a b c");
}

TEST_CASE("a message whose time becomes known stays between others of the same time") {
    MirroredMessages messages;
    messages.merge({timed("a", 1), bare("b"), timed("c", 1), timed("b", 1)});
    CHECK(messages.text() == "a b c");
    CHECK(messages.last_changes() == 1);
}

TEST_CASE("a message is placed after one of the same time, even if the list is not in time order") {
    MirroredMessages messages;
    messages.replace_all({timed("b", 5), timed("a", 3)});
    messages.merge(timed("c", 3));
    CHECK(messages.text() == "b a c");
}

TEST_CASE("a listed message stays, even if its number moves it to the start of a partial list") {
    MirroredMessages messages;
    messages.replace_all({numbered(2), numbered(3), bare("m1")}, {}, true);
    messages.merge(numbered(1));
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("an empty list takes its first message, even if the server has older ones") {
    MirroredMessages messages;
    messages.replace_all({}, {}, true);
    messages.merge(numbered(7));
    CHECK(messages.text() == "m7");
}

TEST_CASE("a new message causes one change, however long the list is") {
    MirroredMessages messages(1000);
    for (std::int64_t seq = 1; seq <= 1000; ++seq) messages.merge(numbered(seq));
    CHECK(messages.last_changes() == 1);
    messages.merge(numbered(1001));
    // The second change drops the oldest message from the window.
    CHECK(messages.last_changes() == 2);
}

TEST_CASE("the window keeps the newest messages and reports that there are older ones") {
    MirroredMessages messages(3);
    messages.merge({numbered(1), numbered(2), numbered(3)});
    CHECK_FALSE(messages.list.has_older());
    messages.merge(numbered(4));
    CHECK(messages.text() == "m2 m3 m4");
    CHECK(messages.list.has_older());
    CHECK(messages.list.oldest() == MessageId("m2"));
}

TEST_CASE("a late message older than a full window is not shown, but has_older reports it") {
    MirroredMessages messages(2);
    messages.merge({numbered(5), numbered(6), numbered(4)});
    CHECK(messages.text() == "m5 m6");
    CHECK(messages.list.has_older());
    messages.merge(numbered(7));
    CHECK(messages.text() == "m6 m7");
}

TEST_CASE("waiting own messages are at the end and do not count towards the window") {
    MirroredMessages messages(2);
    messages.add_own("k1");
    messages.add_own("k2");
    messages.merge({numbered(1), numbered(2), numbered(3)});
    CHECK(messages.text() == "m2 m3 k1:pending k2:pending");
    CHECK(messages.list.size() == 4);
}

TEST_CASE("older messages are put in front, and the window grows by their number") {
    MirroredMessages messages(2);
    messages.merge({numbered(4), numbered(5), numbered(6)});
    messages.prepend({numbered(2), numbered(3), numbered(4)}, true);
    CHECK(messages.text() == "m2 m3 m4 m5 m6");
    CHECK(messages.list.has_older());
    messages.merge(numbered(7));
    CHECK(messages.text() == "m3 m4 m5 m6 m7");
    messages.prepend({numbered(1), numbered(2)});
    CHECK(messages.text() == "m1 m2 m3 m4 m5 m6 m7");
    CHECK_FALSE(messages.list.has_older());
}

TEST_CASE("a gap in the sequence numbers is noticed, and a delta begins before the first one") {
    MirroredMessages messages;
    CHECK(messages.list.resume_after() == std::nullopt);
    messages.merge({numbered(1), numbered(2)});
    CHECK_FALSE(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m2"));
    messages.merge({numbered(4), numbered(7)});
    CHECK(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m2"));
    messages.merge(numbered(3));
    CHECK(messages.list.resume_after() == MessageId("m4"));
    messages.merge({numbered(6), numbered(5)});
    CHECK_FALSE(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m7"));
}

TEST_CASE("a gap of a single number is noticed in a list that had none") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(3));
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("a gap is noticed when a listed message gets another sequence number") {
    MirroredMessages messages;
    SUBCASE("and keeps its place") {
        messages.merge({numbered(1), bare("m3")});
        CHECK_FALSE(messages.list.has_gap());
        messages.merge(numbered(3));
    }
    SUBCASE("and moves, leaving a gap behind") {
        messages.merge({numbered(1), numbered(2), numbered(3)});
        CHECK_FALSE(messages.list.has_gap());
        messages.merge({.id = MessageId("m2"), .seq = 4});
    }
    CHECK(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("gaps in the server's own numbers are accepted, later ones are not") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(4)});
    messages.list.accept_gaps({}, messages.list.mark());
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(5));
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(9));
    CHECK(messages.list.resume_after() == MessageId("m5"));
}

TEST_CASE("a response accepts no gap before a message that arrived after its request") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    const auto asked_at = messages.list.mark();
    messages.merge(numbered(9));
    messages.list.accept_gaps({{numbered(1), numbered(3)}, {}, {}, false, {}}, asked_at);
    messages.merge(numbered(3));
    CHECK(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m3"));
    messages.list.accept_gaps({{numbered(9)}, {}, {}, false, {}}, asked_at);
    CHECK_FALSE(messages.list.has_gap());
}

TEST_CASE("older messages and messages without a sequence number make no gap") {
    MirroredMessages messages;
    messages.merge({numbered(7), bare("x"), timed("y", 5)});
    CHECK_FALSE(messages.list.has_gap());
    // After a message without a number, what is missing before it would go unnoticed.
    CHECK_FALSE(messages.list.resume_after());
    messages.replace_all({numbered(7)}, {}, true);
    messages.list.accept_gaps({}, messages.list.mark());
    CHECK_FALSE(messages.list.has_gap());
}

TEST_CASE("messages that are dropped from the window leave no gap") {
    MirroredMessages messages(2);
    messages.replace_all({numbered(1), numbered(2)});
    messages.list.accept_gaps({}, messages.list.mark());
    messages.merge({numbered(3), numbered(4), numbered(5)});
    CHECK(messages.text() == "m4 m5");
    CHECK_FALSE(messages.list.has_gap());
}

TEST_CASE("in a conversation that was empty, messages missing from number one on make a gap") {
    MirroredMessages messages;
    messages.replace_all({});
    messages.list.accept_gaps({}, messages.list.mark());
    messages.merge(numbered(3));
    CHECK(messages.list.has_gap());
    CHECK(messages.list.resume_after() == std::nullopt);
    messages.merge({numbered(1), numbered(2)});
    CHECK_FALSE(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m3"));
}

TEST_CASE("waiting own messages do not count for resume_after and oldest") {
    MirroredMessages messages;
    messages.add_own("k1");
    CHECK(messages.list.resume_after() == std::nullopt);
    CHECK(messages.list.oldest() == std::nullopt);
    messages.merge(numbered(1));
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("the lowest and highest 64-bit sequence numbers do not overflow") {
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    MirroredMessages messages;
    messages.merge({numbered(most), numbered(0), numbered(least)});
    CHECK(str(messages.mirror[2].entry.id) == "m" + std::to_string(most));
    CHECK(messages.list.has_gap());
    messages.replace_all({numbered(most), numbered(least)});
    messages.merge(with_client_id("k", {.id = MessageId("again"), .seq = most}));
    CHECK(messages.list.size() == 3);
}

}  // namespace messaging
