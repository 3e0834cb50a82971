#include "client/storage.h"

#include <doctest/doctest.h>

#include "unit/support/moments.h"

namespace messaging {

namespace {

const ClientMessageId first("x1");

// A storage whose user is known and whose earlier content is loaded.
struct Opened {
    Storage storage{true};
    Effects effects;

    Opened() {
        storage.open(UserId("alice"), start, effects);
        storage.loaded(TicketNumber(1));
    }
};

}  // namespace

TEST_CASE("stored messages are requested as soon as the user is known") {
    Storage storage(true);
    Effects effects;
    storage.open(UserId(), start, effects);
    CHECK_FALSE(storage.is_open());
    CHECK(effects.empty());
    storage.open(UserId("alice"), start, effects);
    CHECK(storage.is_open());
    CHECK(storage.is_unsettled());
    CHECK(effects.size() == 1);
    CHECK_FALSE(storage.loaded(TicketNumber(7)));
    CHECK(storage.loaded(TicketNumber(1)));
    CHECK_FALSE(storage.is_unsettled());
    CHECK_FALSE(storage.loaded(TicketNumber(1)));
}

TEST_CASE("a write is confirmed once, under its ticket") {
    Opened opened;
    opened.storage.put(first, "{}", start, opened.effects);
    CHECK_FALSE(opened.storage.persisted(TicketNumber(1)).has_value());
    CHECK(opened.storage.persisted(TicketNumber(2)) == first);
    CHECK_FALSE(opened.storage.persisted(TicketNumber(2)).has_value());
    CHECK(opened.storage.deadline() == never);
}

TEST_CASE("answers for the previous user are ignored") {
    Opened opened;
    opened.storage.put(first, "{}", start, opened.effects);
    opened.storage.open(UserId("bob"), start, opened.effects);
    CHECK_FALSE(opened.storage.persisted(TicketNumber(2)).has_value());
    CHECK_FALSE(opened.storage.failed(TicketNumber(2)));
    CHECK(opened.storage.loaded(TicketNumber(3)));
}

TEST_CASE("storage is late after two seconds without an answer, and unusable once given up") {
    Storage storage(true);
    Effects effects;
    storage.open(UserId("alice"), start, effects);
    CHECK(storage.deadline() == start + 2s);
    CHECK_FALSE(storage.is_late(start + 2s - 1ms));
    CHECK(storage.is_late(start + 2s));
    storage.give_up({}, start + 2s, effects);
    CHECK_FALSE(storage.is_open());
    CHECK_FALSE(storage.is_unsettled());
    CHECK(storage.deadline() == never);
    SUBCASE("a change of user does not bring it back") {
        storage.open(UserId("bob"), start, effects);
        CHECK_FALSE(storage.is_open());
        CHECK(effects.size() == 1);
    }
    SUBCASE("a late answer to the load brings it back") {
        CHECK(storage.loaded(TicketNumber(1)));
        CHECK(storage.is_open());
    }
    SUBCASE("a late answer after a failure does not") {
        CHECK_FALSE(storage.failed(TicketNumber(1)));
        CHECK_FALSE(storage.loaded(TicketNumber(1)));
    }
}

TEST_CASE("given-up storage is unsettled until removal of its copies succeeds or is late") {
    Opened opened;
    opened.storage.put(first, "{}", start, opened.effects);
    opened.storage.give_up({first}, start, opened.effects);
    CHECK_FALSE(opened.storage.is_open());
    CHECK(opened.storage.is_unsettled());
    CHECK_FALSE(opened.storage.persisted(TicketNumber(2)).has_value());
    SUBCASE("removal succeeds") { CHECK(opened.storage.persisted(TicketNumber(3)) == first); }
    SUBCASE("removal is late") {
        CHECK(opened.storage.is_late(start + 2s));
        opened.storage.give_up({first}, start + 2s, opened.effects);
    }
    CHECK_FALSE(opened.storage.is_unsettled());
    // What is delivered later has no copy.
    opened.storage.remove(first, start + 3s, opened.effects);
    CHECK_FALSE(opened.storage.is_unsettled());
}

TEST_CASE("storage that the page does not want is never opened or used") {
    Storage storage(false);
    Effects effects;
    storage.open(UserId("alice"), start, effects);
    storage.remove(first, start, effects);
    storage.wipe(effects);
    CHECK_FALSE(storage.is_open());
    CHECK(effects.empty());
}

TEST_CASE("messages removed during a load are remembered, up to removed_max") {
    Storage storage(true);
    Effects effects;
    storage.open(UserId("alice"), start, effects);
    storage.put(first, "{}", start, effects);
    storage.remove(first, start, effects);
    for (std::size_t i = 1; i < Storage::removed_max; ++i) {
        storage.remove(ClientMessageId("y"), start, effects);
    }
    storage.remove(ClientMessageId("z"), start, effects);
    storage.loaded(TicketNumber(1));
    storage.remove(ClientMessageId("later"), start, effects);
    CHECK(storage.was_removed(first));
    CHECK_FALSE(storage.was_removed(ClientMessageId("z")));
    CHECK_FALSE(storage.was_removed(ClientMessageId("later")));
    storage.open(UserId("bob"), start, effects);
    CHECK_FALSE(storage.was_removed(first));
}

}  // namespace messaging
