#include "wire/url.h"

namespace messaging::url {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string encode_component(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto code = static_cast<unsigned char>(c);
        out += '%';
        out += hex[code >> 4U];
        out += hex[code & 15U];
    }
    return out;
}

std::string to_websocket(std::string_view origin) {
    const auto scheme = origin.substr(0, origin.find(':') + 1);
    if (scheme != "http:" && scheme != "https:") return std::string(origin);
    return "ws" + std::string(origin.substr(4));
}

}  // namespace messaging::url
