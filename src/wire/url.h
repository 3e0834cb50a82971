// Text for use in URLs.
#pragma once

#include <string>
#include <string_view>

namespace messaging::url {

// `text` as one path segment or query value: every byte outside RFC 3986's unreserved set is
// escaped.
std::string encode_component(std::string_view text);

// `http` becomes `ws` and `https` becomes `wss`; any other text is returned unchanged.
std::string to_websocket(std::string_view origin);

}  // namespace messaging::url
