#include "base/json_writer.h"

#include "base/text.h"

namespace messaging::json {

namespace {

void append_quoted(std::string& out, std::string_view value) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && c != '"' && c != '\\') continue;
        out += value.substr(written, at - written);
        written = at + 1;
        out += '\\';
        if (code >= 0x20) {
            out += c;
        } else if (c == '\n') {
            out += 'n';
        } else {
            out += "u00";
            out += hex[code >> 4U];
            out += hex[code & 15U];
        }
    }
    out += value.substr(written);
    out += '"';
}

}  // namespace

void Writer::separate() {
    if (needs_comma_) text_ += ',';
    needs_comma_ = true;
}

Writer& Writer::begin_object() {
    separate();
    text_ += '{';
    needs_comma_ = false;
    return *this;
}

Writer& Writer::end_object() {
    text_ += '}';
    needs_comma_ = true;
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    text_ += '[';
    needs_comma_ = false;
    return *this;
}

Writer& Writer::end_array() {
    text_ += ']';
    needs_comma_ = true;
    return *this;
}

Writer& Writer::key(const char* name) {
    separate();
    text_ += '"';
    text_ += name;
    text_ += "\":";
    needs_comma_ = false;
    return *this;
}

Writer& Writer::string(std::string_view value) {
    separate();
    append_quoted(text_, value);
    return *this;
}

Writer& Writer::integer(std::int64_t value) { return raw(decimal(value)); }
Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}

Writer& Writer::member(const char* name, std::string_view value) { return key(name).string(value); }
Writer& Writer::member(const char* name, const char* value) { return key(name).string(value); }
Writer& Writer::member(const char* name, std::int64_t value) { return key(name).integer(value); }
Writer& Writer::member(const char* name, std::uint32_t value) { return key(name).integer(value); }
Writer& Writer::member(const char* name, bool value) { return key(name).boolean(value); }

std::string quote(std::string_view value) {
    std::string out;
    append_quoted(out, value);
    return out;
}

}  // namespace messaging::json
