// How the server's whole list is combined with what is here.
#include <doctest/doctest.h>

#include "unit/support/message_lists.h"

namespace messaging {

TEST_CASE("a list is applied in the server's order") {
    MirroredMessages messages;
    messages.replace_all({bare("c"), bare("a"), bare("b")});
    CHECK(messages.text() == "c a b");
    messages.replace_all({bare("a"), bare("b"), bare("c"), bare("d")});
    CHECK(messages.text() == "a b c d");
    messages.replace_all({});
    CHECK(messages.text().empty());
}

TEST_CASE("the server's order takes precedence over its own sequence numbers") {
    MirroredMessages messages;
    messages.replace_all({numbered(1), numbered(3)});
    messages.replace_all({numbered(3), numbered(1)}, {}, true);
    CHECK(messages.text() == "m3 m1");
    CHECK(messages.list.has_older());
}

TEST_CASE("an unchanged list replaces objects and moves nothing") {
    MirroredMessages messages;
    messages.replace_all({numbered(1), numbered(2), numbered(3)});
    messages.replace_all({numbered(1), numbered(2), numbered(3)});
    CHECK(messages.last_changes() == 3);
}

TEST_CASE("messages that the server no longer has are removed") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2), numbered(3)});
    messages.replace_all({numbered(1), numbered(3)});
    CHECK(messages.text() == "m1 m3");
}

TEST_CASE("old-6C-15: messages that arrive during the request stay, after the list") {
    MirroredMessages messages;
    messages.merge({numbered(1), numbered(2)});
    const auto asked_at = messages.list.mark();
    messages.merge(numbered(3));
    messages.add_own("k1");
    messages.add_own("k2");
    messages.confirm_own("k1", "m4", numbered(4));
    messages.confirm_own("k2", "m5");
    messages.replace_all({numbered(1), numbered(2)}, asked_at);
    CHECK(messages.text() == "m1 m2 m3 m4:sent m5:sent");
    messages.replace_all({numbered(1), numbered(2)});
    CHECK(messages.text() == "m1 m2");
}

TEST_CASE("messages that arrive before the first list are merged with it") {
    MirroredMessages messages;
    const auto asked_at = messages.list.mark();
    messages.merge({bare("d"), bare("e")});
    messages.replace_all({bare("a"), bare("b"), bare("d")}, asked_at);
    CHECK(messages.text() == "a b d e");
}

TEST_CASE("older messages that are loaded during the request stay before the list") {
    MirroredMessages messages;
    messages.replace_all({numbered(5), numbered(6)}, {}, true);
    const auto asked_at = messages.list.mark();
    messages.prepend({numbered(3), numbered(4)});
    messages.replace_all({numbered(5), numbered(6), numbered(7)}, asked_at, true);
    CHECK(messages.text() == "m3 m4 m5 m6 m7");
    // The older page reached the start of the conversation.
    CHECK_FALSE(messages.list.has_older());
}

TEST_CASE("a message before the first list does not hide that there are older ones") {
    MirroredMessages messages;
    const auto asked_at = messages.list.mark();
    messages.merge(numbered(4));
    messages.replace_all({numbered(5), numbered(6)}, asked_at, true);
    CHECK(messages.text() == "m4 m5 m6");
    CHECK(messages.list.has_older());
}

TEST_CASE("waiting own messages stay, unless the list contains them") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.add_own("k2");
    messages.set_own_state("k2", MessageState::failed);
    messages.replace_all({numbered(1)});
    CHECK(messages.text() == "m1 k1:pending k2:failed");
    messages.replace_all({numbered(1), with_client_id("k1", sent_by("me", numbered(2)))});
    CHECK(messages.text() == "m1 m2:sent k2:failed");
}

TEST_CASE("a message that the server lists twice is kept once, at its first place") {
    MirroredMessages messages;
    messages.replace_all({bare("a"), bare("b"), bare("a"), bare("c"), bare("b")});
    CHECK(messages.text() == "a b c");
    messages.replace_all({bare("b"), bare("a"), bare("b"), bare("c")});
    CHECK(messages.text() == "b a c");
}

