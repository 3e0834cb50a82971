// Reads JSON. A reader never fails: a missing member is a value of its own, and every accessor
// answers with an optional. The document is a copy of the text, whose strings are unescaped where
// they stand, and one flat list of its values; so its cost is one pass and two allocations.
//
// Our own, where a library would be expected: nlohmann/json costs 18 KB of compressed WebAssembly,
// a third of what a page may load, for a tree that nobody here needs. It is the oracle that the
// tests compare this reader with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace messaging::json {

// A document nested deeper is refused: deeper ones are attacks, and recursion has a stack.
inline constexpr int depth_max = 64;
// So is one with more values, keys of objects included: each costs 24 bytes, where the text of one
// has two, and a page has only so much memory. The longest reply that is read has about half of it.
inline constexpr std::size_t values_max = 2'000'000;

class Document;

// A value inside a document, or nothing at all. Valid as long as its document.
class Value {
  public:
    Value() = default;

    bool exists() const { return document_ != nullptr; }
    bool is_object() const;
    bool is_array() const;
    bool is_null() const;

    // The text of a string; nothing for every other type.
    std::optional<std::string_view> string() const;
    // The text of a string, or the digits of an integer: ids come as both. Empty for anything else.
    Text id() const;
    // An integer that fits, with or without a fraction of zero; nothing for one with an exponent,
    // which neither JavaScript nor any server writes below 10^21.
    std::optional<std::int64_t> integer() const;
    std::optional<bool> boolean() const;

    // A member of an object or an element of an array; does not exist where there is none. Of a key
    // that is given twice the last counts, as in JavaScript.
    Value operator[](std::string_view key) const;
    // By pointer: for each call with a view WebAssembly would write it into memory first.
    Value operator[](const char* key) const;
    Value operator[](int index) const;
    // Where the text of an object begins, else 0.
    std::uint32_t place() const;
    // Elements of an array, members of an object, else 0.
    std::size_t size() const;

    // The elements of an array in their order; none for any other value.
    class Iterator;
    Iterator begin() const;
    Iterator end() const;

  private:
    friend class Document;

    Value(const Document* document, std::uint32_t node) : document_(document), node_(node) {}

    const Document* document_ = nullptr;
    std::uint32_t node_ = 0;
};

class Document {
  public:
    // Nothing for text that is not JSON, is nested too deep or has too many values.
    static std::optional<Document> parse(std::string_view text);

    Value root() const { return {this, 0}; }

  private:
    friend class Parser;
    friend class Value;

    enum class Type : std::uint8_t { null, boolean, integer, other_number, string, array, object };

    struct Node {
        Type type;
        // One past the last node inside this one.
        std::uint32_t end;
        // Where it stands in the text, a string without its quotes; 0 for anything without entries
        // or characters. An array or object: how many entries it has.
        std::uint32_t begin;
        std::uint32_t size;
        std::int64_t integer;
    };

    std::string_view text_of(const Node& node) const {
        return {text_.get() + node.begin, node.size};
    }

    // Not vectors, whose growth and assignment are 0.3 KB of what a page loads.
    std::unique_ptr<char[]> text_;
    // In the order of the text; the members of an object are a key and a value each.
    std::unique_ptr<Node[]> nodes_;
    std::uint32_t node_count_ = 0;
    std::uint32_t node_capacity_ = 0;
};

class Value::Iterator {
  public:
    Iterator(const Document* document, std::uint32_t node) : document_(document), node_(node) {}

    Value operator*() const { return {document_, node_}; }
    Iterator& operator++();
    bool operator==(const Iterator& other) const { return node_ == other.node_; }

  private:
    const Document* document_;
    std::uint32_t node_;
};

}  // namespace messaging::json
