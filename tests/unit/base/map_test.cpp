#include "base/map.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>

#include "base/random.h"
#include "unit/support/pick.h"

namespace messaging {

namespace {

std::string all(const Map<int, std::string>& map) {
    std::string text;
    for (const auto& [key, value] : map) text += std::to_string(key) + value + " ";
    return text;
}

}  // namespace

TEST_CASE("entries are ordered and found by key") {
    Map<int, std::string> map;
    for (const int key : {3, 1, 2}) map[key] = "x";
    CHECK(all(map) == "1x 2x 3x ");
    CHECK(map.contains(2));
    CHECK_FALSE(map.contains(4));
    CHECK(map.find(3)->second == "x");
    CHECK(map.find(0) == map.end());
}

TEST_CASE("inserting an existing key keeps its value and reports it as not new") {
    Map<int, std::string> map;
    CHECK(map.insert(1, "first").second);
    const auto [value, is_new] = map.insert(1, "second");
    CHECK_FALSE(is_new);
    CHECK(value == "first");
    CHECK(map.size() == 1);
}

TEST_CASE("entries are erased by key or during iteration, and a moved-from map is empty") {
    Map<int, std::string> map;
    for (int key = 0; key < 6; ++key) map[key] = "";
    CHECK(map.erase(0));
    CHECK_FALSE(map.erase(0));
    for (auto it = map.begin(); it != map.end();) it = it->first % 2 == 0 ? map.erase(it) : ++it;
    CHECK(all(map) == "1 3 5 ");
    const Map<int, std::string> taken = std::move(map);
    CHECK(map.empty());
    CHECK(taken.size() == 3);
}

TEST_CASE("a value keeps its address when others are inserted before it") {
    Map<int, std::string> map;
    const std::string& kept = map[1000];
    for (int key = 0; key < 1000; ++key) map[key] = "";
    CHECK(&kept == &map.find(1000)->second);
}

TEST_CASE("random insertions and erasures give the same entries as std::map") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        Map<int, std::string> map;
        std::map<int, std::string> expected;
        for (int step = 0; step < 200; ++step) {
            const int key = static_cast<int>(pick(random, 40));
            if (pick(random, 3) == 0) {
                CHECK(map.erase(key) == (expected.erase(key) == 1));
            } else {
                map[key] = expected[key] = std::to_string(step);
            }
            std::string text;
            for (const auto& [known, value] : expected) text += std::to_string(known) + value + " ";
            REQUIRE(all(map) == text);
        }
    }
}

}  // namespace messaging
