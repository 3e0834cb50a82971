#include "state/rooms.h"

#include <doctest/doctest.h>

#include <string>

#include "support/str.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

const ConversationId c1("c1");
const ConversationId c2("c2");

std::string names(const List<ConversationId>& rooms) {
    std::string text;
    for (const auto& room : rooms) text += str(room.text()) + " ";
    return text;
}

}  // namespace

TEST_CASE("a room is joined when there is a connection, not before") {
    Rooms rooms;
    CHECK(rooms.enter(c1));
    CHECK(rooms.deadline() == never);
    CHECK(rooms.take_due(start).empty());
    rooms.connected(start);
    CHECK(rooms.deadline() == start);
    CHECK(names(rooms.take_due(start)) == "c1 ");
}

TEST_CASE("a room that is entered while disconnected is joined with the next connection") {
    Rooms rooms;
    rooms.connected(start);
    rooms.disconnected();
    rooms.enter(c1);
    CHECK(rooms.deadline() == never);
    rooms.connected(start + 1s);
    CHECK(names(rooms.take_due(start + 1s)) == "c1 ");
}

TEST_CASE("a room that is entered while connected is joined at once") {
    Rooms rooms;
    rooms.connected(start);
    rooms.enter(c1);
    CHECK(rooms.deadline() <= start + 1h);
    CHECK(names(rooms.take_due(start + 1h)) == "c1 ");
    CHECK(rooms.deadline() == start + 1h + Rooms::repeat_after);
}

TEST_CASE("a join that is not acknowledged is repeated three times and then left alone") {
    Rooms rooms;
    rooms.enter(c1);
    rooms.connected(start);
    int joins = 0;
    while (rooms.deadline() != never) {
        const Instant at = rooms.deadline();
        CHECK(rooms.take_due(at - 1ms).empty());
        joins += static_cast<int>(rooms.take_due(at).size());
        REQUIRE(joins <= Rooms::joins_max);
    }
    CHECK(joins == Rooms::joins_max);
    CHECK(rooms.has(c1));
}

TEST_CASE("an acknowledged room is not joined again, even if the acknowledgement is late") {
    Rooms rooms;
    rooms.enter(c1);
    rooms.enter(c2);
    rooms.connected(start);
    rooms.take_due(start);
    rooms.acknowledged(c1);
    CHECK(names(rooms.take_due(start + 2s)) == "c2 ");
    rooms.acknowledged(c2);
    rooms.acknowledged(ConversationId("nobody entered this"));
    CHECK(rooms.deadline() == never);
    CHECK(rooms.enter(c1));
    CHECK(rooms.deadline() == never);
}

TEST_CASE("old-6C-2: every room is joined again on every connection") {
    Rooms rooms;
    rooms.enter(c1);
    rooms.enter(c2);
    rooms.connected(start);
    rooms.take_due(start);
    rooms.acknowledged(c1);
    rooms.disconnected();
    CHECK(rooms.deadline() == never);
    CHECK(rooms.take_due(start + 1h).empty());
    rooms.connected(start + 1h);
    CHECK(names(rooms.take_due(start + 1h)) == "c1 c2 ");
    // Repeated joins are counted from zero again, too.
    for (int i = 1; i < Rooms::joins_max; ++i) CHECK(rooms.take_due(rooms.deadline()).size() == 2);
    CHECK(rooms.deadline() == never);
}

TEST_CASE("a connection that replaces another counts its joins from zero") {
    Rooms rooms;
    rooms.enter(c1);
    rooms.connected(start);
    for (int i = 0; i < Rooms::joins_max; ++i) rooms.take_due(rooms.deadline());
    rooms.connected(start + 1h);
    for (int i = 0; i < Rooms::joins_max; ++i) CHECK(rooms.take_due(rooms.deadline()).size() == 1);
    CHECK(rooms.deadline() == never);
}

TEST_CASE("old-6C-12: leaving c1 leaves c10 joined") {
    Rooms rooms;
    const ConversationId c10("c10");
    rooms.enter(c1);
    rooms.enter(c10);
    rooms.leave(c1);
    CHECK_FALSE(rooms.has(c1));
    CHECK(rooms.has(c10));
    rooms.connected(start);
    CHECK(names(rooms.take_due(start)) == "c10 ");
    rooms.leave(c10);
    CHECK(rooms.deadline() == never);
}

TEST_CASE("up to rooms_max rooms can be entered, and another one after one was left") {
    Rooms rooms;
    for (std::size_t i = 0; i < Rooms::rooms_max; ++i) {
        REQUIRE(rooms.enter(ConversationId(std::to_string(i))));
    }
    CHECK_FALSE(rooms.enter(c1));
    CHECK_FALSE(rooms.has(c1));
    CHECK(rooms.enter(ConversationId("0")));
    rooms.leave(ConversationId("0"));
    CHECK(rooms.enter(c1));
}

}  // namespace messaging
