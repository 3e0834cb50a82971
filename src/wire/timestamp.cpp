#include "wire/timestamp.h"

namespace messaging {

namespace {

// Takes exactly `digits` digits from the front.
std::optional<int> take_digits(std::string_view& rest, std::size_t digits) {
    if (rest.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
        value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(digits);
    return value;
}

bool take(std::string_view& rest, char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
}

// Days from 1970-01-01 to a date in the Gregorian calendar, from the year 0 on (after Howard
// Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). Its year begins in
// March, and 400 of them have 146,097 days.
int days_from_civil(int year, int month, int day) {
    year += month <= 2 ? 399 : 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468 - 146097;
}

// Thousandths of a second; digits beyond the third are dropped.
std::optional<int> take_fraction(std::string_view& rest) {
    int value = 0;
    int digits = 0;
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
        if (digits < 3) value = value * 10 + (rest.front() - '0');
        ++digits;
        rest.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return value;
}

// Minutes east of UTC; a time without a zone counts as UTC.
std::optional<int> take_zone(std::string_view& rest) {
    if (rest.empty() || take(rest, 'Z')) return 0;
    const bool west = rest.front() == '-';
    if (!take(rest, '+') && !take(rest, '-')) return std::nullopt;
    const auto hours = take_digits(rest, 2);
    take(rest, ':');
    const auto minutes = take_digits(rest, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int offset = *hours * 60 + *minutes;
    return west ? -offset : offset;
}

// Milliseconds since midnight UTC, from the text after the date.
std::optional<std::int64_t> take_time(std::string_view& rest) {
    const auto hours = take_digits(rest, 2);
    if (!hours || *hours > 24 || !take(rest, ':')) return std::nullopt;
    const auto minutes = take_digits(rest, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    int seconds = 0;
    int thousandths = 0;
    if (take(rest, ':')) {
        const auto whole = take_digits(rest, 2);
        if (!whole || *whole > 60) return std::nullopt;
        seconds = *whole;
        if (take(rest, '.')) {
            const auto fraction = take_fraction(rest);
            if (!fraction) return std::nullopt;
            thousandths = *fraction;
        }
    }
    const auto zone = take_zone(rest);
    if (!zone) return std::nullopt;
    const std::int64_t minutes_utc = std::int64_t{*hours} * 60 + *minutes - *zone;
    return (minutes_utc * 60 + seconds) * 1000 + thousandths;
}

}  // namespace

std::optional<std::int64_t> parse_iso_8601(std::string_view text) {
    auto rest = text;
    const auto year = take_digits(rest, 4);
    if (!year || !take(rest, '-')) return std::nullopt;
    const auto month = take_digits(rest, 2);
    if (!month || *month < 1 || *month > 12 || !take(rest, '-')) return std::nullopt;
    const auto day = take_digits(rest, 2);
    if (!day || *day < 1 || *day > 31) return std::nullopt;
    std::int64_t milliseconds = days_from_civil(*year, *month, *day) * std::int64_t{86'400'000};
    if (take(rest, 'T') || take(rest, ' ')) {
        const auto time = take_time(rest);
        if (!time) return std::nullopt;
        milliseconds += *time;
    }
    if (!rest.empty()) return std::nullopt;
    return milliseconds;
}

std::optional<std::int64_t> read_timestamp(json::Value value) {
    if (const auto text = value.string()) return parse_iso_8601(*text);
    if (const auto milliseconds = value.integer()) return milliseconds;
    // Firestore's format.
    const auto seconds = value["seconds"].integer();
    constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999
    if (!seconds || *seconds < 0 || *seconds > seconds_max) return std::nullopt;
    return *seconds * 1000;
}

}  // namespace messaging
