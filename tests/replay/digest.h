// 64-bit FNV-1a, as in `bindings/trace/digest.ts`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace messaging::replay {

class Digest {
  public:
    // Adds the text, and a zero after it.
    Digest& add(std::string_view text) {
        for (const char c : text) add_byte(static_cast<unsigned char>(c));
        add_byte(0);
        return *this;
    }

    // 16 hexadecimal digits.
    std::string text() const {
        static constexpr char hex[] = "0123456789abcdef";
        std::string digits;
        for (int shift = 60; shift >= 0; shift -= 4) digits += hex[(value_ >> shift) & 15U];
        return digits;
    }

  private:
    void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }

    std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace messaging::replay
