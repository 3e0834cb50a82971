#include "base/json_parser.h"

#include <cstring>
#include <limits>
#include <utility>

namespace messaging::json {

namespace {

constexpr std::uint32_t replacement_character = 0xfffd;

bool is_high_surrogate(std::uint32_t code) { return code >= 0xd800 && code < 0xdc00; }
bool is_low_surrogate(std::uint32_t code) { return code >= 0xdc00 && code < 0xe000; }

// Sets `integer` to the value of `digits`, negated if asked. Returns false if it does not fit.
bool to_integer(std::string_view digits, bool is_negative, std::int64_t& integer) {
    const auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) +
                       (is_negative ? 1 : 0);
    std::uint64_t value = 0;
    for (const char c : digits) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (value > (limit - digit) / 10) return false;
        value = value * 10 + digit;
    }
    integer = static_cast<std::int64_t>(is_negative ? 0 - value : value);
    return true;
}

}  // namespace

bool Parser::parse(std::string_view text) {
    // Offsets are 32 bits wide.
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return false;
    document_.text_.reset(new char[text.size()]);
    at_ = document_.text_.get();
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    end_ = at_ + text.size();
    if (!value(0)) return false;
    skip_space();
    return at_ == end_;
}

std::uint32_t Parser::add(Document::Type type) {
    if (document_.node_count_ == document_.node_capacity_) make_room();
    const std::uint32_t node = document_.node_count_++;
    document_.nodes_[node] = {type, node + 1, 0, 0, 0};
    return node;
}

// The first allocation fits as many values as a text of this length usually has.
void Parser::make_room() {
    const auto length = static_cast<std::uint32_t>(end_ - document_.text_.get());
    const std::uint32_t count = document_.node_count_;
    document_.node_capacity_ = count == 0 ? length / 32 + 8 : 2 * count;
    std::unique_ptr<Document::Node[]> nodes(new Document::Node[document_.node_capacity_]);
    if (count > 0) std::memcpy(nodes.get(), document_.nodes_.get(), count * sizeof(Document::Node));
    document_.nodes_ = std::move(nodes);
}

void Parser::skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

bool Parser::take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
}

bool Parser::at_digit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }

// Takes all digits from here on, and returns their number.
std::uint32_t Parser::take_digits() {
    const char* begin = at_;
    while (at_digit()) ++at_;
    return static_cast<std::uint32_t>(at_ - begin);
}

bool Parser::value(int depth) {
    skip_space();
    if (at_ == end_ || document_.node_count_ >= values_max) return false;
    switch (*at_) {
        case '{':
            return object(depth + 1);
        case '[':
            return array(depth + 1);
        case '"':
            return string();
        case 't':
            return literal("true", Document::Type::boolean, 1);
        case 'f':
            return literal("false", Document::Type::boolean, 0);
        case 'n':
            return literal("null", Document::Type::null, 0);
        default:
            return number();
    }
}

bool Parser::literal(std::string_view word, Document::Type type, std::int64_t integer) {
    const auto left = static_cast<std::size_t>(end_ - at_);
    if (std::string_view(at_, left).substr(0, word.size()) != word) return false;
    at_ += word.size();
    document_.nodes_[add(type)].integer = integer;
    return true;
}

bool Parser::number() {
    const bool is_negative = take('-');
    const char* digits = at_;
    const std::uint32_t count = take_digits();
    const bool has_leading_zero = count > 1 && *digits == '0';
    if (count == 0 || has_leading_zero) return false;
    bool is_whole = true;
    if (take('.')) {
        const char* fraction = at_;
        if (take_digits() == 0) return false;
        for (; fraction != at_; ++fraction) is_whole = is_whole && *fraction == '0';
    }
    if (take('e') || take('E')) {
        is_whole = false;
        if (!take('+')) take('-');
        if (take_digits() == 0) return false;
    }
    std::int64_t integer = 0;
    const bool fits = is_whole && to_integer({digits, count}, is_negative, integer);
    const auto node = add(fits ? Document::Type::integer : Document::Type::other_number);
    document_.nodes_[node].integer = integer;
    return true;
}

