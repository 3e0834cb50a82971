// Parses text into a document in one pass: RFC 8259, and `JSON.parse` where that is more specific.
// Strings are unescaped in place, since no escape is shorter than what it stands for.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace messaging::json {

class Parser {
  public:
    explicit Parser(Document& document) : document_(document) {}

    // False if the text is not a JSON document.
    bool parse(std::string_view text);

  private:
    bool value(int depth);
    bool literal(std::string_view word, Document::Type type, std::int64_t integer);
    bool number();
    bool string();
    void skip_plain();
    bool escape();
    bool hexadecimal(std::uint32_t& code);
    bool array(int depth);
    bool object(int depth);

    void skip_space();
    bool take(char c);
    bool at_digit() const;
    std::uint32_t take_digits();
    void write(std::uint32_t code_point);
    std::uint32_t add(Document::Type type);
    void make_room();

    Document& document_;
    // Read position and, inside a string, write position in the text.
    char* at_ = nullptr;
    const char* end_ = nullptr;
    char* out_ = nullptr;
};

}  // namespace messaging::json