TEST_CASE("a list longer than the window is cut to its newest messages") {
    MirroredMessages messages(3);
    std::vector<MessageRecord> records;
    for (std::int64_t seq = 1; seq <= 10; ++seq) records.push_back(numbered(seq));
    messages.replace_all(records);
    CHECK(messages.text() == "m8 m9 m10");
    CHECK(messages.last_changes() == 3);
    CHECK(messages.list.has_older());
    messages.replace_all({numbered(9), numbered(10)});
    CHECK_FALSE(messages.list.has_older());
}

TEST_CASE("messages that arrive during the request count towards the window") {
    MirroredMessages messages(3);
    const auto asked_at = messages.list.mark();
    messages.merge({numbered(4), numbered(5)});
    messages.replace_all({numbered(1), numbered(2), numbered(3)}, asked_at);
    CHECK(messages.text() == "m3 m4 m5");
    CHECK(messages.list.has_older());
}

TEST_CASE("the response says whether there are older messages") {
    MirroredMessages messages;
    messages.replace_all({numbered(5)}, {}, true);
    CHECK(messages.list.has_older());
    messages.replace_all({numbered(5)}, {}, false);
    CHECK_FALSE(messages.list.has_older());
}

TEST_CASE("messages that arrive during the request are dropped before a gap that remains") {
    MirroredMessages messages;
    const auto asked_at = messages.list.mark();
    messages.merge({numbered(5), numbered(7)});
    messages.replace_all({numbered(8), numbered(9)}, asked_at, true);
    CHECK(messages.text() == "m7 m8 m9");
    CHECK_FALSE(messages.list.has_gap());
    CHECK(messages.list.has_older());
}

TEST_CASE("older messages stay if the gap between them is the server's own") {
    MirroredMessages messages;
    messages.replace_all({numbered(1), numbered(3)});
    messages.list.accept_gaps({{numbered(1), numbered(3)}, {}, {}, false, {}},
                              messages.list.mark());
    const auto asked_at = messages.list.mark();
    messages.replace_all({numbered(5)}, asked_at, true);
    messages.prepend({numbered(1), numbered(3), numbered(4)}, false);
    messages.replace_all({numbered(5), numbered(6)}, asked_at, true);
    CHECK(messages.text() == "m1 m3 m4 m5 m6");
}

TEST_CASE("older messages that the list does not adjoin are dropped, even after accepted gaps") {
    MirroredMessages messages;
    messages.replace_all({numbered(5), numbered(6)}, {}, true);
    messages.list.accept_gaps({}, messages.list.mark());
    const auto asked_at = messages.list.mark();
    messages.prepend({numbered(1), numbered(2)});
    messages.replace_all({numbered(5), numbered(6)}, asked_at, true);
    CHECK(messages.text() == "m5 m6");
    CHECK(messages.list.has_older());
}

TEST_CASE("older messages before a gap are dropped, but has_older reports them") {
    MirroredMessages messages;
    messages.replace_all({numbered(4), numbered(5)}, {}, true);
    const auto asked_at = messages.list.mark();
    messages.prepend({numbered(1), numbered(3)});
    messages.replace_all({numbered(4), numbered(5)}, asked_at, true);
    CHECK(messages.text() == "m3 m4 m5");
    CHECK(messages.list.has_older());
}

TEST_CASE("a known start of the conversation stays known when a list has only the newest") {
    MirroredMessages messages;
    messages.replace_all({numbered(3), numbered(4)});
    const auto asked_at = messages.list.mark();
    messages.merge(numbered(2));
    messages.replace_all({numbered(3), numbered(4)}, asked_at, true);
    CHECK(messages.text() == "m2 m3 m4");
    CHECK_FALSE(messages.list.has_older());
}

TEST_CASE("a start that was reached by loading older messages stays known after the first list") {
    MirroredMessages messages;
    messages.merge({numbered(5), numbered(6)});
    const auto asked_at = messages.list.mark();
    messages.prepend({numbered(3), numbered(4)});
    messages.replace_all({numbered(5), numbered(6)}, asked_at, true);
    CHECK(messages.text() == "m3 m4 m5 m6");
    CHECK_FALSE(messages.list.has_older());
}

}  // namespace messaging
