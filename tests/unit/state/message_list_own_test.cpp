// Own messages: from the waiting entry to the server's copy, and receipts from others.
#include <doctest/doctest.h>

#include "support/str.h"
#include "unit/support/message_lists.h"

namespace messaging {

TEST_CASE("an own message shows its state from the start") {
    MirroredMessages messages;
    messages.add_own("k1");
    CHECK(messages.text() == "k1:pending");
    CHECK(str(std::get<OwnText>(messages.mirror[0].object).json) == R"({"text":"mine"})");
    messages.set_own_state("k1", MessageState::failed);
    CHECK(messages.text() == "k1:failed");
    messages.set_own_state("k1", MessageState::pending);
    CHECK(messages.text() == "k1:pending");
    messages.set_own_state("k1", MessageState::pending);
    CHECK(messages.last_changes() == 0);
    messages.remove_own("k1");
    CHECK(messages.text().empty());
}

TEST_CASE("the server's copy replaces the waiting message, at the server's place") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    messages.add_own("k1");
    messages.add_own("k2");
    messages.merge(with_client_id("k2", sent_by("me", numbered(2))));
    CHECK(messages.text() == "m1 m2:sent k1:pending");
    CHECK(messages.mirror[1].entry.client_id == ClientMessageId("k2"));
}

TEST_CASE("stored_as finds an own message once its copy has arrived, and no other sender's") {
    MessageList list(10);
    ListChanges changes;
    const UserId me("me");
    list.add_own(ClientMessageId("k1"), "{}", changes);
    CHECK(list.stored_as(ClientMessageId("k1")).empty());
    list.merge(with_client_id("k1", sent_by("me", numbered(1))), me, changes);
    CHECK(list.stored_as(ClientMessageId("k1")) == MessageId("m1"));
    // Another sender may have chosen the same client id.
    list.merge(with_client_id("k2", sent_by("other", numbered(2))), me, changes);
    CHECK(list.stored_as(ClientMessageId("k2")).empty());
    CHECK(list.stored_as(ClientMessageId("k3")).empty());
}

TEST_CASE("a copy with another sender id is still own, since some servers send a profile id") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.merge(with_client_id("k1", sent_by("sup_1", numbered(1))));
    CHECK(messages.text() == "m1:sent");
    messages.add_own("k2");
    messages.confirm_own("k2", "m2", sent_by("sup_1", numbered(2)));
    CHECK(messages.text() == "m1:sent m2:sent");
}

TEST_CASE("a message's sender is not one of its readers, even while the page's user is unknown") {
    MessageList list(10);
    ListChanges changes;
    const auto stored = with_client_id("k1", read_by({"alice"}, sent_by("alice", numbered(1))));
    list.add_own(ClientMessageId("k1"), "{}", changes);
    list.merge(stored, UserId(), changes);
    CHECK(changes.back().entry.state == MessageState::sent);
    list.merge(read_by({"bob"}, stored), UserId(), changes);
    CHECK(changes.back().entry.state == MessageState::read);
}

TEST_CASE("the page's own text stays until the server's copy arrives") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    messages.add_own("k1");
    messages.add_own("k2");
    messages.confirm_own("k2", "m2");
    CHECK(messages.text() == "m1 m2:sent k1:pending");
    CHECK(std::holds_alternative<OwnText>(messages.mirror[1].object));
    messages.merge(numbered(2));
    CHECK(messages.text() == "m1 m2:sent k1:pending");
    CHECK(std::holds_alternative<Path>(messages.mirror[1].object));
    CHECK(messages.mirror[1].entry.client_id == ClientMessageId("k2"));
}

TEST_CASE("own messages of which only the id is known count towards the window") {
    MirroredMessages messages(2);
    for (const std::string id : {"1", "2", "3"}) {
        messages.add_own("k" + id);
        messages.confirm_own("k" + id, "m" + id);
    }
    CHECK(messages.text() == "m2:sent m3:sent");
    CHECK(messages.list.has_older());
}

