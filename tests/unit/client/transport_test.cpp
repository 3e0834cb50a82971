// How the server is reached: the race of two transports, and the upgrade.
#include "client/transport.h"

#include <doctest/doctest.h>

#include <string>

#include "support/str.h"
#include "unit/support/line.h"

namespace messaging {

namespace {

constexpr std::string_view polling_handshake =
    R"(0{"sid":"e/1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000})";

// WebSocket refused, online by long-polling on socket 2, with the probe on socket 3.
void come_online_by_polling(Line& line) {
    line.open();
    CHECK(line.closed(SocketNumber(1)) == "poll 2");
    CHECK(line.hear(polling_handshake).empty());
    CHECK(line.auth() == "send 2 40");
    CHECK(line.hear(R"(40{"sid":"socket"})").empty());
    REQUIRE(line.connection.is_online());
    CHECK(line.tick() == "open 3, send 3 2probe");
}

void upgrade(Line& line) {
    CHECK(line.hear(SocketNumber(3), "3probe") == "drain 2");
    CHECK(line.closed(SocketNumber(2), Transport::code_drained) == "send 3 5");
}

Duration wait_for_probe(Line& line, std::uint32_t socket) {
    const Instant before = line.now;
    for (int i = 0; i < 30; ++i) {
        const auto said = line.tick_at_deadline();
        const auto number = std::to_string(socket);
        if (said == "open " + number + ", send " + number + " 2probe") break;
        CHECK(said.empty());
        line.hear("2");
    }
    return line.now - before;
}

}  // namespace

TEST_CASE("a refused WebSocket is followed by long-polling at once") {
    Line line;
    come_online_by_polling(line);
    CHECK(line.connection.is_polling());
    CHECK(line.hear(R"(42["hey"])").empty());
    CHECK(line.delivered == R"(2["hey"])");
}

TEST_CASE("long-polling starts beside a silent WebSocket within two seconds") {
    Line line;
    line.open();
    CHECK(line.tick_at_deadline() == "poll 2");
    CHECK(line.now - start <= 2s);
    CHECK(line.hear(SocketNumber(2), polling_handshake) == "close 1");
    CHECK(line.connection.is_polling());
}

TEST_CASE("the first transport to shake hands carries the session, and the other is dropped") {
    Line line;
    line.open();
    line.tick_at_deadline();
    CHECK(line.hear(SocketNumber(1), Line::handshake) == "close 2");
    CHECK_FALSE(line.connection.is_polling());
    CHECK(line.hear(SocketNumber(2), polling_handshake).empty());
    CHECK(line.auth() == "send 1 40");
    CHECK(line.closed(SocketNumber(2)).empty());
    CHECK(line.phase() == "joining");
}

TEST_CASE("an attempt fails once both transports have failed, in either order") {
    for (const std::uint32_t first : {1U, 2U}) {
        Line line;
        line.open();
        line.tick_at_deadline();
        CHECK(line.closed(SocketNumber(first)).empty());
        CHECK(line.phase() == "opening");
        CHECK(line.closed(SocketNumber(3 - first)).empty());
        CHECK(line.phase() == "waiting");
    }
}

TEST_CASE("after a WebSocket has worked, its refusal does not start long-polling") {
    Line line;
    line.come_online();
    line.closed();
    CHECK(line.tick_at_deadline() == "open 2");
    CHECK(line.closed(SocketNumber(2)).empty());
    CHECK(line.phase() == "waiting");
}

TEST_CASE("after a WebSocket has worked, its silence is tolerated for longer") {
    Line line;
    line.come_online();
    line.closed();
    line.tick_at_deadline();
    const Instant dialled = line.now;
    CHECK(line.tick_at_deadline() == "poll 3");
    CHECK(line.now - dialled == Transport::patient_rival_after);
}

TEST_CASE("if the server answers over REST, a refused WebSocket is followed by long-polling") {
    Line line;
    line.come_online();
    line.closed();
    line.wait_for_attempt();
    line.connection.server_answered();
    CHECK(line.closed(SocketNumber(2)) == "poll 3");
}

