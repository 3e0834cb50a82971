// Connection state recovery: https://socket.io/docs/v4/connection-state-recovery.
#include <doctest/doctest.h>

#include "unit/support/line.h"

namespace messaging {

namespace {

// Online in a session that the server calls `pid`.
void come_online(Line& line, std::string_view pid) {
    line.hear(Line::handshake);
    line.auth();
    line.hear(R"(40{"sid":"socket","pid":")" + std::string(pid) + R"("})");
    REQUIRE(line.connection.is_online());
}

// What CONNECT carries on the next attempt.
std::string payload_of_next(Line& line, std::string_view auth = "") {
    line.closed();
    line.wait_for_attempt();
    line.hear(Line::handshake);
    return line.auth(auth);
}

}  // namespace

TEST_CASE("the next CONNECT carries the session's pid and the offset of the last event") {
    Line line;
    line.open();
    come_online(line, "p1");
    line.hear(R"(42["a",{},"o1"])");
    line.hear(R"(42["b",{},"o2"])");
    CHECK(payload_of_next(line) == R"(send 2 40{"pid":"p1","offset":"o2"})");
}

TEST_CASE("CONNECT carries the page's auth beside pid and offset") {
    Line line;
    line.open();
    come_online(line, "p1");
    line.hear(R"(42["a","o1"])");
    CHECK(payload_of_next(line, R"({ "token":"t"})") ==
          R"(send 2 40{"pid":"p1","offset":"o1","token":"t"})");
}

TEST_CASE("an empty auth object leaves only pid and offset in CONNECT") {
    Line line;
    line.open();
    come_online(line, "p1");
    line.hear(R"(42["a","o1"])");
    CHECK(payload_of_next(line, "{ }") == R"(send 2 40{"pid":"p1","offset":"o1"})");
}

TEST_CASE("an event that asks for an acknowledgement or lacks a valid offset gives no offset") {
    Line line;
    line.open();
    come_online(line, "p1");
    for (const auto* event : {R"(421["asks","o1"])", R"(42["number",1])", R"(42["name"])"}) {
        line.hear(event);
    }
    line.hear(R"(42["long",")" + std::string(257, 'o') + R"("])");
    CHECK(payload_of_next(line) == "send 2 40");
}

TEST_CASE("a binary event gives its offset once it is complete") {
    Line line;
    line.open();
    come_online(line, "p1");
    line.hear(R"(451-["a",{"_placeholder":true,"num":0},"o1"])");
    line.hear_bytes(1);
    CHECK(payload_of_next(line) == R"(send 2 40{"pid":"p1","offset":"o1"})");
}

TEST_CASE("missed events are delivered before CONNECT is answered, if they were asked for") {
    Line line;
    line.open();
    line.join();
    line.hear(R"(42["early"])");
    CHECK(line.delivered.empty());
    line.hear(R"(40{"sid":"socket","pid":"p1"})");
    line.hear(R"(42["a","o1"])");
    payload_of_next(line);
    REQUIRE(line.phase() == "joining");
    line.hear(R"(42["missed","o2"])");
    CHECK(line.delivered.find("missed") != std::string::npos);
    line.hear(R"(40{"sid":"socket","pid":"p1"})");
    CHECK(payload_of_next(line) == R"(send 3 40{"pid":"p1","offset":"o2"})");
}

TEST_CASE("a session that is no longer valid is not resumed") {
    Line line;
    line.open();
    come_online(line, "p1");
    line.hear(R"(42["a","o1"])");
    SUBCASE("if the server returns another pid") {
        payload_of_next(line);
        line.hear(R"(40{"sid":"socket","pid":"p2"})");
        CHECK(payload_of_next(line) == "send 3 40");
    }
    SUBCASE("if the server returns no pid") {
        payload_of_next(line);
        line.hear(R"(40{"sid":"socket"})");
        line.hear(R"(42["a","o1"])");
        CHECK(payload_of_next(line) == "send 3 40");
    }
    SUBCASE("if the server returns a pid that is too long") {
        payload_of_next(line);
        line.hear(R"(40{"sid":"socket","pid":")" + std::string(257, 'p') + R"("})");
        line.hear(R"(42["a","o1"])");
        CHECK(payload_of_next(line) == "send 3 40");
    }
    SUBCASE("if the server refuses CONNECT") {
        payload_of_next(line);
        line.hear(R"(44{"message":"no"})");
        line.hear(Line::handshake);
        CHECK(line.auth() == "send 3 40");
    }
    SUBCASE("if it was forgotten, as for another user") {
        line.connection.forget_session();
        CHECK(payload_of_next(line) == "send 2 40");
    }
}

}  // namespace messaging
