#include "fuzz/json_oracle.h"

#include <limits>
#include <string>

#include "base/json.h"

namespace messaging {

namespace {

// Only keeps why a text is refused.
class Refusal : public nlohmann::json_sax<Oracle> {
  public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&,
                     const nlohmann::detail::exception& error) override {
        says_ = error.what();
        return false;
    }

    // `JSON.parse` accepts numbers of any size and lone surrogates. Texts are UTF-8 at their
    // source, so that is not checked again.
    bool is_too_strict() const {
        for (const auto reason : {"number overflow", "surrogate", "ill-formed UTF-8"}) {
            if (says_.find(reason) != std::string::npos) return true;
        }
        return false;
    }

  private:
    std::string says_;
};

bool is_too_strict(std::string_view text) {
    Refusal refusal;
    Oracle::sax_parse(text, &refusal);
    return refusal.is_too_strict();
}

int depth_of(const Oracle& value) {
    if (!value.is_structured()) return 0;
    int deepest = 0;
    for (const auto& inner : value) deepest = std::max(deepest, depth_of(inner));
    return deepest + 1;
}

}  // namespace

OracleAnswer ask_oracle(std::string_view text) {
    // It accepts a byte order mark and stops at a NUL.
    const bool is_too_lenient =
        text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
    if (is_too_lenient) return {{}, Verdict::differs};
    auto value = Oracle::parse(text, nullptr, false);
    if (value.is_discarded()) {
        return {{}, is_too_strict(text) ? Verdict::differs : Verdict::refused};
    }
    const bool is_deep = depth_of(value) > json::depth_max;
    return {std::move(value), is_deep ? Verdict::refused : Verdict::taken};
}

std::optional<std::int64_t> as_integer(const Oracle& value) {
    if (!value.is_number_integer()) return std::nullopt;
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{largest}) {
        return std::nullopt;
    }
    return value.get<std::int64_t>();
}

}  // namespace messaging