TEST_CASE("old-6A-32: a message that arrives before the response to its send is listed once") {
    SUBCASE("by an event with the client id") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(with_client_id("k1", sent_by("me", numbered(1))));
        messages.confirm_own("k1", "m1", sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent");
    }
    SUBCASE("by an event without the client id, which the response lacks too") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent k1:pending");
        messages.confirm_own("k1", "m1", sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent");
        CHECK(messages.mirror[0].entry.client_id == ClientMessageId("k1"));
    }
    SUBCASE("by an event, if the response has no copy") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(sent_by("sup_1", numbered(1)));
        messages.confirm_own("k1", "m1");
        CHECK(messages.text() == "m1:sent");
        CHECK(messages.mirror[0].entry.client_id == ClientMessageId("k1"));
        CHECK(std::holds_alternative<Path>(messages.mirror[0].object));
    }
    SUBCASE("by a full list") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.replace_all({numbered(1), with_client_id("k1", sent_by("me", numbered(2)))});
        CHECK(messages.text() == "m1 m2:sent");
        messages.confirm_own("k1", "m2");
        CHECK(messages.text() == "m1 m2:sent");
    }
}

TEST_CASE(
    "a response that arrives after the list was opened again adds the server's copy, if any") {
    MirroredMessages messages;
    messages.confirm_own("k1", "m1", sent_by("sup_1", numbered(1)));
    CHECK(messages.text() == "m1:sent");
    messages.confirm_own("k2", "m2");
    CHECK(messages.text() == "m1:sent");
}

TEST_CASE("another sender's message with the same client id is a separate message") {
    MirroredMessages messages;
    messages.merge(with_client_id("k1", sent_by("me", numbered(1))));
    messages.merge(with_client_id("k1", sent_by("u2", numbered(2))));
    CHECK(messages.text() == "m1:sent m2");
    messages.add_own("k1");
    messages.set_own_state("k1", MessageState::failed);
    CHECK(messages.text() == "m1:sent m2 k1:failed");
    messages.remove_own("k1");
    CHECK(messages.text() == "m1:sent m2");
}

TEST_CASE("stored_as finds an own message once its send is confirmed, and no other sender's") {
    MirroredMessages messages;
    messages.add_own("x1");
    CHECK(messages.list.stored_as(ClientMessageId("x1")).empty());
    messages.confirm_own("x1", "m1");
    CHECK(messages.list.stored_as(ClientMessageId("x1")) == MessageId("m1"));
    messages.merge(with_client_id("x2", sent_by("bob", bare("m2"))));
    CHECK(messages.list.stored_as(ClientMessageId("x2")).empty());
}

TEST_CASE("a confirmed message is neither changed nor removed as a waiting one") {
    MirroredMessages messages;
    messages.merge(with_client_id("k1", sent_by("me", numbered(1))));
    messages.set_own_state("k1", MessageState::failed);
    messages.remove_own("k1");
    messages.remove_own("unknown");
    CHECK(messages.text() == "m1:sent");
}

TEST_CASE("a receipt marks every own message up to it as read, and no other") {
    MirroredMessages messages;
    for (const std::int64_t seq : {1, 2, 4}) messages.merge(sent_by("me", numbered(seq)));
    messages.merge(sent_by("u2", numbered(3)));
    messages.mark_read("m3");
    CHECK(messages.text() == "m1:read m2:read m3 m4:sent");
    CHECK(messages.last_changes() == 2);
    messages.mark_read("m3");
    CHECK(messages.last_changes() == 0);
}

TEST_CASE("a receipt marks earlier messages as read once the place of its message is known") {
    MirroredMessages messages;
    messages.merge(sent_by("me", timed("m1", 10)));
    messages.add_own("x2");
    messages.mark_read("m2");
    messages.confirm_own("x2", "m2");
    messages.merge(sent_by("me", timed("m2", 20)));
    CHECK(messages.text() == "m1:read m2:read");
}

