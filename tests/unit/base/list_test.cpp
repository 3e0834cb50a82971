#include "base/list.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace messaging {

namespace {

std::string all(const List<std::string>& list) {
    std::string text;
    for (const auto& element : list) text += element + " ";
    return text;
}

}  // namespace

TEST_CASE("elements can be inserted and removed at any position") {
    List<std::string> list{"b", "d"};
    list.insert(0, "a");
    list.insert(2, "c");
    list.push_back("e");
    CHECK(all(list) == "a b c d e ");
    list.remove(0);
    list.remove(1);
    list.remove(2);
    CHECK(all(list) == "b d ");
    CHECK(list.front() == "b");
    CHECK(list.back() == "d");
    CHECK(list[1] == "d");
    list.clear();
    CHECK(list.empty());
}

TEST_CASE("an element keeps its address when others are inserted before it") {
    List<std::string> list{"kept"};
    const std::string& kept = list[0];
    for (int i = 0; i < 100; ++i) list.insert(0, "before");
    CHECK(&kept == &list[100]);
    CHECK(kept == "kept");
}

TEST_CASE("a copy is independent of its original, and a moved-from list is empty") {
    List<std::string> list{"a", "b"};
    List<std::string> copy = list;
    copy[0] = "z";
    CHECK(list == List<std::string>{"a", "b"});
    CHECK_FALSE(list == copy);
    CHECK_FALSE(list == List<std::string>{"a"});
    const List<std::string> taken = std::move(list);
    CHECK(all(taken) == "a b ");
    CHECK(list.empty());
}

}  // namespace messaging
