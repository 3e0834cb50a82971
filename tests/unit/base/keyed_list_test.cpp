#include "base/keyed_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"

namespace messaging {

namespace {

struct Element : Keyed {
    int value = 0;
};

Element element(std::string_view key, int value = 0) {
    Element made;
    made.key = Text(key);
    made.value = value;
    return made;
}

std::string keys(const KeyedList<Element>& list) {
    std::string text;
    for (const auto& one : list) text += std::string(one.key.view()) + " ";
    return text;
}

}  // namespace

TEST_CASE("an element is found at its position after insertions and removals") {
    KeyedList<Element> list;
    CHECK_FALSE(list.find("a"));
    list.push_back(element("m"));
    list.insert(0, element("z"));
    list.insert(1, element("a"));
    CHECK(keys(list) == "z a m ");
    CHECK(list.find("z") == 0);
    CHECK(list.find("a") == 1);
    CHECK(list.find("m") == 2);
    CHECK_FALSE(list.find("b"));
    list.remove(0);
    CHECK_FALSE(list.find("z"));
    CHECK(list.find("m") == 1);
}

TEST_CASE("elements without a key are kept in the list but cannot be found") {
    KeyedList<Element> list;
    list.push_back(element("a"));
    list.push_back(element("", 1));
    list.insert(1, element("", 2));
    list.push_back(element("b"));
    CHECK_FALSE(list.find(""));
    CHECK(list.find("b") == 3);
    list.remove(1);
    CHECK(list[1].value == 1);
    CHECK(list.find("b") == 2);
}

TEST_CASE("a replacement is found at the position of the replaced element") {
    KeyedList<Element> list;
    for (const auto* key : {"a", "b", "c"}) list.push_back(element(key));
    list.replace(1, element("b", 7));
    CHECK(list.find("b") == 1);
    CHECK(list[1].value == 7);
}

TEST_CASE("an emptied list can be used again") {
    KeyedList<Element> list;
    list.push_back(element("a"));
    list.remove(0);
    CHECK(list.empty());
    CHECK_FALSE(list.find("a"));
    list.push_back(element("a"));
    CHECK(list.find("a") == 0);
}

TEST_CASE("insertions never run out of ranks, at the start, in the middle or at the end") {
    for (const std::size_t place : {0U, 1U, 2U}) {
        KeyedList<Element> list;
        for (int i = 0; i < 100; ++i) {
            list.insert(list.size() * place / 2, element(std::to_string(i)));
        }
        // Also when all earlier elements have been removed again.
        for (int i = 100; i < 200'000; ++i) {
            list.remove(place == 0 ? list.size() - 1 : 0);
            list.insert(list.size() * place / 2, element(std::to_string(i)));
        }
        bool is_right = true;
        for (std::size_t at = 0; at < list.size(); ++at) {
            is_right = is_right && list.find(list[at].key) == at;
        }
        CHECK(is_right);
    }
}

TEST_CASE("after random insertions and removals, a keyed list matches a plain vector") {
    Random random(1);
    KeyedList<Element> list;
    std::vector<std::string> plain;
    bool is_same = true;
    for (int step = 0; step < 20'000; ++step) {
        const auto key = std::to_string(random.below(400));
        const auto known = std::find(plain.begin(), plain.end(), key);
        const auto at = static_cast<std::size_t>(known - plain.begin());
        const bool is_known = known != plain.end();
        is_same = is_same && list.find(key) == (is_known ? std::optional(at) : std::nullopt);
        if (is_known) {
            plain.erase(known);
            list.remove(at);
        } else {
            const auto place = static_cast<std::size_t>(random.below(plain.size() + 1));
            plain.insert(plain.begin() + static_cast<std::ptrdiff_t>(place), key);
            list.insert(place, element(key));
        }
    }
    std::string expected;
    for (const auto& key : plain) expected += key + " ";
    CHECK(is_same);
    CHECK(keys(list) == expected);
}

}  // namespace messaging
