#include "base/timer_table.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "base/random.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

using Table = TimerTable<std::string>;

std::string take_all_due(Table& table, Instant now) {
    std::string taken;
    while (const auto key = table.take_due(now)) taken += *key;
    return taken;
}

std::optional<Instant> earliest_of(const std::map<std::uint64_t, Instant>& timers) {
    std::optional<Instant> first;
    for (const auto& [key, at] : timers) first = earlier(first, at);
    return first;
}

}  // namespace

TEST_CASE("the earliest timer is shown, and taken when its moment has come") {
    Table table;
    CHECK(table.earliest() == std::nullopt);
    table.set("b", start + 2s);
    table.set("a", start + 3s);
    CHECK(table.earliest() == start + 2s);
    CHECK(table.take_due(start + 2s - 1ms) == std::nullopt);
    CHECK(table.take_due(start + 2s) == "b");
    CHECK(table.take_due(start + 2s) == std::nullopt);
    CHECK(table.earliest() == start + 3s);
}

TEST_CASE("timers that are late come in the order of their moments") {
    Table table;
    table.set("a", start + 3s);
    table.set("b", start + 1s);
    table.set("c", start + 2s);
    CHECK(take_all_due(table, start + 1h) == "bca");
}

TEST_CASE("equal moments come due in the order of their keys, however they were set") {
    Table table;
    for (const auto* key : {"c", "a", "d", "b"}) table.set(key, start);
    CHECK(take_all_due(table, start) == "abcd");
}

TEST_CASE("setting a timer again replaces it") {
    Table table;
    table.set("a", start + 1s);
    table.set("a", start + 5s);
    CHECK(table.size() == 1);
    CHECK(table.at("a") == start + 5s);
    CHECK(table.earliest() == start + 5s);
    table.set("a", start);
    CHECK(take_all_due(table, start) == "a");
}

TEST_CASE("a cancelled timer is gone; cancelling what is not set changes nothing") {
    Table table;
    table.set("a", start);
    table.set("b", start);
    table.cancel("a");
    table.cancel("never set");
    CHECK_FALSE(table.is_set("a"));
    CHECK(table.at("a") == std::nullopt);
    CHECK(take_all_due(table, start) == "b");
    table.set("c", start);
    table.clear();
    CHECK(table.size() == 0);
    CHECK(table.earliest() == std::nullopt);
}

TEST_CASE("a table and a plain map agree after any sequence of operations") {
    constexpr std::uint64_t seed = 21;
    Random random(seed);
    TimerTable<std::uint64_t> table;
    std::map<std::uint64_t, Instant> model;
    for (int step = 0; step < 5000; ++step) {
        INFO("seed ", seed, ", step ", step);
        const auto key = random.below(20);
        const Instant at = start + random.between(0ms, 50ms);
        const auto what = random.below(4);
        if (what < 2) {
            table.set(key, at);
            model[key] = at;
        } else if (what == 2) {
            table.cancel(key);
            model.erase(key);
        } else if (const auto taken = table.take_due(at)) {
            REQUIRE(model.count(*taken) == 1);
            REQUIRE(model[*taken] == earliest_of(model));
            REQUIRE(model[*taken] <= at);
            model.erase(*taken);
        } else if (!model.empty()) {
            REQUIRE(*earliest_of(model) > at);
        }
        REQUIRE(table.size() == model.size());
        REQUIRE(table.earliest() == earliest_of(model));
        REQUIRE(table.at(key) == (model.count(key) == 0 ? std::nullopt : std::optional(model[key])));
    }
}

}  // namespace messaging
