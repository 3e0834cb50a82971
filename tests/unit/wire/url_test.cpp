#include "wire/url.h"

#include <doctest/doctest.h>

#include <string>

namespace messaging {

TEST_CASE("old-6C-16: an id is encoded as a single path segment, whatever it contains") {
    CHECK(url::encode_component("thd_1a2B-x.y~z") == "thd_1a2B-x.y~z");
    CHECK(url::encode_component("a/b?c=d&e#f") == "a%2Fb%3Fc%3Dd%26e%23f");
    CHECK(url::encode_component("../unread") == "..%2Funread");
    CHECK(url::encode_component("a b+c%20\"<>") == "a%20b%2Bc%2520%22%3C%3E");
    CHECK(url::encode_component("\xC3\xA9\xF0\x9F\x98\x80") == "%C3%A9%F0%9F%98%80");
    CHECK(url::encode_component("").empty());
    CHECK(url::encode_component(std::string_view("\0\x7F\xFF", 3)) == "%00%7F%FF");
}

TEST_CASE("unreserved bytes are kept, and all others are escaped") {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text(1, static_cast<char>(byte));
        const auto encoded = url::encode_component(text);
        const bool is_unreserved =
            std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
                .find(text) != std::string::npos;
        INFO("byte: ", byte);
        if (is_unreserved) {
            CHECK(encoded == text);
        } else {
            CHECK(encoded.size() == 3);
            CHECK(std::stoi(encoded.substr(1), nullptr, 16) == byte);
        }
    }
}

TEST_CASE("http becomes ws, https becomes wss, and other schemes are kept") {
    CHECK(url::to_websocket("http://localhost:3000") == "ws://localhost:3000");
    CHECK(url::to_websocket("https://example.com") == "wss://example.com");
    for (const std::string other :
         {"ws://a", "wss://a", "", "http", "httpd://a", "ftp://a", "/http://a"}) {
        CHECK(url::to_websocket(other) == other);
    }
}

}  // namespace messaging
