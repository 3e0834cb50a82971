// Parses the JSON of a test.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace messaging {

inline json::Document parsed(std::string_view text) {
    INFO("text: ", std::string(text));
    auto document = json::Document::parse(text);
    REQUIRE(document.has_value());
    return *std::move(document);
}

inline bool is_document(std::string_view text) { return json::Document::parse(text).has_value(); }

}  // namespace messaging
