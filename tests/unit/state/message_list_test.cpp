#include "state/message_list.h"

#include <doctest/doctest.h>

#include <limits>

#include "support/str.h"
#include "unit/support/message_lists.h"

namespace messaging {

TEST_CASE("messages stand in the order of the server's numbers, however they come") {
    MirroredMessages messages;
    messages.merge({numbered(3), numbered(1), numbered(5), numbered(4), numbered(2)});
    CHECK(messages.text() == "m1 m2 m3 m4 m5");
}

TEST_CASE("without numbers the times decide, and equal times keep the order of arrival") {
    MirroredMessages messages;
    messages.merge({timed("b", 20), timed("a", 10), timed("d", 30), timed("c", 20)});
    CHECK(messages.text() == "a b c d");
}

TEST_CASE("without numbers and times messages stand as they came") {
    MirroredMessages messages;
    messages.merge({bare("c"), bare("a"), bare("b")});
    CHECK(messages.text() == "c a b");
}

TEST_CASE("the number decides where the clocks of two servers disagree") {
    MirroredMessages messages;
    auto first = numbered(1);
    first.created_at_ms = 2000;
    auto second = numbered(2);
    second.created_at_ms = 1000;
    messages.merge({second, first});
    CHECK(messages.text() == "m1 m2");
}

TEST_CASE("a message that cannot be compared hinders no other from finding its place") {
    MirroredMessages messages;
    messages.merge({numbered(5), bare("x"), numbered(8), numbered(6), numbered(4)});
    CHECK(messages.text() == "m4 m5 x m6 m8");
}

TEST_CASE("old-6A-32: a message stands once, however often and by whatever way it comes") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2), numbered(2), numbered(1)});
    messages.replace_all({numbered(1), numbered(2)});
    messages.prepend({numbered(1)});
    CHECK(messages.text() == "m1 m2");
}

TEST_CASE("a message that comes again brings its new object, in one change") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2), numbered(3)});
    auto edited = numbered(2);
    edited.path = {1, "message", -1};
    messages.merge(edited);
    CHECK(messages.last_changes() == 1);
    CHECK(std::get<Path>(messages.mirror[1].object) == edited.path);
}

TEST_CASE("a message goes to its place when its number becomes known") {
    MirroredMessages messages;
    messages.merge({numbered(1), bare("m3"), numbered(2)});
    CHECK(messages.text() == "m1 m3 m2");
    messages.merge(numbered(3));
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("a copy that knows less takes no number away") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(3), bare("m3"), numbered(2)});
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("a copy that knows less takes no time away") {
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

TEST_CASE("a message stands behind one of the same time, whatever the server's order before it") {
    MirroredMessages messages;
    messages.replace_all({timed("b", 5), timed("a", 3)});
    messages.merge(timed("c", 3));
    CHECK(messages.text() == "b a c");
}

TEST_CASE("a message that is here stays, also where its number puts it in front of a part") {
    MirroredMessages messages;
    messages.replace_all({numbered(2), numbered(3), bare("m1")}, {}, true);
    messages.merge(numbered(1));
    CHECK(messages.text() == "m1 m2 m3");
}

TEST_CASE("the first message comes into an empty list, also where there are older ones") {
    MirroredMessages messages;
    messages.replace_all({}, {}, true);
    messages.merge(numbered(7));
    CHECK(messages.text() == "m7");
}

TEST_CASE("an event costs one change, however long the list is") {
    MirroredMessages messages(1000);
    for (std::int64_t seq = 1; seq <= 1000; ++seq) messages.merge(numbered(seq));
    CHECK(messages.last_changes() == 1);
    messages.merge(numbered(1001));
    // The second one is the oldest message that leaves the window.
    CHECK(messages.last_changes() == 2);
}

TEST_CASE("the window keeps the newest; what left it can be loaded again") {
    MirroredMessages messages(3);
    messages.merge({numbered(1), numbered(2), numbered(3)});
    CHECK_FALSE(messages.list.has_older());
    messages.merge(numbered(4));
    CHECK(messages.text() == "m2 m3 m4");
    CHECK(messages.list.has_older());
    CHECK(messages.list.oldest() == MessageId("m2"));
}

TEST_CASE("a late message that is older than a full window is not shown, but can be loaded") {
    MirroredMessages messages(2);
    messages.merge({numbered(5), numbered(6), numbered(4)});
    CHECK(messages.text() == "m5 m6");
    CHECK(messages.list.has_older());
    messages.merge(numbered(7));
    CHECK(messages.text() == "m6 m7");
}

TEST_CASE("own messages that wait stand at the end and do not count for the window") {
    MirroredMessages messages(2);
    messages.add_own("k1");
    messages.add_own("k2");
    messages.merge({numbered(1), numbered(2), numbered(3)});
    CHECK(messages.text() == "m2 m3 k1:pending k2:pending");
    CHECK(messages.list.size() == 4);
}

TEST_CASE("older messages stand in front, and the window grows by them") {
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

TEST_CASE("a hole in the server's numbers is noticed, and a delta begins before the first one") {
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

TEST_CASE("a hole of one number is noticed, also where there was none before") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(3));
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("a hole is noticed where a message that is here gets another number") {
    MirroredMessages messages;
    SUBCASE("and stays") {
        messages.merge({numbered(1), bare("m3")});
        CHECK_FALSE(messages.list.has_gap());
        messages.merge(numbered(3));
    }
    SUBCASE("and leaves a hole behind") {
        messages.merge({numbered(1), numbered(2), numbered(3)});
        CHECK_FALSE(messages.list.has_gap());
        messages.merge({.id = MessageId("m2"), .seq = 4});
    }
    CHECK(messages.list.has_gap());
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("holes that the server itself has are accepted, later ones are not") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(4)});
    messages.list.accept_gaps({}, messages.list.mark());
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(5));
    CHECK_FALSE(messages.list.has_gap());
    messages.merge(numbered(9));
    CHECK(messages.list.resume_after() == MessageId("m5"));
}

TEST_CASE("an answer accepts no hole before what came after its question") {
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

TEST_CASE("what may be older than the list, or has no number, is no hole") {
    MirroredMessages messages;
    messages.merge({numbered(7), bare("x"), timed("y", 5)});
    CHECK_FALSE(messages.list.has_gap());
    // Nor would anybody notice what is missing before it.
    CHECK_FALSE(messages.list.resume_after());
    messages.replace_all({numbered(7)}, {}, true);
    messages.list.accept_gaps({}, messages.list.mark());
    CHECK_FALSE(messages.list.has_gap());
}

TEST_CASE("what has left the window is no hole") {
    MirroredMessages messages(2);
    messages.replace_all({numbered(1), numbered(2)});
    messages.list.accept_gaps({}, messages.list.mark());
    messages.merge({numbered(3), numbered(4), numbered(5)});
    CHECK(messages.text() == "m4 m5");
    CHECK_FALSE(messages.list.has_gap());
}

TEST_CASE("a conversation that was empty begins with number one") {
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

TEST_CASE("own messages that wait are nothing to resume after") {
    MirroredMessages messages;
    messages.add_own("k1");
    CHECK(messages.list.resume_after() == std::nullopt);
    CHECK(messages.list.oldest() == std::nullopt);
    messages.merge(numbered(1));
    CHECK(messages.list.resume_after() == MessageId("m1"));
}

TEST_CASE("the least and greatest numbers that a server can send do no harm") {
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
