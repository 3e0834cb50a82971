#include "wire/socket_io.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace messaging {

using namespace socket_io;

namespace {

struct Example {
    Packet packet;
    std::string_view text;
};

// https://github.com/socketio/socket.io-protocol (v5), "Packet encoding" and "Sample session".
std::vector<Example> examples() {
    using enum Type;
    return {
        {{.type = connect}, "0"},
        {{.type = connect, .data = R"({"sid":"wZX3oN0bSVIhsaknAAAI"})"},
         R"(0{"sid":"wZX3oN0bSVIhsaknAAAI"})"},
        {{.type = connect, .nsp = "/admin"}, "0/admin,"},
        {{.type = connect, .nsp = "/admin", .data = R"({"sid":"oSO0OpakMV_3jnilAAAA"})"},
         R"(0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"})"},
        {{.type = connect_error, .data = R"({"message":"Not authorized"})"},
         R"(4{"message":"Not authorized"})"},
        {{.type = event, .data = R"(["foo"])"}, R"(2["foo"])"},
        {{.type = event, .nsp = "/admin", .data = R"(["bar"])"}, R"(2/admin,["bar"])"},
        {{.type = binary_event,
          .attachments = 1,
          .data = R"(["baz",{"_placeholder":true,"num":0}])"},
         R"(51-["baz",{"_placeholder":true,"num":0}])"},
        {{.type = binary_event,
          .nsp = "/admin",
          .attachments = 2,
          .data = R"(["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"},
         R"(52-/admin,["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"},
        {{.type = event, .ack_id = 12, .data = R"(["foo"])"}, R"(212["foo"])"},
        {{.type = ack, .ack_id = 12, .data = "[]"}, "312[]"},
        {{.type = event, .nsp = "/admin", .ack_id = 13, .data = R"(["foo"])"},
         R"(2/admin,13["foo"])"},
        {{.type = ack, .nsp = "/admin", .ack_id = 13, .data = R"(["bar"])"},
         R"(3/admin,13["bar"])"},
        {{.type = binary_event,
          .ack_id = 14,
          .attachments = 1,
          .data = R"(["foo",{"_placeholder":true,"num":0}])"},
         R"(51-14["foo",{"_placeholder":true,"num":0}])"},
        {{.type = ack, .ack_id = 14, .data = R"(["bar"])"}, R"(314["bar"])"},
        {{.type = binary_ack,
          .ack_id = 15,
          .attachments = 1,
          .data = R"(["bar",{"_placeholder":true,"num":0}])"},
         R"(61-15["bar",{"_placeholder":true,"num":0}])"},
        {{.type = binary_ack,
          .nsp = "/admin",
          .ack_id = 1,
          .attachments = 1,
          .data = R"([{"_placeholder":true,"num":0}])"},
         R"(61-/admin,1[{"_placeholder":true,"num":0}])"},
        {{.type = disconnect}, "1"},
        {{.type = disconnect, .nsp = "/admin"}, "1/admin,"},
    };
}

}  // namespace

TEST_CASE("every example of the protocol is decoded and encoded as specified") {
    for (const auto& example : examples()) {
        INFO("text: ", std::string(example.text));
        const auto received = decode(example.text);
        REQUIRE(received.has_value());
        CHECK(received->packet == example.packet);
        CHECK(encode(example.packet) == example.text);
    }
}

TEST_CASE("a packet's data is parsed, and does not exist if the packet has none") {
    const auto event = decode(R"(2["typing:status",{"isTyping":true}])");
    REQUIRE(event.has_value());
    CHECK(event->data()[0].string() == "typing:status");
    CHECK(event->data()[1]["isTyping"].boolean() == true);
    const auto connect = decode("0");
    REQUIRE(connect.has_value());
    CHECK_FALSE(connect->data().exists());
}

TEST_CASE("a namespace ends at the comma or at the end of the text") {
    CHECK(decode("0/random")->packet.nsp == "/random");
    CHECK(decode(R"(4/random,{"message":"Invalid namespace"})")->packet.nsp == "/random");
    CHECK(decode(R"(2/,["foo"])")->packet.nsp == "/");
    CHECK(decode(R"(2/admin?token=1234&uid=abcd,["foo"])")->packet.nsp ==
          "/admin?token=1234&uid=abcd");
}

TEST_CASE("a CONNECT_ERROR may carry any JSON value, or none") {
    CHECK(decode("4")->data().exists() == false);
    CHECK(decode(R"(4"Invalid namespace")")->data().string() == "Invalid namespace");
    CHECK(decode(R"(4{"message":"jwt expired","data":{"code":7}})")
              ->data()["data"]["code"]
              .integer() == 7);
}

TEST_CASE("an event is rejected unless its name is a non-empty string or an integer") {
    CHECK(decode("2[1]").has_value());
    for (const std::string text : {"2[]", "2[\"\"]", "2[null]", "2[[\"foo\"]]", "2[{}]", "2[1.5]",
                                   "2{\"0\":\"foo\"}", "2\"foo\"", "2null", "2true", "2"}) {
        INFO("text: ", text);
        CHECK_FALSE(decode(text));
    }
}

TEST_CASE("a malformed packet is rejected") {
    for (const std::string text :
         {"", "7[\"foo\"]", "9", "a", "-1", " 2[\"foo\"]", "\"foo\"",
          // Numbers.
          "5[\"foo\"]", "5-[\"foo\"]", "51[\"foo\"]", "51", "51-", "51_[\"foo\"]", "5a-[\"foo\"]",
          "5-1-[\"foo\"]", "51.5-[\"foo\"]", "21234567890[\"foo\"]", "599999999999-[\"foo\"]",
          "2-1[\"foo\"]",
          // Shapes.
          "0[]", "0\"sid\"", "0null", "1{}", "1[]", "3[]", "3", "312", "312{}", "312null", "61-[]",
          "51-{}", "61-15",
          // JSON.
          "2[\"foo\"", "2[\"foo\"]]", "2[\"foo\"]x", "2['foo']", "2[\"foo\",]", "2[\"\\x\"]",
          "0{\"sid\":", "4{", "312[1,"}) {
        INFO("text: ", text);
        CHECK_FALSE(decode(text));
    }
}

TEST_CASE("a packet may have up to attachments_max attachments") {
    const std::string data = R"(-["foo"])";
    CHECK(decode("5" + std::to_string(attachments_max) + data)->packet.attachments ==
          attachments_max);
    CHECK_FALSE(decode("5" + std::to_string(attachments_max + 1) + data));
    CHECK(decode("50" + data)->packet.attachments == 0);
}

TEST_CASE("an acknowledgement id has at most nine digits") {
    CHECK(decode(R"(2999999999["foo"])")->packet.ack_id == 999'999'999U);
    CHECK_FALSE(decode(R"(21000000000["foo"])"));
    CHECK(decode(R"(20["foo"])")->packet.ack_id == 0U);
}

TEST_CASE("an event may be nested up to depth_max, like any document") {
    const auto nested = [](int depth) {
        const auto levels = static_cast<std::size_t>(depth - 1);
        return "2[\"foo\"," + std::string(levels, '[') + std::string(levels, ']') + "]";
    };
    CHECK(decode(nested(json::depth_max)).has_value());
    CHECK_FALSE(decode(nested(json::depth_max + 1)));
    CHECK_FALSE(decode("2[\"foo\"," + std::string(1'000'000, '[')));
}

}  // namespace messaging
