// Own messages: from the waiting one to the server's copy, and what others have read.
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

TEST_CASE("the server's copy takes the place of the one that waits, at the server's place") {
    MirroredMessages messages;
    messages.merge(numbered(1));
    messages.add_own("k1");
    messages.add_own("k2");
    messages.merge(with_client_id("k2", sent_by("me", numbered(2))));
    CHECK(messages.text() == "m1 m2:sent k1:pending");
    CHECK(messages.mirror[1].entry.client_id == ClientMessageId("k2"));
}

TEST_CASE("an own message is known by the server's id as soon as its copy is here") {
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

TEST_CASE("a copy that names another sender is still ours: some servers name a profile") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.merge(with_client_id("k1", sent_by("sup_1", numbered(1))));
    CHECK(messages.text() == "m1:sent");
    messages.add_own("k2");
    messages.confirm_own("k2", "m2", sent_by("sup_1", numbered(2)));
    CHECK(messages.text() == "m1:sent m2:sent");
}

TEST_CASE("its sender is no reader of a message, also where nobody knows who this page's user is") {
    MessageList list(10);
    ListChanges changes;
    const auto stored = with_client_id("k1", read_by({"alice"}, sent_by("alice", numbered(1))));
    list.add_own(ClientMessageId("k1"), "{}", changes);
    list.merge(stored, UserId(), changes);
    CHECK(changes.back().entry.state == MessageState::sent);
    list.merge(read_by({"bob"}, stored), UserId(), changes);
    CHECK(changes.back().entry.state == MessageState::read);
}

TEST_CASE("without the server's copy the page's own text stays until it comes") {
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

TEST_CASE("the window holds with own messages of which only the id is known") {
    MirroredMessages messages(2);
    for (const std::string id : {"1", "2", "3"}) {
        messages.add_own("k" + id);
        messages.confirm_own("k" + id, "m" + id);
    }
    CHECK(messages.text() == "m2:sent m3:sent");
    CHECK(messages.list.has_older());
}

TEST_CASE("old-6A-32: when the socket is faster than the reply the message stands once") {
    SUBCASE("and the event names the client id") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(with_client_id("k1", sent_by("me", numbered(1))));
        messages.confirm_own("k1", "m1", sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent");
    }
    SUBCASE("and neither event nor reply names the client id") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent k1:pending");
        messages.confirm_own("k1", "m1", sent_by("me", numbered(1)));
        CHECK(messages.text() == "m1:sent");
        CHECK(messages.mirror[0].entry.client_id == ClientMessageId("k1"));
    }
    SUBCASE("and the reply has no copy") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.merge(sent_by("sup_1", numbered(1)));
        messages.confirm_own("k1", "m1");
        CHECK(messages.text() == "m1:sent");
        CHECK(messages.mirror[0].entry.client_id == ClientMessageId("k1"));
        CHECK(std::holds_alternative<Path>(messages.mirror[0].object));
    }
    SUBCASE("and a full list has it too") {
        MirroredMessages messages;
        messages.add_own("k1");
        messages.replace_all({numbered(1), with_client_id("k1", sent_by("me", numbered(2)))});
        CHECK(messages.text() == "m1 m2:sent");
        messages.confirm_own("k1", "m2");
        CHECK(messages.text() == "m1 m2:sent");
    }
}

TEST_CASE("the reply may come after the list was opened anew") {
    MirroredMessages messages;
    messages.confirm_own("k1", "m1", sent_by("sup_1", numbered(1)));
    CHECK(messages.text() == "m1:sent");
    messages.confirm_own("k2", "m2");
    CHECK(messages.text() == "m1:sent");
}