bool Parser::string() {
    const char* text = document_.text_.get();
    ++at_;
    out_ = at_;
    const auto node = add(Document::Type::string);
    document_.nodes_[node].begin = static_cast<std::uint32_t>(at_ - text);
    while (true) {
        const char* plain = at_;
        skip_plain();
        const auto length = static_cast<std::size_t>(at_ - plain);
        // Up to the first escape, everything is already in its place.
        if (out_ != plain) std::memmove(out_, plain, length);
        out_ += length;
        if (at_ == end_) return false;
        const char c = *at_++;
        if (c == '"') {
            const auto end = static_cast<std::uint32_t>(out_ - text);
            document_.nodes_[node].size = end - document_.nodes_[node].begin;
            return true;
        }
        if (c != '\\' || !escape()) return false;
    }
}

// Moves to the next byte that ends the string, begins an escape or may not be in a string. Most of
// the text is walked here, so the position is a local that need not be kept in memory.
void Parser::skip_plain() {
    char* at = at_;
    const char* const end = end_;
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
    at_ = at;
}

// The part of an escape after the backslash.
bool Parser::escape() {
    if (at_ == end_) return false;
    switch (*at_++) {
        case '"':
            *out_++ = '"';
            return true;
        case '\\':
            *out_++ = '\\';
            return true;
        case '/':
            *out_++ = '/';
            return true;
        case 'b':
            *out_++ = '\b';
            return true;
        case 'f':
            *out_++ = '\f';
            return true;
        case 'n':
            *out_++ = '\n';
            return true;
        case 'r':
            *out_++ = '\r';
            return true;
        case 't':
            *out_++ = '\t';
            return true;
        case 'u':
            break;
        default:
            return false;
    }
    std::uint32_t code = 0;
    if (!hexadecimal(code)) return false;
    if (is_high_surrogate(code)) {
        char* before_low = at_;
        std::uint32_t low = 0;
        const bool has_pair = take('\\') && take('u') && hexadecimal(low) && is_low_surrogate(low);
        if (!has_pair) at_ = before_low;
        code =
            has_pair ? 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00) : replacement_character;
    }
    // A lone surrogate, such as the end of a preview that was cut in two, has no UTF-8.
    write(is_low_surrogate(code) ? replacement_character : code);
    return true;
}

bool Parser::hexadecimal(std::uint32_t& code) {
    code = 0;
    for (int i = 0; i < 4; ++i) {
        if (at_ == end_) return false;
        const char c = *at_++;
        std::uint32_t digit = 0;
        if (c >= '0' && c <= '9') {
            digit = static_cast<std::uint32_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = static_cast<std::uint32_t>(c - 'a') + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = static_cast<std::uint32_t>(c - 'A') + 10;
        } else {
            return false;
        }
        code = code << 4U | digit;
    }
    return true;
}

void Parser::write(std::uint32_t code_point) {
    const auto put = [this](std::uint32_t byte) { *out_++ = static_cast<char>(byte); };
    if (code_point < 0x80) {
        put(code_point);
        return;
    }
    if (code_point < 0x800) {
        put(0xc0U | code_point >> 6U);
    } else {
        if (code_point < 0x10000) {
            put(0xe0U | code_point >> 12U);
        } else {
            put(0xf0U | code_point >> 18U);
            put(0x80U | (code_point >> 12U & 0x3fU));
        }
        put(0x80U | (code_point >> 6U & 0x3fU));
    }
    put(0x80U | (code_point & 0x3fU));
}

bool Parser::array(int depth) {
    if (depth > depth_max) return false;
    ++at_;
    const auto node = add(Document::Type::array);
    std::uint32_t count = 0;
    skip_space();
    if (!take(']')) {
        do {
            if (!value(depth)) return false;
            ++count;
            skip_space();
        } while (take(','));
        if (!take(']')) return false;
    }
    document_.nodes_[node].size = count;
    document_.nodes_[node].end = document_.node_count_;
    return true;
}

bool Parser::object(int depth) {
    if (depth > depth_max) return false;
    const auto node = add(Document::Type::object);
    document_.nodes_[node].begin = static_cast<std::uint32_t>(at_ - document_.text_.get());
    ++at_;
    std::uint32_t count = 0;
    skip_space();
    if (!take('}')) {
        do {
            skip_space();
            if (at_ == end_ || *at_ != '"' || !string()) return false;
            skip_space();
            if (!take(':') || !value(depth)) return false;
            ++count;
            skip_space();
        } while (take(','));
        if (!take('}')) return false;
    }
    document_.nodes_[node].size = count;
    document_.nodes_[node].end = document_.node_count_;
    return true;
}

}  // namespace messaging::json
