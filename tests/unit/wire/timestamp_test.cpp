#include "wire/timestamp.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "unit/support/documents.h"

namespace messaging {

namespace {

std::optional<std::int64_t> read(std::string_view json) {
    const auto document = parsed(json);
    return read_timestamp(document.root());
}

std::string padded(std::int64_t number, int digits) {
    auto text = std::to_string(number);
    text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
    return text;
}

constexpr std::int64_t day_ms = 86'400'000;
// 2026-02-05T17:22:01.123Z
constexpr std::int64_t moment = 1'770'312'121'123;

}  // namespace

TEST_CASE("an ISO 8601 timestamp is read to the millisecond") {
    CHECK(parse_iso_8601("1970-01-01T00:00:00.000Z") == 0);
    CHECK(parse_iso_8601("2026-02-05T17:22:01.123Z") == moment);
    CHECK(parse_iso_8601("2026-02-05 17:22:01.123Z") == moment);
    CHECK(parse_iso_8601("1969-12-31T23:59:59.999Z") == -1);
    CHECK(parse_iso_8601("0000-01-01T00:00:00Z") == -62'167'219'200'000);
    CHECK(parse_iso_8601("9999-12-31T23:59:59.999Z") == 253'402'300'799'999);
}

TEST_CASE("the variants of ISO 8601 that servers write are all understood") {
    for (const std::string text :
         {"2026-02-05T17:22:01.123", "2026-02-05T17:22:01.123456Z", "2026-02-05T17:22:01.123+00:00",
          "2026-02-05T18:22:01.123+01:00", "2026-02-05T18:22:01.123+0100",
          "2026-02-05T12:52:01.123-04:30", "2026-02-06T02:22:01.123+09:00",
          "2026-02-05T17:22:01.1239999Z"}) {
        INFO("text: ", text);
        CHECK(parse_iso_8601(text) == moment);
    }
    CHECK(parse_iso_8601("2026-02-05T17:22:01Z") == moment - 123);
    CHECK(parse_iso_8601("2026-02-05T17:22:01.1Z") == moment - 23);
    CHECK(parse_iso_8601("2026-02-05T17:22:01.12Z") == moment - 3);
    CHECK(parse_iso_8601("2026-02-05T17:22Z") == moment - 1123);
    CHECK(parse_iso_8601("2026-02-05") == moment / day_ms * day_ms);
    CHECK(parse_iso_8601("2026-02-05T24:00:00Z") == parse_iso_8601("2026-02-06"));
    CHECK(parse_iso_8601("2016-12-31T23:59:60Z") == parse_iso_8601("2017-01-01"));
}

TEST_CASE("consecutive dates are one day apart throughout two centuries") {
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t expected = *parse_iso_8601("1899-01-01");
    for (int year = 1899; year < 2101; ++year) {
        const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; ++month) {
            const int days = lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
            for (int day = 1; day <= days; ++day) {
                const auto text = padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2);
                INFO("day: ", text);
                REQUIRE(parse_iso_8601(text) == expected);
                expected += day_ms;
            }
        }
    }
}

TEST_CASE("text that is not an ISO 8601 timestamp is rejected") {
    const std::string whole = "2026-02-05T17:22:01.123+01:00";
    for (const unsigned length :
         {0U, 4U, 5U, 7U, 8U, 9U, 11U, 12U, 13U, 14U, 15U, 17U, 18U, 20U, 24U, 25U, 28U}) {
        INFO("text: ", whole.substr(0, length));
        CHECK_FALSE(parse_iso_8601(whole.substr(0, length)));
    }
    for (const std::string text : {"yesterday",
                                   "Just now",
                                   "2026-13-01",
                                   "2026-00-01",
                                   "2026-01-32",
                                   "2026-01-00",
                                   "2026-02-05T25:00:00Z",
                                   "2026-02-05T17:60:00Z",
                                   "2026-02-05T17:22:61Z",
                                   "2026-02-05T17:22:01.Z",
                                   "2026-02-05T17:22:01.123X",
                                   "2026-02-05T17:22:01.123Z ",
                                   "2026-02-05T17:22:01+24:00",
                                   "2026-02-05T17:22:01+01:60",
                                   "2026-02-05X17:22:01Z",
                                   " 2026-02-05",
                                   "-026-02-05",
                                   "2026-2-5",
                                   "05.02.2026",
                                   "02/05/2026",
                                   "20260205",
                                   "Thu, 05 Feb 2026 17:22:01 GMT",
                                   "1770312121123",
                                   "2026-02-05T17:22:01,123Z"}) {
        INFO("text: ", text);
        CHECK_FALSE(parse_iso_8601(text));
    }
}

TEST_CASE("old-6A-11: a timestamp may be a string, milliseconds, or an object with seconds") {
    CHECK(read(R"("2026-02-05T17:22:01.123Z")") == moment);
    CHECK(read("1770312121123") == moment);
    CHECK(read("1770312121123.0") == moment);
    CHECK(read(R"({"seconds":1770312121,"nanoseconds":123000000})") == 1'770'312'121'000);
    CHECK(read(R"({"seconds":253402300799})") == 253'402'300'799'000);
}

TEST_CASE("a timestamp of any other form counts as absent") {
    for (const std::string text :
         {R"("")", R"("soon")", "null", "true", "[]", "{}", R"({"seconds":"7"})",
          R"({"seconds":-1})", R"({"seconds":253402300800})", R"({"seconds":9223372036854775807})",
          R"({"seconds":1.5})", "1e300", "18446744073709551615", R"([{"seconds":7}])"}) {
        INFO("text: ", text);
        CHECK_FALSE(read(text));
    }
    CHECK_FALSE(read_timestamp(json::Value()));
}

}  // namespace messaging
