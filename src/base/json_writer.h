// Writes JSON from left to right. Text from a page or a server is spliced in unchanged (`raw`),
// which a tree of values cannot do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace messaging::json {

class Writer {
  public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    // `name` is a literal that needs no escaping; by pointer, as in `Value`.
    Writer& key(const char* name);
    Writer& string(std::string_view value);
    Writer& integer(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();
    // `json` must be exactly one value; it is not checked.
    Writer& raw(std::string_view json);

    // `key` and a value in one.
    Writer& member(const char* name, std::string_view value);
    Writer& member(const char* name, const char* value);
    Writer& member(const char* name, std::int64_t value);
    Writer& member(const char* name, std::uint32_t value);
    Writer& member(const char* name, bool value);

    const std::string& text() const { return text_; }
    std::string take() { return std::move(text_); }

  private:
    void separate();

    std::string text_;
    bool needs_comma_ = false;
};

// `value` as a JSON string, with its quotation marks.
std::string quote(std::string_view value);

}  // namespace messaging::json
