// Reads JSON. Reading never fails: a missing member is a `Value` that does not exist, and accessors
// return optionals. A document holds a copy of the text, whose strings are unescaped in place, and
// one flat list of its values, so parsing is one pass and usually two allocations.
//
// Our own rather than a library: nlohmann/json costs 18 KB of compressed WebAssembly, a third of
// what a page may load, for a tree that nothing here needs. The tests use it as an oracle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace messaging::json {

// Deeper documents are refused: they are attacks, and parsing is recursive.
inline constexpr int depth_max = 64;
// So are more values, object keys included: one can be two bytes of text but takes 24 here, and a
// page has only so much memory. The longest reply that is read has about half as many.
inline constexpr std::size_t values_max = 2'000'000;

class Document;

// A value in a document, or none. Valid as long as the document.
class Value {
  public:
    Value() = default;

    bool exists() const { return document_ != nullptr; }
    bool is_object() const;
    bool is_array() const;
    bool is_null() const;

    // The text of a string; nullopt for any other type.
    std::optional<std::string_view> string() const;
    // The text of a string or the digits of an integer, since ids come as both; empty for all else.
    Text id() const;
    // An integer that fits, with or without a zero fraction; nullopt for one with an exponent,
    // which neither JavaScript nor any server writes below 10^21.
    std::optional<std::int64_t> integer() const;
    std::optional<bool> boolean() const;

    // A member of an object or an element of an array; does not exist if there is none. Of
    // duplicate keys the last counts, as in JavaScript.
    Value operator[](std::string_view key) const;
    // By pointer: WebAssembly would write a string_view into memory at each call.
    Value operator[](const char* key) const;
    Value operator[](int index) const;
    // Offset of an object in the text; 0 for any other value.
    std::uint32_t place() const;
    // Number of array elements or object members; 0 for any other value.
    std::size_t size() const;

    // The elements of an array, in order; none for any other value.
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
    // nullopt for text that is not JSON, is nested too deeply or has too many values.
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
        // `begin`: offset of an object or of a string's characters, else 0. `size`: characters of a
        // string, entries of an array or object, else 0.
        std::uint32_t begin;
        std::uint32_t size;
        std::int64_t integer;
    };

    std::string_view text_of(const Node& node) const {
        return {text_.get() + node.begin, node.size};
    }

    // Not vectors, whose growth and assignment would add 0.3 KB to what a page loads.
    std::unique_ptr<char[]> text_;
    // In document order; each member of an object is a key followed by a value.
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
