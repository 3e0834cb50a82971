// Handshakes and frames.
#include "client/connection.h"

#include <doctest/doctest.h>

#include "support/str.h"
#include "unit/support/line.h"

namespace messaging {

TEST_CASE("a connection opens one socket and sends CONNECT first") {
    Line line;
    CHECK(line.phase() == "idle");
    CHECK(line.start_it() == "open 1");
    CHECK(line.hear(Line::handshake).empty());
    CHECK(line.auth() == "send 1 40");
    CHECK(line.phase() == "joining");
    CHECK(line.hear(R"(40{"sid":"wZX3oN0bSVIhsaknAAAI"})").empty());
    CHECK(line.phase() == "online");
    CHECK(str(line.connection.sid()) == "wZX3oN0bSVIhsaknAAAI");
    CHECK(line.connection.sessions() == 1);
}

TEST_CASE("auth is requested once for each attempt, and may arrive before the handshake") {
    Line line;
    CHECK_FALSE(line.connection.wants_auth());
    line.open();
    CHECK(line.connection.wants_auth());
    line.connection.auth_asked();
    CHECK_FALSE(line.connection.wants_auth());
    CHECK(line.auth(R"({"token":"123"})").empty());
    CHECK(line.hear(Line::handshake) == R"(send 1 40{"token":"123"})");
    CHECK_FALSE(line.connection.wants_auth());
    line.closed();
    CHECK_FALSE(line.connection.wants_auth());
    line.wait_for_attempt();
    CHECK(line.connection.wants_auth());
}

TEST_CASE("auth that arrived unasked is not requested") {
    Line line;
    line.open();
    line.auth();
    CHECK_FALSE(line.connection.wants_auth());
}

TEST_CASE("repeated or late auth and handshakes change nothing") {
    Line line;
    line.open();
    line.auth("{}");
    CHECK(line.auth(R"({"token":"other"})").empty());
    CHECK(line.hear(Line::handshake) == "send 1 40{}");
    CHECK(line.auth("{}").empty());
    CHECK(line.no_auth().empty());
    CHECK(line.hear(Line::handshake).empty());
    CHECK(line.phase() == "joining");
}

TEST_CASE("a CONNECT without a sid is recognized as Socket.IO 2 and ends the attempt") {
    for (const bool asked : {true, false}) {
        Line line;
        line.open();
        if (asked) line.join();
        CHECK(line.hear("40") == "log, close 1");
        CHECK(line.phase() == "waiting");
        CHECK(str(line.connection.reason()) == "the server speaks Socket.IO 2");
        CHECK(line.connection.sid().empty());
    }
}

TEST_CASE("a ping is answered with its own data, in every phase") {
    Line line;
    line.open();
    CHECK(line.hear("2") == "send 1 3");
    line.join();
    CHECK(line.hear("2probe") == "send 1 3probe");
    line.hear(R"(40{"sid":"socket"})");
    CHECK(line.hear("2") == "send 1 3");
    CHECK(line.hear("3").empty());
    CHECK(line.hear("6").empty());
}

TEST_CASE("events and acknowledgements are delivered only once the connection is online") {
    Line line;
    line.open();
    line.hear(R"(42["early"])");
    CHECK(line.delivered.empty());
    line.join();
    line.hear(R"(42["early"])");
    CHECK(line.delivered.empty());
    line.hear(R"(40{"sid":"socket"})");
    line.hear(R"(42["hey","Jude"])");
    CHECK(line.delivered == R"(2["hey","Jude"])");
    line.hear(R"(43112["ok"])");
    CHECK(line.delivered == R"(3["ok"])");
}

TEST_CASE("packets of other namespaces are ignored") {
    Line line;
    line.come_online();
    for (const std::string frame : {"41/admin,", R"(42/admin,["foo"])",
                                    R"(44/admin,{"message":"no"})", R"(451-/admin,["foo"])"}) {
        CHECK(line.hear(frame).empty());
        CHECK(line.delivered.empty());
        CHECK(line.phase() == "online");
    }
}

TEST_CASE("malformed frames are logged, and the connection stays online") {
    Line line;
    line.come_online();
    for (const std::string frame : {"", "5", "7", "hello", "0{}", "4", "4abc", "42", "42{}", "42[",
                                    "42[]", "459-", R"(451000-["a"])", R"(42["a")"}) {
        INFO("frame: ", frame);
        CHECK(line.hear(frame) == "log");
        CHECK(line.delivered.empty());
        CHECK(line.phase() == "online");
    }
}

TEST_CASE("a second CONNECT, refusal or handshake while online changes nothing") {
    Line line;
    line.come_online();
    CHECK(line.hear(R"(40{"sid":"another"})").empty());
    CHECK(line.hear(R"(44{"message":"late"})").empty());
    CHECK(line.hear(Line::handshake).empty());
    CHECK(str(line.connection.sid()) == "socket");
    CHECK(line.connection.sessions() == 1);
}

TEST_CASE("a binary packet is delivered with the last of its attachments") {
    Line line;
    line.come_online();
    CHECK(line.hear(R"(452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])")
              .empty());
    CHECK(line.delivered.empty());
    CHECK(line.hear_bytes(4).empty());
    CHECK(line.delivered.empty());
    CHECK(line.hear_bytes(5).empty());
    CHECK(line.delivered ==
          R"(5["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}] #4 #5)");
    line.hear(R"(461-7[{"_placeholder":true,"num":0}])");
    line.hear_bytes(6);
    CHECK(line.delivered == R"(6[{"_placeholder":true,"num":0}] #6)");
}

TEST_CASE("the text of a binary event stays valid, however short it is") {
    Line line;
    line.come_online();
    line.hear(R"(451-["a"])");
    line.hear_bytes(1);
    CHECK(line.delivered == R"(5["a"] #1)");
}

TEST_CASE("a binary packet without attachments is delivered at once") {
    Line line;
    line.come_online();
    line.hear(R"(450-["a"])");
    CHECK(line.delivered == R"(5["a"])");
}

TEST_CASE("attachments of a lost connection are dropped") {
    Line line;
    line.come_online();
    line.hear(R"(452-["a"])");
    line.hear_bytes(1);
    CHECK(line.closed() == "drop #1");
    CHECK(line.hear_bytes(SocketNumber(1), 2, 1) == "drop #2");
    line.wait_for_attempt();
    CHECK(line.hear_bytes(SocketNumber(1), 3, 1) == "drop #3");
    CHECK(line.hear_bytes(4) == "drop #4");
    line.hear(R"(451-["a"])");
    CHECK(line.hear_bytes(5) == "drop #5");
    CHECK(line.delivered.empty());
}

TEST_CASE("a packet and its attachments are sent in order") {
    Line line;
    line.come_online();
    Effects effects;
    line.connection.send({.type = socket_io::Type::binary_event,
                          .ack_id = 3,
                          .attachments = 1,
                          .data = R"(["a",{"_placeholder":true,"num":0}])"},
                         effects);
    line.connection.send_attachment(AttachmentNumber(9), effects);
    REQUIRE(effects.size() == 2);
    CHECK(str(std::get<SendText>(*effects.begin()).frame) ==
          R"(451-3["a",{"_placeholder":true,"num":0}])");
    CHECK(std::get<SendBinary>(*std::next(effects.begin())).attachment == AttachmentNumber(9));
}

}  // namespace messaging
