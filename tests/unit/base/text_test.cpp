#include "base/text.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <utility>

#include "support/str.h"

namespace messaging {

TEST_CASE("a text holds exactly the characters it was made from") {
    CHECK(Text().empty());
    CHECK(Text("").empty());
    CHECK(str(Text("")).empty());
    CHECK(str(Text("thread")) == "thread");
    const std::string with_zero("a\0b", 3);
    CHECK(str(Text(with_zero)) == with_zero);
    CHECK(Text(with_zero).size() == 3);
}

TEST_CASE("copies share their characters, which outlive the original") {
    Text copy;
    {
        const Text first(std::string(1000, 'x'));
        copy = first;
        const Text second = copy;
        CHECK(second.view().data() == first.view().data());
    }
    CHECK(copy.size() == 1000);
    const Text& same = copy;
    copy = same;
    CHECK(copy.size() == 1000);
    const Text moved = std::move(copy);
    CHECK(copy.empty());  // NOLINT(bugprone-use-after-move): the moved-from state is tested.
    CHECK(moved.size() == 1000);
    copy = "another";
    CHECK(str(copy) == "another");
}

TEST_CASE("texts compare by their characters") {
    CHECK((Text("a") == Text("a")));
    CHECK((Text("a") == std::string_view("a")));
    CHECK_FALSE((Text("a") == Text("b")));
    CHECK((Text() == Text("")));
    CHECK((Text("a") < Text("b")));
    CHECK((Text("a") < Text("aa")));
    CHECK((Text() < Text("a")));
    // Bytes compare as unsigned: those beyond ASCII sort after it.
    CHECK((Text("z") < Text("ä")));
}

TEST_CASE("decimal writes any 64-bit integer, the most negative one included") {
    CHECK(decimal(0) == "0");
    CHECK(decimal(7) == "7");
    CHECK(decimal(1790000000123) == "1790000000123");
    CHECK(decimal(-10) == "-10");
    CHECK(decimal(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
    CHECK(decimal(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

}  // namespace messaging