TEST_CASE("after a change of network, a refused WebSocket is followed by long-polling") {
    Line line;
    line.come_online();
    line.closed();
    line.wait_for_attempt();
    line.connection.network_changed(line.now);
    CHECK(line.closed(SocketNumber(2)) == "poll 3");
}

TEST_CASE("a page that prefers long-polling begins with it and has a WebSocket as its rival") {
    Line line(1, true);
    CHECK(line.start_it() == "poll 1");
    CHECK(line.closed(SocketNumber(1)) == "open 2");
    CHECK(line.hear(Line::handshake).empty());
    CHECK_FALSE(line.connection.is_polling());
}

TEST_CASE("the next attempt begins with the transport that worked last") {
    Line line;
    come_online_by_polling(line);
    line.closed();
    CHECK(line.tick_at_deadline() == "poll 4");
    CHECK(line.hear(polling_handshake).empty());
}

TEST_CASE("an upgrade probes a WebSocket, drains the polling socket and keeps the session") {
    Line line;
    come_online_by_polling(line);
    const auto session = line.connection.session_socket();
    CHECK(line.hear(SocketNumber(3), "3probe") == "drain 2");
    // Frames still under way on the old socket are received and answered there.
    CHECK(line.hear(SocketNumber(2), "2") == "send 2 3");
    line.hear(SocketNumber(2), R"(42["last"])");
    CHECK(line.delivered == R"(2["last"])");
    CHECK(line.hear(SocketNumber(3), R"(42["early"])").empty());
    CHECK(line.delivered != R"(2["early"])");
    CHECK(line.closed(SocketNumber(2), Transport::code_drained) == "send 3 5");
    CHECK_FALSE(line.connection.is_polling());
    CHECK(line.connection.is_online());
    CHECK(line.connection.sessions() == 1);
    CHECK(line.connection.session_socket() == session);
    CHECK(line.hear(SocketNumber(3), "2") == "send 3 3");
    line.hear(SocketNumber(3), R"(42["first"])");
    CHECK(line.delivered == R"(2["first"])");
    CHECK(line.closed(SocketNumber(3)).empty());
    CHECK(line.tick_at_deadline() == "open 4");
}

TEST_CASE("the probe's URL carries the session id, percent-encoded") {
    Random random(1);
    Transport transport({"ws://host/?EIO=4", "http://host/", true}, random);
    Effects effects;
    transport.dial(start, effects);
    engine_io::Open handshake{"e/1", 25s, 20s, true};
    transport.opened(SocketNumber(1), handshake, effects);
    transport.tick(start, effects);
    CHECK(str(std::get<OpenSocket>(*std::next(effects.begin())).url) ==
          "ws://host/?EIO=4&sid=e%2F1");
}

TEST_CASE("a server that offers no upgrade is not probed") {
    Line line(1, true);
    line.open();
    line.join();
    line.hear(R"(40{"sid":"socket"})");
    CHECK(line.tick().empty());
    CHECK(line.connection.deadline() == line.now + 28s);
}

TEST_CASE("a server that no longer offers an upgrade is not probed") {
    Line line;
    come_online_by_polling(line);
    line.closed();
    CHECK(line.tick_at_deadline() == "poll 4");
    line.join();
    line.hear(R"(40{"sid":"socket"})");
    CHECK(line.connection.is_online());
    CHECK(line.tick().empty());
}

TEST_CASE("a repeated handshake changes nothing") {
    Line line;
    come_online_by_polling(line);
    CHECK(line.hear(SocketNumber(2), polling_handshake).empty());
    upgrade(line);
}

TEST_CASE("only 3probe counts as the answer to the probe") {
    Line line;
    come_online_by_polling(line);
    for (const auto* frame : {"2", "3", "2probe", "3probes"}) {
        CHECK(line.hear(SocketNumber(3), frame).empty());
    }
    upgrade(line);
}

TEST_CASE("a failed probe is repeated after half a minute or more, less and less often") {
    Line line;
    come_online_by_polling(line);
    CHECK(line.closed(SocketNumber(3)).empty());
    CHECK(line.connection.is_online());
    Duration longest{};
    for (std::uint32_t socket = 4; socket < 30; ++socket) {
        const auto waited = wait_for_probe(line, socket);
        CHECK(waited >= Transport::probe_again_min);
        CHECK(waited <= Transport::probe_again_max);
        longest = std::max(longest, waited);
        line.closed(SocketNumber(socket));
    }
    CHECK(longest > 2min);
}

