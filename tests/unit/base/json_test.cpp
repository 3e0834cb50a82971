#include "base/json.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "support/str.h"
#include "unit/support/documents.h"

namespace messaging {

TEST_CASE("each accessor accepts only values of its own type") {
    const auto document = parsed(R"([{}, [], "text", 7, 7.5, true, null])");
    const auto root = document.root();
    REQUIRE(root.size() == 7);
    for (int i = 0; i < 7; ++i) {
        INFO("value: ", i);
        CHECK(root[i].exists());
        CHECK(root[i].is_object() == (i == 0));
        CHECK(root[i].is_array() == (i == 1));
        CHECK(root[i].string().has_value() == (i == 2));
        CHECK(root[i].integer().has_value() == (i == 3));
        CHECK(root[i].boolean().has_value() == (i == 5));
        CHECK(root[i].is_null() == (i == 6));
    }
}

TEST_CASE("a missing member is a non-existent value that can be queried further") {
    const auto document = parsed(R"({"list": [1], "text": "abc", "": 5})");
    const auto root = document.root();
    for (const auto missing : {root["none"], root["list"][1], root["text"]["list"], root["text"][0],
                               root[0], root["list"]["none"][3]["deeper"], json::Value()}) {
        CHECK_FALSE(missing.exists());
        CHECK_FALSE(missing.string());
        CHECK(missing.id().empty());
        CHECK_FALSE(missing.is_null());
        CHECK(missing.size() == 0);
        CHECK(missing.begin() == missing.end());
    }
    CHECK(root.size() == 3);
    CHECK(root["text"].size() == 0);
    CHECK(root[""].integer() == 5);
}

TEST_CASE("iteration yields the direct elements of an array in order, and none of an object") {
    const auto document = parsed(R"([[], [[1], 2], {"a": [3, 4]}, 5, "six", []])");
    std::vector<std::size_t> sizes;
    for (const auto value : document.root()) sizes.push_back(value.size());
    CHECK(sizes == std::vector<std::size_t>{0, 2, 1, 0, 0, 0});
    CHECK(document.root()[2]["a"][1].integer() == 4);
    CHECK(document.root()[3].integer() == 5);
    const auto object = parsed(R"({"a": 1})");
    CHECK(object.root().begin() == object.root().end());
}

TEST_CASE("a member is found whatever values precede it") {
    const auto document =
        parsed(R"({"a":{"id":"inner"},"b":["id",{"id":"deep"}],"c":"id","id":"outer","d":0})");
    CHECK(document.root()["id"].string() == "outer");
    CHECK(document.root()["a"]["id"].string() == "inner");
    CHECK(document.root()["b"][1]["id"].string() == "deep");
    CHECK_FALSE(document.root()["inner"].exists());
}

TEST_CASE("the last of duplicate keys counts, as in JavaScript") {
    CHECK(parsed(R"({"a":1,"b":0,"a":2})").root()["a"].integer() == 2);
}

TEST_CASE("a document stays valid when it is moved") {
    auto document = parsed(R"({"text":"short","longer":"a text that does not fit into itself"})");
    const auto moved = std::move(document);
    CHECK(moved.root()["text"].string() == "short");
    CHECK(moved.root()["longer"].string() == "a text that does not fit into itself");
}

TEST_CASE("an integer is a number without a fraction that fits into 64 bits") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    CHECK(parsed("-42").root().integer() == -42);
    CHECK(parsed("42.0").root().integer() == 42);
    CHECK(parsed("-0").root().integer() == 0);
    CHECK(parsed("9007199254740993").root().integer() == 9007199254740993);
    CHECK(parsed("9223372036854775807").root().integer() == most);
    CHECK(parsed("-9223372036854775808").root().integer() == least);
    for (const std::string text :
         {"1.5", "-0.25", "1.000000000000000000000000000001", "9223372036854775808",
          "18446744073709551615", "-9223372036854775809", "1e300", "1e-300", "1e999",
          "123456789012345678901234567890", "99999999999999999999999999999999999999999.0"}) {
        INFO("text: ", text);
        const auto document = parsed(text);
        CHECK(document.root().exists());
        CHECK_FALSE(document.root().integer());
    }
}

TEST_CASE("an id is a non-empty string or an integer") {
    CHECK(str(parsed(R"("c1")").root().id()) == "c1");
    CHECK(str(parsed("17").root().id()) == "17");
    CHECK(str(parsed("-17").root().id()) == "-17");
    CHECK(str(parsed("9007199254740993").root().id()) == "9007199254740993");
    for (const std::string text : {R"("")", "1.5", "true", "null", "[]", "{}", "1e300"}) {
        INFO("text: ", text);
        CHECK(parsed(text).root().id().empty());
    }
}

TEST_CASE("every escape is decoded, in keys too") {
    CHECK(parsed(R"("\"\\\/\b\f\n\r\t")").root().string() == "\"\\/\b\f\n\r\t");
    CHECK(parsed(R"("\u0041\u00e9\u20AC\ud83d\uDE00")").root().string() ==
          "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    CHECK(parsed(R"("\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff")").root().string() ==
          "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
    CHECK(parsed(R"("a\u0000b")").root().string() == std::string_view("a\0b", 3));
    CHECK(parsed(R"({"\u0069\u0064":1})").root()["id"].integer() == 1);
}

TEST_CASE("a lone surrogate escape is read as U+FFFD, and the rest of the document is kept") {
    const std::string replaced = "\xEF\xBF\xBD";
    CHECK(parsed(R"("a\ud83d")").root().string() == "a" + replaced);
    CHECK(parsed(R"("\ude00b")").root().string() == replaced + "b");
    CHECK(parsed(R"("\uD83D\uD83D\uDE00")").root().string() == replaced + "\xF0\x9F\x98\x80");
    CHECK(parsed(R"("\ude00\ud83d")").root().string() == replaced + replaced);
    CHECK(parsed(R"("\ud83d\n")").root().string() == replaced + "\n");
    CHECK(parsed(R"("\ud83d\u0041")").root().string() == replaced + "A");
    CHECK(parsed(R"("\ud83dude00")").root().string() == replaced + "ude00");
    CHECK(parsed(R"("\\ud83d")").root().string() == R"(\ud83d)");
    CHECK(parsed(R"("\\\ud83d")").root().string() == "\\" + replaced);
    CHECK(parsed(R"({"preview":"cut in half \ud83d","id":"c1"})").root()["id"].string() == "c1");
    for (const std::string text : {R"("\ud83d)", R"("\ud8)", R"("\ud83d\)", R"("\ud83d\u)",
                                   R"("\ud83d\ude0)", R"("\ud83d\uzzzz")", R"({"a":"\ud83d",})"}) {
        INFO("text: ", text);
        CHECK_FALSE(is_document(text));
    }
}

TEST_CASE("bytes that are not UTF-8 are kept in strings and rejected outside of them") {
    for (const std::string bytes :
         {"\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xC0\xAF", "\x80"}) {
        CHECK(parsed("\"" + bytes + "\"").root().string() == bytes);
        CHECK_FALSE(is_document("\"" + bytes));
        CHECK_FALSE(is_document(bytes));
    }
}

}  // namespace messaging