TEST_CASE("another sender's client id, though the same, is another message") {
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

TEST_CASE("an own message is known by its client id once the server has stored it") {
    MirroredMessages messages;
    messages.add_own("x1");
    CHECK(messages.list.stored_as(ClientMessageId("x1")).empty());
    messages.confirm_own("x1", "m1");
    CHECK(messages.list.stored_as(ClientMessageId("x1")) == MessageId("m1"));
    messages.merge(with_client_id("x2", sent_by("bob", bare("m2"))));
    CHECK(messages.list.stored_as(ClientMessageId("x2")).empty());
}

TEST_CASE("what the server has confirmed is neither changed nor removed as a waiting message") {
    MirroredMessages messages;
    messages.merge(with_client_id("k1", sent_by("me", numbered(1))));
    messages.set_own_state("k1", MessageState::failed);
    messages.remove_own("k1");
    messages.remove_own("unknown");
    CHECK(messages.text() == "m1:sent");
}

TEST_CASE("another participant's reading reaches every own message up to it, and no other") {
    MirroredMessages messages;
    for (const std::int64_t seq : {1, 2, 4}) messages.merge(sent_by("me", numbered(seq)));
    messages.merge(sent_by("u2", numbered(3)));
    messages.mark_read("m3");
    CHECK(messages.text() == "m1:read m2:read m3 m4:sent");
    CHECK(messages.last_changes() == 2);
    messages.mark_read("m3");
    CHECK(messages.last_changes() == 0);
}

TEST_CASE("a reading reaches those before as soon as the place of its message is known") {
    MirroredMessages messages;
    messages.merge(sent_by("me", timed("m1", 10)));
    messages.add_own("x2");
    messages.mark_read("m2");
    messages.confirm_own("x2", "m2");
    messages.merge(sent_by("me", timed("m2", 20)));
    CHECK(messages.text() == "m1:read m2:read");
}

TEST_CASE("reading is monotonic: a late receipt and an older copy take nothing back") {
    MirroredMessages messages;
    for (const std::int64_t seq : {1, 2, 3}) messages.merge(sent_by("me", numbered(seq)));
    messages.mark_read("m3");
    messages.mark_read("m1");
    messages.mark_read("long gone");
    messages.mark_read("m2");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m1:read m2:read m3:read");
}

TEST_CASE("reading is monotonic, also where a message moves") {
    MirroredMessages messages;
    messages.replace_all({read_by({"u2"}, sent_by("me", bare("a"))),
                          read_by({"u2"}, sent_by("me", bare("b"))), sent_by("me", bare("c"))});
    CHECK(messages.text() == "a:read b:read c:sent");
    messages.replace_all(
        {sent_by("me", bare("c")), sent_by("me", bare("b")), sent_by("me", bare("a"))});
    CHECK(messages.text() == "c:sent b:read a:read");
}

TEST_CASE("a receipt that comes before its message waits for it") {
    MirroredMessages messages;
    messages.merge(sent_by("me", numbered(1)));
    messages.mark_read("m2");
    CHECK(messages.text() == "m1:sent");
    messages.merge(sent_by("me", numbered(2)));
    CHECK(messages.text() == "m1:read m2:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m1:read m2:read m3:sent");
}

TEST_CASE("a receipt that comes before the reply to a send waits for it") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.mark_read("m1");
    messages.confirm_own("k1", "m1");
    CHECK(messages.text() == "m1:read");
}

TEST_CASE("an own message that comes late is read like those around it") {
    MirroredMessages messages;
    messages.merge({sent_by("me", numbered(1)), sent_by("me", numbered(3))});
    messages.mark_read("m3");
    messages.mark_read("m1");
    messages.merge(sent_by("me", numbered(2)));
    CHECK(messages.text() == "m1:read m2:read m3:read");
    messages.merge({sent_by("me", numbered(4)), sent_by("u2", numbered(0))});
    CHECK(messages.text() == "m0 m1:read m2:read m3:read m4:sent");
}

TEST_CASE("an own message whose place is not known yet is not read by chance") {
    MirroredMessages messages;
    messages.add_own("k1");
    messages.confirm_own("k1", "m3");
    messages.merge(sent_by("me", numbered(2)));
    messages.mark_read("m2");
    CHECK(messages.text() == "m3:sent m2:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m2:read m3:sent");
}

TEST_CASE("the receipt of one whose place is not known says nothing of those before it") {
    MirroredMessages messages;
    messages.merge(sent_by("me", numbered(4)));
    messages.add_own("k1");
    messages.confirm_own("k1", "m3");
    messages.mark_read("m3");
    CHECK(messages.text() == "m4:sent m3:read");
    messages.merge(sent_by("me", numbered(3)));
    CHECK(messages.text() == "m3:read m4:sent");
}

TEST_CASE("where the server tells neither numbers nor times, reading follows the order") {
    MirroredMessages messages;
    messages.merge({sent_by("me", bare("a")), sent_by("me", bare("b")), sent_by("me", bare("c"))});
    messages.mark_read("b");
    CHECK(messages.text() == "a:read b:read c:sent");
}

TEST_CASE("a list of readers counts as reading, but for the user's own name") {
    MirroredMessages messages;
    messages.merge({read_by({"me"}, sent_by("me", numbered(1))),
                    read_by({"me", "u2"}, sent_by("me", numbered(2))),
                    read_by({"me"}, sent_by("u2", numbered(3)))});
    CHECK(messages.text() == "m1:sent m2:read m3");
}

TEST_CASE("a receipt reaches older messages that are loaded later") {
    MirroredMessages messages;
    messages.merge({sent_by("me", numbered(5))});
    messages.mark_read("m5");
    messages.prepend({sent_by("me", numbered(3)), sent_by("u2", numbered(4))});
    CHECK(messages.text() == "m3:read m4 m5:read");
}

}  // namespace messaging
