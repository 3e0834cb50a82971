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
    // Ours is stricter or more lenient here, for the reasons given in the code.
    differs,
};

struct OracleAnswer {
    Oracle value;
    Verdict verdict = Verdict::refused;
};

OracleAnswer ask_oracle(std::string_view text);

// nullopt for an integer that does not fit, and for anything else.
std::optional<std::int64_t> as_integer(const Oracle& value);

}  // namespace messaging
