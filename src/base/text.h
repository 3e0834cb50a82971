// An immutable string that is cheap to copy. Ids occur many times over in effects, requests and
// lists; with std::string, each copy, move and destruction would be inlined as a dozen
// instructions, a tenth of the shipped module.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace messaging {

class Text {
  public:
    Text() = default;
    Text(std::string_view text);
    Text(const std::string& text) : Text(std::string_view(text)) {}
    Text(const char* text) : Text(std::string_view(text)) {}
    Text(const Text& other);
    Text(Text&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
    Text& operator=(Text other) noexcept {
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~Text() { release(); }

    std::string_view view() const;
    operator std::string_view() const { return view(); }
    bool empty() const { return shared_ == nullptr; }
    std::size_t size() const { return view().size(); }

    friend bool operator==(const Text& a, const Text& b) { return a.view() == b.view(); }
    friend bool operator==(const Text& a, std::string_view b) { return a.view() == b; }
    friend std::strong_ordering operator<=>(const Text& a, const Text& b) {
        return a.view() <=> b.view();
    }

  private:
    // Followed in memory by the characters.
    struct Shared {
        std::uint32_t uses;
        std::uint32_t size;
    };

    void release() const;

    // Null for the empty text.
    Shared* shared_ = nullptr;
};

// `value` in decimal digits. The standard library has a table and a function for each type: a page
// would load 0.3 KB more.
std::string decimal(std::int64_t value);

// Removes and returns the first of words divided by `|`, as in `"read|failed"`.
std::string_view take_word(std::string_view& words);

}  // namespace messaging
