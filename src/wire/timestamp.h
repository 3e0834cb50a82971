// Timestamps as servers write them, for ordering only; the page shows the server's own text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/json.h"

namespace messaging {

// Milliseconds since 1970 of `2026-02-05T17:22:01.123Z` and its variants: date only, no fraction,
// an offset like +01:00. nullopt for any other text.
std::optional<std::int64_t> parse_iso_8601(std::string_view text);

// The same for any format that servers send: ISO 8601, milliseconds, or an object with `seconds`.
std::optional<std::int64_t> read_timestamp(json::Value value);

}  // namespace messaging
