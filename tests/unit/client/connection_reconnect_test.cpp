// Losing a connection and coming back.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/str.h"
#include "unit/support/line.h"

namespace messaging {

namespace {

// The greatest of the delays that clients with different seeds draw after `prepare`.
template <typename Prepare>
Duration greatest_delay(Prepare prepare) {
    Duration greatest{};
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Line line(seed);
        prepare(line);
        greatest = std::max(greatest, line.wait_for_attempt());
    }
    return greatest;
}

void fail(Line& line, int times) {
    for (int i = 0; i < times; ++i) {
        if (i > 0 || line.phase() == "waiting") line.wait_for_attempt();
        line.closed();
    }
}

}  // namespace

TEST_CASE("old-6C-9: a disconnect by the server is followed by a new connection") {
    for (const std::string frame : {"41", "1"}) {
        Line line;
        line.come_online();
        CHECK(line.hear(frame) == "close 1");
        CHECK(line.phase() == "waiting");
        CHECK(line.tick_at_deadline() == "open 2");
        line.come_online();
        CHECK(line.connection.sessions() == 2);
    }
}

TEST_CASE("old-6C-9: the client still connects after fifty failed attempts") {
    Line line;
    line.open();
    for (int attempt = 1; attempt <= 50; ++attempt) {
        line.closed();
        CHECK(line.phase() == "waiting");
        CHECK(line.wait_for_attempt() <= 30s);
        CHECK(line.connection.has_failed());
    }
    line.come_online();
    CHECK_FALSE(line.connection.has_failed());
}

TEST_CASE("the greatest possible delay grows with each failure, up to 30 seconds") {
    const auto delay_after = [](int failures) {
        return greatest_delay([&](Line& line) {
            line.open();
            fail(line, failures);
        });
    };
    CHECK(delay_after(1) > 3s);
    CHECK(delay_after(1) <= 4s);
    CHECK(delay_after(2) > 7s);
    CHECK(delay_after(2) <= 8s);
    CHECK(delay_after(10) > 29s);
    CHECK(delay_after(10) <= 30s);
}

TEST_CASE("a connection that lasted five seconds resets the count of failures") {
    const auto delay_after = [](Duration life) {
        return greatest_delay([&](Line& line) {
            line.open();
            fail(line, 8);
            line.wait_for_attempt();
            line.come_online();
            line.now += life;
            line.closed();
        });
    };
    CHECK(delay_after(5s) <= 4s);
    CHECK(delay_after(5s - 1ms) > 20s);
    CHECK(delay_after(0s) > 20s);
}

TEST_CASE("a stable connection resets the count of failures, even if a restart ends it") {
    CHECK(greatest_delay([](Line& line) {
              line.open();
              fail(line, 8);
              line.wait_for_attempt();
              line.come_online();
              line.now += 1h;
              line.restart();
              line.closed();
          }) <= 4s);
}

TEST_CASE("stopping and starting resets the count of failures") {
    CHECK(greatest_delay([](Line& line) {
              line.open();
              fail(line, 8);
              line.stop();
              line.start_it();
              line.closed();
          }) <= 4s);
}

TEST_CASE("an attempt times out after ten seconds, however far it has got") {
    for (int stage = 0; stage < 4; ++stage) {
        INFO("stage ", stage);
        Line line;
        line.open();
        line.now += 4s;
        line.tick();
        if (stage == 1) line.hear(Line::handshake);
        if (stage == 2) line.auth();
        if (stage == 3) line.join();
        CHECK(line.connection.deadline() == start + Connection::connect_timeout);
        line.now = start + Connection::connect_timeout - 1ms;
        CHECK(line.tick().empty());
        const bool is_racing = stage == 0 || stage == 2;
        CHECK(line.tick_at_deadline() == (is_racing ? "close 1, close 2" : "close 1"));
        CHECK(line.phase() == "waiting");
    }
}

TEST_CASE("a refused CONNECT is retried once at once, then with back-off, and never given up") {
    Line line;
    line.open();
    line.join();
    CHECK_FALSE(line.connection.is_refused());
    CHECK(line.hear(R"(44{"message":"jwt expired"})") == "close 1, open 2");
    CHECK(line.connection.is_refused());
    CHECK(str(line.connection.reason()) == "jwt expired");
    CHECK(line.connection.wants_auth());
    for (std::uint32_t attempt = 2; attempt < 20; ++attempt) {
        line.join();
        CHECK(line.hear(R"(44{"message":"jwt expired"})") == "close " + std::to_string(attempt));
        CHECK(line.phase() == "waiting");
        CHECK(line.connection.is_refused());
        CHECK(line.wait_for_attempt() >= 1s);
    }
    line.come_online();
    CHECK_FALSE(line.connection.is_refused());
    // The next token may expire as well.
    line.closed();
    line.wait_for_attempt();
    line.join();
    line.hear("44");
    CHECK(line.phase() == "opening");
}