TEST_CASE("a late receipt and an older copy do not take back that a message was read") {
    MirroredMessages messages;
    for (const std::int64_t seq : {1, 2, 3}) messages.merge(sent_by("me", numbered(seq)));
    messages.mark_read("m3");
    messages.mark_read("m1");
    messages.mark_read("long gone");
    messages.mark_read("m2");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m1:read m2:read m3:read");
}

TEST_CASE("a message that was read stays read when it moves") {
    MirroredMessages messages;
    messages.replace_all({read_by({"u2"}, sent_by("me", bare("a"))),
                          read_by({"u2"}, sent_by("me", bare("b"))), sent_by("me", bare("c"))});
    CHECK(messages.text() == "a:read b:read c:sent");
    messages.replace_all(
        {sent_by("me", bare("c")), sent_by("me", bare("b")), sent_by("me", bare("a"))});
    CHECK(messages.text() == "c:sent b:read a:read");
}

TEST_CASE("a receipt that arrives before its message is applied when the message arrives") {
    MirroredMessages messages;
    messages.merge(sent_by("me", numbered(1)));
    messages.mark_read("m2");
    CHECK(messages.text() == "m1:sent");
    messages.merge(sent_by("me", numbered(2)));
    CHECK(messages.text() == "m1:read m2:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m1:read m2:read m3:sent");
}

TEST_CASE("a receipt that arrives before the response to a send is applied with the response") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.mark_read("m1");
    messages.confirm_own("k1", "m1");
    CHECK(messages.text() == "m1:read");
}

TEST_CASE("a late own message is marked as read if it precedes the last one read") {
    MirroredMessages messages;
    messages.merge({sent_by("me", numbered(1)), sent_by("me", numbered(3))});
    messages.mark_read("m3");
    messages.mark_read("m1");
    messages.merge(sent_by("me", numbered(2)));
    CHECK(messages.text() == "m1:read m2:read m3:read");
    messages.merge({sent_by("me", numbered(4)), sent_by("u2", numbered(0))});
    CHECK(messages.text() == "m0 m1:read m2:read m3:read m4:sent");
}

TEST_CASE("an own message whose place is unknown is not marked as read by accident") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.confirm_own("k1", "m3");
    messages.merge(sent_by("me", numbered(2)));
    messages.mark_read("m2");
    CHECK(messages.text() == "m3:sent m2:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m2:read m3:sent");
}

TEST_CASE("a receipt for a message whose place is unknown marks no others as read") {
    MirroredMessages messages;
    messages.merge(sent_by("me", numbered(4)));
    messages.add_own("k1");
    messages.confirm_own("k1", "m3");
    messages.mark_read("m3");
    CHECK(messages.text() == "m4:sent m3:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m3:read m4:sent");
}

TEST_CASE("without sequence numbers and times a receipt follows the order of the list") {
    MirroredMessages messages;
    messages.merge({sent_by("me", bare("a")), sent_by("me", bare("b")), sent_by("me", bare("c"))});
    messages.mark_read("b");
    CHECK(messages.text() == "a:read b:read c:sent");
}

TEST_CASE("a list of readers marks an own message as read, unless it has only the user's own id") {
    MirroredMessages messages;
    messages.merge({read_by({"me"}, sent_by("me", numbered(1))),
                    read_by({"me", "u2"}, sent_by("me", numbered(2))),
                    read_by({"me"}, sent_by("u2", numbered(3)))});
    CHECK(messages.text() == "m1:sent m2:read m3");
}

TEST_CASE("a receipt applies to older messages that are loaded later") {
    MirroredMessages messages;
    messages.merge({sent_by("me", numbered(5))});
    messages.mark_read("m5");
    messages.prepend({sent_by("me", numbered(3)), sent_by("u2", numbered(4))});
    CHECK(messages.text() == "m3:read m4 m5:read");
}

}  // namespace messaging
