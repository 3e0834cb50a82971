#include "state/read_marks.h"
#include "support/str.h"

#include <doctest/doctest.h>

#include <string>

namespace messaging {

namespace {

const ConversationId c1("c1");
const ConversationId c2("c2");

std::string numbers(const List<CallNumber>& calls) {
    std::string text;
    for (const auto call : calls) text += std::to_string(call.value()) + " ";
    return text;
}

std::string names(const List<ConversationId>& conversations) {
    std::string text;
    for (const auto& conversation : conversations) text += str(conversation.text()) + " ";
    return text;
}

}  // namespace

TEST_CASE("a read mark is sent once, and its response settles the call") {
    ReadMarks marks;
    CHECK(marks.want(c1, CallNumber(1)));
    CHECK(names(marks.take_ready()) == "c1 ");
    CHECK(marks.take_ready().empty());
    CHECK(numbers(marks.done(c1)) == "1 ");
    CHECK(marks.done(c1).empty());
    CHECK(marks.take_ready().empty());
}

TEST_CASE("read marks of one conversation that wait to be sent are sent as one") {
    ReadMarks marks;
    for (std::uint32_t call = 1; call <= 4; ++call) marks.want(c1, CallNumber(call));
    CHECK(names(marks.take_ready()) == "c1 ");
    CHECK(numbers(marks.done(c1)) == "1 2 3 4 ");
}

TEST_CASE("any number of read marks set while one is under way are sent as one more") {
    ReadMarks marks;
    marks.want(c1, CallNumber(1));
    marks.take_ready();
    marks.want(c1, CallNumber(2));
    marks.want(c1, CallNumber(3));
    CHECK(marks.take_ready().empty());
    // The first response does not cover what was read since.
    CHECK(numbers(marks.done(c1)) == "1 ");
    CHECK(names(marks.take_ready()) == "c1 ");
    CHECK(numbers(marks.done(c1)) == "2 3 ");
    CHECK(marks.take_ready().empty());
}

TEST_CASE("read marks of different conversations do not wait for each other") {
    ReadMarks marks;
    marks.want(c2, CallNumber(1));
    marks.want(c1, CallNumber(2));
    CHECK(names(marks.take_ready()) == "c1 c2 ");
    CHECK(numbers(marks.done(c2)) == "1 ");
    CHECK(numbers(marks.done(c1)) == "2 ");
}

TEST_CASE("take_all returns every waiting call once and drops all read marks") {
    ReadMarks marks;
    marks.want(c1, CallNumber(1));
    marks.take_ready();
    marks.want(c1, CallNumber(2));
    marks.want(c2, CallNumber(3));
    CHECK(numbers(marks.take_all()) == "1 2 3 ");
    CHECK(marks.take_all().empty());
    CHECK(marks.done(c1).empty());
}

TEST_CASE("up to conversations_max conversations can wait, and those take further read marks") {
    ReadMarks marks;
    for (std::size_t i = 0; i < ReadMarks::conversations_max; ++i) {
        REQUIRE(marks.want(ConversationId(std::to_string(i)), CallNumber(1)));
    }
    CHECK_FALSE(marks.want(c1, CallNumber(2)));
    CHECK(marks.want(ConversationId("0"), CallNumber(3)));
    marks.take_ready();
    CHECK(numbers(marks.done(ConversationId("0"))) == "1 3 ");
    CHECK(marks.want(c1, CallNumber(2)));
}

}  // namespace messaging
