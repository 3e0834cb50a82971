#include "base/json_writer.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "base/random.h"
#include "support/str.h"
#include "unit/support/documents.h"

namespace messaging {

TEST_CASE("the writer inserts the commas") {
    json::Writer writer;
    writer.begin_object()
        .member("text", "abc")
        .member("number", std::int64_t{-7})
        .member("flag", true)
        .key("list")
        .begin_array()
        .string("x")
        .null()
        .boolean(false)
        .begin_object()
        .end_object()
        .begin_array()
        .end_array()
        .integer(0)
        .end_array()
        .key("spliced")
        .raw(R"({"as": "it stands"})")
        .member("last", std::string("z"))
        .end_object();
    CHECK(str(writer.text()) == R"({"text":"abc","number":-7,"flag":true,)"
                                R"("list":["x",null,false,{},[],0],"spliced":{"as": "it stands"},)"
                                R"("last":"z"})");
}

TEST_CASE("integers are written in full") {
    json::Writer writer;
    writer.begin_array()
        .integer(std::numeric_limits<std::int64_t>::min())
        .integer(std::numeric_limits<std::int64_t>::max())
        .end_array();
    CHECK(writer.take() == "[-9223372036854775808,9223372036854775807]");
}

TEST_CASE("only characters that JSON does not allow in a string are escaped") {
    CHECK(json::quote("") == R"("")");
    CHECK(json::quote("a\"b\\c\n\x01\x1f\x7f/") == "\"a\\\"b\\\\c\\n\\u0001\\u001f\x7f/\"");
    CHECK(json::quote("\xC3\xA9\xF0\x9F\x98\x80") == "\"\xC3\xA9\xF0\x9F\x98\x80\"");
}

TEST_CASE("parsing a quoted string returns the original, whatever its bytes") {
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string text;
        for (auto length = random.below(20); length > 0; --length) {
            text += static_cast<char>(random.below(256));
        }
        CHECK(parsed(json::quote(text)).root().string() == text);
    }
}

}  // namespace messaging
