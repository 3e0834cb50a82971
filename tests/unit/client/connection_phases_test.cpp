// The phases of a connection, and the events that lead from one to another.
#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "unit/support/line.h"
#include "unit/support/pick.h"

namespace messaging {

namespace {

using enum ConnectionPhase;

// Brings an idle line into a phase in the usual way.
void bring(Line& line, ConnectionPhase phase) {
    if (phase == idle) return;
    line.open();
    if (phase == joining) line.join();
    if (phase == online) line.come_online();
    if (phase == waiting) line.closed();
    if (phase == stopped) line.stop();
    REQUIRE(line.connection.phase() == phase);
}

void do_in(Line& line, std::string_view what) {
    if (what == "start") line.start_it();
    if (what == "stop") line.stop();
    if (what == "restart") line.restart();
    if (what == "suspended") line.suspend();
    if (what == "hurry") line.hurry();
    if (what == "closed") line.closed();
    if (what == "no auth") {
        line.connection.auth_asked();
        line.no_auth();
    }
    if (what == "CONNECT") line.hear(R"(40{"sid":"s"})");
    if (what == "no id") line.hear("40");
    if (what == "refused") line.hear(R"(44{"message":"no"})");
    if (what == "DISCONNECT") line.hear("41");
    if (what == "Close") line.hear("1");
    // If the first transport is silent, another is tried before the time is over; a late tick may
    // do both.
    if (what == "its time" && line.connection.deadline() != never) {
        const auto before = line.connection.phase();
        while (line.tick_at_deadline().starts_with("poll") && line.connection.phase() == before) {
        }
    }
    if (what == "too early") line.tick();
    if (what == "handshakes") {
        line.hear(Line::handshake);
        line.auth();
    }
}

struct Row {
    std::string_view what;
    // The phase that follows each phase, in the order of the enumeration.
    std::array<ConnectionPhase, 6> phases;
};

// clang-format off
constexpr Row rows[] = {
    // what        idle     opening  joining  online   waiting  stopped
    {"start",      {opening, opening, joining, online, waiting, opening}},
    {"stop",       {stopped, stopped, stopped, stopped, stopped, stopped}},
    {"restart",    {idle, opening, opening, opening, opening, stopped}},
    {"suspended",  {idle, waiting, waiting, waiting, waiting, stopped}},
    {"hurry",      {idle, opening, joining, online, opening, stopped}},
    {"closed",     {idle, waiting, waiting, waiting, waiting, stopped}},
    {"no auth",    {idle, waiting, joining, online, waiting, stopped}},
    {"handshakes", {idle, joining, joining, online, waiting, stopped}},
    {"CONNECT",    {idle, opening, online, online, waiting, stopped}},
    {"no id",      {idle, waiting, waiting, online, waiting, stopped}},
    {"refused",    {idle, opening, opening, online, waiting, stopped}},
    {"DISCONNECT", {idle, waiting, waiting, waiting, waiting, stopped}},
    {"Close",      {idle, waiting, waiting, waiting, waiting, stopped}},
    {"its time",   {idle, waiting, waiting, online, opening, stopped}},
    {"too early",  {idle, opening, joining, online, waiting, stopped}},
};
// clang-format on

// The event that usually leads on from a phase.
std::string_view next_of(ConnectionPhase phase) {
    if (phase == opening) return "handshakes";
    if (phase == joining) return "CONNECT";
    return "its time";
}

using Change = std::pair<ConnectionPhase, ConnectionPhase>;

std::string shown(const std::set<Change>& changes) {
    std::string text;
    for (const auto& [from, to] : changes) {
        text += std::string(name_of(from)) + ">" + std::string(name_of(to)) + " ";
    }
    return text;
}

}  // namespace

TEST_CASE("in each phase, every event leads to the phase given in the table") {
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.phases.size(); ++i) {
            const auto from = static_cast<ConnectionPhase>(i);
            INFO("in ", std::string(name_of(from)), ": ", std::string(row.what));
            Line line;
            bring(line, from);
            do_in(line, row.what);
            CHECK(line.phase() == name_of(row.phases.at(i)));
        }
    }
}

TEST_CASE("random events cause every change in connection_phase_changes, and no others") {
    std::set<Change> seen;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Random random(seed);
        Line line(seed);
        for (int i = 0; i < 100; ++i) {
            const auto from = line.connection.phase();
            // Half of the events lead on; otherwise a connection would seldom get far.
            const bool leads_on = random.below(2) == 0;
            const auto what = leads_on ? next_of(from) : rows[pick(random, std::size(rows))].what;
            do_in(line, what);
            const auto to = line.connection.phase();
            const bool begins_anew = what == "restart" || what == "suspended" || what == "stop";
            if (from != to || begins_anew) seen.emplace(from, to);
            line.now += random.between(0s, 4s);
        }
    }
    // Restarting or suspending an idle connection changes nothing.
    seen.erase({idle, idle});
    std::set<Change> table;
    for (const auto& change : connection_phase_changes) {
        CHECK(table.emplace(change.from, change.to).second);
        CHECK_FALSE(change.when.empty());
    }
    CHECK(shown(seen) == shown(table));
}

TEST_CASE("every phase but idle and stopped has a deadline, and it lies in the future") {
    for (const auto phase : {opening, joining, online, waiting}) {
        Line line;
        bring(line, phase);
        REQUIRE(line.connection.deadline() != never);
        CHECK(line.connection.deadline() > line.now);
    }
    for (const auto phase : {idle, stopped}) {
        Line line;
        bring(line, phase);
        CHECK(line.connection.deadline() == never);
    }
}

TEST_CASE("a suspended connection closes its socket and waits for the page, without a deadline") {
    for (const auto phase : {opening, joining, online}) {
        Line line;
        bring(line, phase);
        CHECK(line.suspend() == "close 1");
        CHECK(line.connection.deadline() == never);
        line.now += 24h;
        CHECK(line.tick().empty());
        CHECK(line.closed(SocketNumber(1)).empty());
        CHECK(line.hurry() == "open 2");
    }
}

TEST_CASE("stopping closes the socket, and a stopped connection can be started again") {
    Line line;
    line.come_online();
    CHECK(line.stop() == "close 1");
    CHECK(line.stop().empty());
    CHECK(line.start_it() == "open 2");
    line.come_online();
    CHECK(line.connection.sessions() == 2);
}

TEST_CASE("frames and close events of any other socket are ignored") {
    Line line;
    bring(line, joining);
    line.restart();
    line.join();
    REQUIRE(line.socket() == SocketNumber(2));
    for (const std::uint32_t number : {0U, 1U, 3U}) {
        const SocketNumber other(number);
        CHECK(line.hear(other, R"(40{"sid":"ghost"})").empty());
        CHECK(line.hear(other, "41").empty());
        CHECK(line.hear(other, "1").empty());
        CHECK(line.hear(other, "2").empty());
        CHECK(line.hear(other, "malformed").empty());
        CHECK(line.closed(other).empty());
        CHECK(line.phase() == "joining");
    }
    line.hear(R"(40{"sid":"socket"})");
    line.hear(SocketNumber(1), R"(42["ghost"])");
    CHECK(line.delivered.empty());
    CHECK(line.closed().empty());
    // No socket is open now, and number zero must not be mistaken for one.
    CHECK(line.closed(SocketNumber()).empty());
    CHECK(line.hear(SocketNumber(), "41").empty());
    CHECK(line.phase() == "waiting");
}

}  // namespace messaging
