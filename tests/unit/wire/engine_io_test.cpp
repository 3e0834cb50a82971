#include "wire/engine_io.h"

#include <doctest/doctest.h>

#include <string>

#include "unit/support/moments.h"

namespace messaging {

using namespace engine_io;

namespace {

std::string open_with(const std::string& ping_interval, const std::string& ping_timeout) {
    return R"(0{"sid":"s","pingInterval":)" + ping_interval + R"(,"pingTimeout":)" + ping_timeout +
           "}";
}

}  // namespace

// Examples of https://github.com/socketio/engine.io-protocol (v4) and of the sample session in
// https://github.com/socketio/socket.io-protocol (v5).
TEST_CASE("every server packet in the protocol's examples is decoded") {
    CHECK(decode(R"(0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,)"
                 R"("pingTimeout":20000,"maxPayload":1000000})") ==
          Packet{Open{"lv_VI97HAXpY6yYWAAAC", 25s, 20s, true}});
    CHECK(decode("1") == Packet{Close{}});
    CHECK(decode("2") == Packet{Ping{""}});
    CHECK(decode("2probe") == Packet{Ping{"probe"}});
    CHECK(decode("3") == Packet{Pong{""}});
    CHECK(decode("3probe") == Packet{Pong{"probe"}});
    CHECK(decode("4hello") == Packet{Message{"hello"}});
    CHECK(decode("4HelloWorld") == Packet{Message{"HelloWorld"}});
    CHECK(decode("4\xE2\x82\xAC") == Packet{Message{"\xE2\x82\xAC"}});
    CHECK(decode(R"(42["hey","Jude"])") == Packet{Message{R"(2["hey","Jude"])"}});
    CHECK(decode("6") == Packet{Noop{}});
}

TEST_CASE("client packets are encoded as in the protocol's examples") {
    CHECK(encode_pong("") == "3");
    CHECK(encode_pong("probe") == "3probe");
    CHECK(encode_message("HelloWorld") == "4HelloWorld");
    CHECK(encode_message("") == "4");
}

TEST_CASE("a handshake may offer no upgrades, and unknown members are ignored") {
    CHECK(decode(R"(0{"new":[{}],"pingTimeout":200,"sid":"x","upgrades":[],"pingInterval":300})") ==
          Packet{Open{"x", 300ms, 200ms}});
}

TEST_CASE("a handshake offers an upgrade only if its list of upgrades includes websocket") {
    const auto offers = [](const std::string& upgrades) {
        const auto packet =
            decode(R"(0{"sid":"s","pingInterval":1,"pingTimeout":1,"upgrades":)" + upgrades + "}");
        return std::get<Open>(packet.value()).may_upgrade;
    };
    CHECK(offers(R"(["webtransport","websocket","other"])"));
    for (const std::string upgrades :
         {"[]", R"(["webtransport"])", "[1]", R"("websocket")", "null", R"({"websocket":true})"}) {
        INFO("upgrades: ", upgrades);
        CHECK_FALSE(offers(upgrades));
    }
}

TEST_CASE("frames that a server may not send are rejected") {
    for (const std::string frame : {"", "5", "5probe", "7", "9", "b", "bAQIDBA==", "hello", " 2",
                                    "-1", "\x1e", "\xFF", "{\"sid\":\"x\"}"}) {
        INFO("frame: ", frame);
        CHECK_FALSE(decode(frame));
    }
    CHECK_FALSE(decode(std::string_view("\0", 1)));
}

TEST_CASE("a handshake with missing or invalid members is rejected") {
    for (const std::string frame :
         {R"(0)", R"(0{)", R"(0{})", R"(0[])", R"(0null)", R"(0"text")",
          R"(0{"sid":"s","pingInterval":25000})", R"(0{"sid":"s","pingTimeout":20000})",
          R"(0{"pingInterval":25000,"pingTimeout":20000})",
          R"(0{"sid":"","pingInterval":25000,"pingTimeout":20000})",
          R"(0{"sid":7,"pingInterval":25000,"pingTimeout":20000})",
          R"(0{"sid":"s","pingInterval":25000,"pingTimeout":20000}x)"}) {
        INFO("frame: ", frame);
        CHECK_FALSE(decode(frame));
    }
    for (const std::string odd :
         {"0", "-1", "0.5", "\"25000\"", "null", "true", "[]", "1e300", "99999999999999999999"}) {
        INFO("value: ", odd);
        CHECK_FALSE(decode(open_with(odd, "20000")));
        CHECK_FALSE(decode(open_with("25000", odd)));
    }
}

TEST_CASE("a ping interval or time-out above ping_max is reduced to ping_max") {
    const Packet longest{Open{"s", ping_max, ping_max}};
    CHECK(decode(open_with("3600000", "3600000")) == longest);
    CHECK(decode(open_with("3600001", "3600001")) == longest);
    CHECK(decode(open_with("9223372036854775807", "9223372036854775807")) == longest);
    CHECK(decode(open_with("1", "1")) == Packet{Open{"s", 1ms, 1ms}});
}

TEST_CASE("everything after the packet type is data, whatever it contains") {
    CHECK(decode("44") == Packet{Message{"4"}});
    CHECK(decode("4") == Packet{Message{""}});
    CHECK(decode("4a\x1e"
                 "4b") == Packet{Message{"a\x1e"
                                         "4b"}});
    CHECK(decode("1later versions may add a reason") == Packet{Close{}});
}

TEST_CASE("a payload is split into its packets, empty ones included") {
    std::string_view payload =
        "4a\x1e\x1e"
        "2";
    std::string_view packet;
    CHECK(take_packet(payload, packet));
    CHECK(packet == "4a");
    CHECK(take_packet(payload, packet));
    CHECK(packet.empty());
    CHECK_FALSE(take_packet(payload, packet));
    CHECK(packet == "2");
}

}  // namespace messaging
