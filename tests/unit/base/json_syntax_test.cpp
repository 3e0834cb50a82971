// Which texts are accepted: those of RFC 8259, as strictly as by `JSON.parse`.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/json_writer.h"
#include "base/random.h"
#include "support/str.h"
#include "unit/support/documents.h"
#include "unit/support/pick.h"

namespace messaging {

namespace {

// `[{"a":[{"a":...0...}]}]`
std::string nested(int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += i % 2 == 0 ? "[" : R"({"a":)";
    text += "0";
    for (int i = depth; i-- > 0;) text += i % 2 == 0 ? "]" : "}";
    return text;
}

// Writes a random value, and describes it in `shape`.
void make_value(Random& random, json::Writer& writer, std::string& shape, int depth) {
    const auto kind = random.below(depth == 0 ? 5 : 7);
    if (kind == 0) {
        writer.null();
        shape += "null ";
    } else if (kind == 1) {
        const bool value = random.below(2) == 1;
        writer.boolean(value);
        shape += value ? "yes " : "no ";
    } else if (kind < 4) {
        const auto value = static_cast<std::int64_t>(random.next() >> random.below(64));
        writer.integer(value);
        shape += std::to_string(value) + " ";
    } else if (kind == 4) {
        std::string value;
        for (auto length = random.below(9); length > 0; --length) {
            value += static_cast<char>(random.below(128));
        }
        writer.string(value);
        shape += "'" + value + "' ";
    } else {
        writer.begin_array();
        shape += "[ ";
        for (auto count = random.below(5); count > 0; --count) {
            if (kind == 6) writer.begin_object().member("other", "x").key("value");
            make_value(random, writer, shape, depth - 1);
            if (kind == 6) writer.end_object();
        }
        writer.end_array();
        shape += "] ";
    }
}

void read_value(json::Value value, std::string& shape) {
    if (value.is_object()) value = value["value"];
    if (value.is_null()) shape += "null ";
    if (const auto flag = value.boolean()) shape += *flag ? "yes " : "no ";
    if (const auto number = value.integer()) shape += std::to_string(*number) + " ";
    if (const auto text = value.string()) shape += "'" + std::string(*text) + "' ";
    if (!value.is_array()) return;
    shape += "[ ";
    for (const auto element : value) read_value(element, shape);
    shape += "] ";
}

}  // namespace

TEST_CASE("a document may be nested up to depth_max") {
    CHECK(is_document(nested(json::depth_max)));
    CHECK_FALSE(is_document(nested(json::depth_max + 1)));
    CHECK_FALSE(is_document("[" + nested(json::depth_max) + "]"));
    CHECK_FALSE(is_document(std::string(1'000'000, '[')));
    CHECK_FALSE(is_document(std::string(1'000'000, ']')));
    CHECK_FALSE(is_document(std::string(1'000'000, '{')));
    // Depth counts, not the number of brackets; and brackets inside a string are text.
    std::string wide = "[[]";
    for (int i = 0; i < 1000; ++i) wide += ",[]";
    CHECK(is_document(wide + "]"));
    CHECK(is_document("[\"\\\"" + std::string(1000, '[') + "\"]"));
}

TEST_CASE("a document may have up to values_max values, keys included") {
    const auto array = [](std::size_t values) {
        std::string text = "[0";
        for (std::size_t i = 2; i < values; ++i) text += ",0";
        return text + "]";
    };
    CHECK(is_document(array(json::values_max)));
    CHECK_FALSE(is_document(array(json::values_max + 1)));
    CHECK_FALSE(is_document("{\"key\":" + array(json::values_max - 1) + "}"));
}

TEST_CASE("a truncated document is rejected") {
    const std::string text =
        R"({"a":[1,-2.5e3,"x\u00e9\n",true,null],"b":{"c":false},"d":{},"e":[]})";
    REQUIRE(is_document(text));
    for (std::size_t length = 0; length < text.size(); ++length) {
        INFO("text: ", text.substr(0, length));
        CHECK_FALSE(is_document(text.substr(0, length)));
    }
}

TEST_CASE("only JSON's own white space is accepted around values") {
    CHECK(is_document(" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } , \"c\" : [ ] } \n"));
    for (const std::string space :
         {"\f", "\v", "\xC2\xA0", "\xE2\x80\xA8", "\xEF\xBB\xBF", "/**/"}) {
        CHECK_FALSE(is_document(space + "1"));
        CHECK_FALSE(is_document("1" + space));
        CHECK_FALSE(is_document("[1" + space + "]"));
    }
}

TEST_CASE("any JSON value may be the root of a document") {
    for (const std::string text : {"{}", "[]", "\"\"", "0", "-1.5E+10", "true", "false", "null"}) {
        INFO("text: ", text);
        CHECK(is_document(text));
    }
}

TEST_CASE("text that JSON.parse rejects is rejected") {
    using namespace std::string_view_literals;
    for (const auto text : {""sv,
                            " "sv,
                            "{}x"sv,
                            "{} {}"sv,
                            "{},"sv,
                            "[1,]"sv,
                            "[,1]"sv,
                            "[,]"sv,
                            "[1,,2]"sv,
                            "[1;2]"sv,
                            "{\"a\":1;\"b\":2}"sv,
                            "{\"a\":1,}"sv,
                            "{,}"sv,
                            "{\"a\":1 \"b\":2}"sv,
                            "{a:1}"sv,
                            "{\"a\"}"sv,
                            "{\"a\":}"sv,
                            "{\"a\" 1}"sv,
                            "{1:2}"sv,
                            "{null:1}"sv,
                            "[1 2]"sv,
                            "'a'"sv,
                            "// x\n1"sv,
                            "]"sv,
                            "{]"sv,
                            "[}"sv,
                            "[1}"sv,
                            "{\"a\":1]"sv,
                            "nul"sv,
                            "nulll"sv,
                            "tru"sv,
                            "True"sv,
                            "undefined"sv,
                            "NaN"sv,
                            "Infinity"sv,
                            "-Infinity"sv,
                            "\0"sv,
                            "{}\0"sv,
                            "{}\0{}"sv,
                            "[\0]"sv}) {
        INFO("text: ", std::string(text));
        CHECK_FALSE(is_document(text));
    }
}

TEST_CASE("only numbers in JSON's notation are accepted") {
    for (const std::string text : {"0", "-0", "10", "0.0", "0e0", "1E5", "1e+5", "1e-05", "-1.25e2",
                                   "1e999", "12345678901234567890123456789012345678901234567890"}) {
        INFO("text: ", text);
        CHECK(is_document(text));
    }
    for (const std::string text :
         {"-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1ee1", "1e1.5",
          "0x10", "1_000", "--1", "1-", "1a", "\xEF\xBC\x91"}) {
        INFO("text: ", text);
        CHECK_FALSE(is_document(text));
        CHECK_FALSE(is_document("[" + text + "]"));
    }
}

TEST_CASE("unescaped control characters and invalid escapes are rejected in strings") {
    for (char c = 0; c < 0x20; ++c) CHECK_FALSE(is_document(std::string("\"a") + c + "\""));
    CHECK(is_document("\"\x7F\""));
    for (const std::string escape : {"\\x41", "\\'", "\\0", "\\a", "\\U0041", "\\u", "\\u12",
                                     "\\u00g0", "\\u-123", "\\", "\\\n", "\\ "}) {
        INFO("escape: ", escape);
        CHECK_FALSE(is_document("\"" + escape + "\""));
    }
}

TEST_CASE("random documents are read back as they were written") {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        json::Writer writer;
        std::string written;
        make_value(random, writer, written, 6);
        std::string read;
        read_value(parsed(str(writer.text())).root(), read);
        CHECK(read == written);
    }
}

TEST_CASE("reading a damaged document does not crash") {
    constexpr std::string_view damages = R"({}[]",:\u0d8e-+. tfn)";
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        json::Writer writer;
        std::string shape;
        make_value(random, writer, shape, 4);
        auto text = writer.take();
        for (auto damage = random.below(3) + 1; damage > 0; --damage) {
            const auto at = pick(random, text.size() + 1);
            const char c = damages[pick(random, damages.size())];
            const auto what = random.below(3);
            if (what == 0) text.insert(at, 1, c);
            if (what == 1) text.erase(at, 1);
            if (what == 2) text.replace(at, 1, 1, c);
        }
        const auto document = json::Document::parse(text);
        if (document) read_value(document->root(), shape);
    }
}

}  // namespace messaging