TEST_CASE("an upgrade resets the count of failed probes") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Line line(seed, true);
        line.start_it();
        line.hear(polling_handshake);
        line.auth();
        line.hear(R"(40{"sid":"socket"})");
        line.tick();
        line.closed(SocketNumber(2));
        for (std::uint32_t socket = 3; socket < 9; ++socket) {
            wait_for_probe(line, socket);
            line.closed(SocketNumber(socket));
        }
        wait_for_probe(line, 9);
        line.hear(SocketNumber(9), "3probe");
        CHECK(line.closed(SocketNumber(1), Transport::code_drained) == "send 9 5");

        // The next session can only be reached by long-polling again.
        line.closed();
        CHECK(line.tick_at_deadline() == "open 10");
        CHECK(line.tick_at_deadline() == "poll 11");
        CHECK(line.hear(SocketNumber(11), polling_handshake) == "close 10");
        line.auth();
        line.hear(R"(40{"sid":"socket"})");
        CHECK(line.tick() == "open 12, send 12 2probe");
        line.closed(SocketNumber(12));
        CHECK(wait_for_probe(line, 13) <= 4 * Transport::probe_again_min);
    }
}

TEST_CASE("an unanswered probe ends after ten seconds, and the session continues by polling") {
    Line line;
    come_online_by_polling(line);
    line.now += Transport::probe_timeout - 1ms;
    CHECK(line.tick().empty());
    line.now += 1ms;
    CHECK(line.tick() == "close 3");
    CHECK(line.connection.is_online());
    CHECK(line.connection.is_polling());
}

TEST_CASE("a change of network triggers a probe at once") {
    Line line;
    come_online_by_polling(line);
    line.closed(SocketNumber(3));
    CHECK(line.tick().empty());
    line.connection.network_changed(line.now);
    CHECK(line.tick() == "open 4, send 4 2probe");
}

TEST_CASE("a session whose upgrade fails after the probe is lost") {
    for (const std::string end : {"probe", "polling", "time"}) {
        INFO("lost by ", end);
        Line line;
        come_online_by_polling(line);
        line.hear(SocketNumber(3), "3probe");
        if (end == "probe") CHECK(line.closed(SocketNumber(3)) == "close 2");
        if (end == "polling") CHECK(line.closed(SocketNumber(2)) == "close 3");
        if (end == "time") {
            line.now += Transport::probe_timeout;
            CHECK(line.tick() == "close 3, close 2");
        }
        CHECK(line.phase() == "waiting");
    }
}

TEST_CASE("a polling socket that closes undrained ends the session, whatever its code") {
    Line line;
    come_online_by_polling(line);
    CHECK(line.closed(SocketNumber(2), Transport::code_drained) == "close 3");
    CHECK(line.phase() == "waiting");
}

TEST_CASE("stopping, restarting and suspending drop both sockets of a race and of a probe") {
    for (const bool is_online : {false, true}) {
        for (const std::string end : {"stop", "restart", "suspend"}) {
            Line line;
            if (is_online) {
                come_online_by_polling(line);
            } else {
                line.open();
                line.tick_at_deadline();
            }
            const std::string both = is_online ? "close 3, close 2" : "close 1, close 2";
            if (end == "stop") CHECK(line.stop() == both);
            if (end == "suspend") CHECK(line.suspend() == both);
            if (end == "restart") {
                CHECK(line.restart() == both + (is_online ? ", poll 4" : ", open 3"));
            }
            CHECK(line.closed(SocketNumber(2), Transport::code_drained).empty());
            CHECK(line.hear(SocketNumber(2), "3probe").empty());
        }
    }
}

TEST_CASE("an upgraded session is not probed again, and the next attempt begins with WebSocket") {
    Line line;
    come_online_by_polling(line);
    upgrade(line);
    CHECK(line.connection.deadline() == line.now + 28s);
    line.closed();
    CHECK(line.tick_at_deadline() == "open 4");
}

}  // namespace messaging
