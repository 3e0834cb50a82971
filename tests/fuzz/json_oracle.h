// nlohmann/json as the judge of our own reader, and where the two differ on purpose.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace messaging {

using Oracle = nlohmann::json;

enum class Verdict : std::uint8_t {
    taken,
    refused,
    // Ours is stricter or more lenient here, and says why.
    differs,
};

struct OracleAnswer {
    Oracle value;
    Verdict verdict = Verdict::refused;
};

OracleAnswer ask_oracle(std::string_view text);

// Nothing for an integer that does not fit, and for what is no integer.
std::optional<std::int64_t> as_integer(const Oracle& value);

}  // namespace messaging