TEST_CASE("a page without auth is asked again at the next attempt") {
    Line line;
    line.open();
    line.connection.auth_asked();
    CHECK(line.no_auth() == "close 1");
    CHECK(line.phase() == "waiting");
    line.wait_for_attempt();
    CHECK(line.connection.wants_auth());
}

TEST_CASE("the delay that a server asks for is a minimum, to which a spread is added") {
    std::vector<Duration> delays;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Line line(seed);
        line.come_online();
        line.connection.delay_next(20s);
        line.hear("41");
        delays.push_back(line.wait_for_attempt());
    }
    const auto [least, most] = std::minmax_element(delays.begin(), delays.end());
    CHECK(*least >= 20s);
    CHECK(*most <= 21s);
    CHECK(*most - *least > 500ms);
}

TEST_CASE("the delay that a server asks for is clamped to between zero and hint_max") {
    const auto delay_of = [](Duration hint) {
        return greatest_delay([&](Line& line) {
            line.come_online();
            line.connection.delay_next(hint);
            line.hear("41");
        });
    };
    CHECK(delay_of(Connection::hint_max) <= Connection::hint_max + 1s);
    CHECK(delay_of(Connection::hint_max + 5s) <= Connection::hint_max + 1s);
    CHECK(delay_of(Duration::max()) <= Connection::hint_max + 1s);
    CHECK(delay_of(Duration::min()) <= 1s);
}

TEST_CASE("the delay that a server asks for does not outlast the connection it came on") {
    const auto delay_after = [](const std::string& end) {
        return greatest_delay([&](Line& line) {
            line.come_online();
            line.connection.delay_next(5min);
            if (end == "lost") line.closed();
            if (end == "restarted") line.restart();
            if (end == "suspended") line.suspend();
            if (end == "stopped") line.stop();
            line.hurry();
            line.start_it();
            line.closed();
        });
    };
    CHECK(delay_after("lost") <= 8s);
    CHECK(delay_after("restarted") <= 4s);
    CHECK(delay_after("suspended") <= 4s);
    CHECK(delay_after("stopped") <= 4s);
}

TEST_CASE("a silent connection is suspected, and replaced after time for queued frames") {
    Line line;
    line.come_online();
    CHECK(line.connection.deadline() == start + 28s);
    CHECK(line.tick_at_deadline().empty());
    // Further events at the same moment do not count as that time.
    CHECK(line.tick().empty());
    CHECK(line.phase() == "online");
    // The silence was delay enough: the next attempt is made at once.
    CHECK(line.tick_at_deadline() == "close 1, open 2");
    CHECK(line.now - start <= 28s + 300ms);
    CHECK(line.phase() == "opening");
}

TEST_CASE("any queued frame saves a suspected connection, even a malformed one") {
    for (const std::string frame : {"2", "6", R"(42["event"])", "malformed", "4malformed"}) {
        INFO("frame: ", frame);
        Line line;
        line.come_online();
        line.tick_at_deadline();
        line.hear(frame);
        CHECK(line.tick().empty());
        CHECK(line.connection.deadline() == line.now + 28s);
    }
    Line line;
    line.come_online();
    line.tick_at_deadline();
    line.hear_bytes(1);
    CHECK(line.connection.deadline() == line.now + 28s);
}

TEST_CASE("after a sleep a dead connection is replaced within 300 ms, before its close event") {
    Line line;
    line.come_online();
    line.now += 8h;
    CHECK(line.tick().empty());
    const Instant woken = line.now;
    CHECK(line.tick_at_deadline() == "close 1, open 2");
    CHECK(line.now - woken <= 300ms);
    CHECK(line.closed(SocketNumber(1)).empty());
}

TEST_CASE("an unanswered question ends the connection, and any later frame answers it") {
    Line line;
    line.come_online();
    line.connection.asked(line.now);
    const Instant asked = line.now;
    CHECK(line.tick_at_deadline().empty());
    CHECK(line.tick_at_deadline() == "close 1, open 2");
    CHECK(line.now - asked <= 2s + 300ms);
    line.come_online();
    line.connection.asked(line.now);
    line.now += Liveness::verdict_after;
    line.hear("6");
    CHECK(line.connection.deadline() == line.now + 28s);
}

TEST_CASE("irregular pings are given more slack") {
    Line line;
    line.come_online();
    for (int i = 0; i < 40; ++i) {
        line.now += i % 2 == 0 ? 27s : 23s;
        CHECK(line.hear("2") == "send 1 3");
    }
    CHECK(line.connection.deadline() - line.now > 25s + 7s);
}

TEST_CASE("hurrying does not reset the count of failures") {
    CHECK(greatest_delay([](Line& line) {
              line.open();
              fail(line, 8);
              line.hurry();
              line.closed();
          }) > 20s);
}

}  // namespace messaging
