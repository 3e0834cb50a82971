#include "base/text.h"

#include <algorithm>
#include <new>

namespace messaging {

namespace {

char* characters_of(void* shared, std::size_t header) {
    return static_cast<char*>(shared) + header;
}

}  // namespace

[[gnu::noinline]] Text::Text(std::string_view text) {
    if (text.empty()) return;
    void* memory = ::operator new(sizeof(Shared) + text.size());
    shared_ = new (memory) Shared{1, static_cast<std::uint32_t>(text.size())};
    std::copy(text.begin(), text.end(), characters_of(memory, sizeof(Shared)));
}

[[gnu::noinline]] Text::Text(const Text& other) : shared_(other.shared_) {
    if (shared_ != nullptr) ++shared_->uses;
}

[[gnu::noinline]] std::string_view Text::view() const {
    if (shared_ == nullptr) return {};
    return {characters_of(shared_, sizeof(Shared)), shared_->size};
}

[[gnu::noinline]] void Text::release() const {
    if (shared_ != nullptr && --shared_->uses == 0) ::operator delete(shared_);
}

std::string decimal(std::int64_t value) {
    // Unsigned, so that the most negative number can be negated too.
    auto rest = static_cast<std::uint64_t>(value);
    if (value < 0) rest = 0 - rest;
    std::string digits;
    do {
        digits += static_cast<char>('0' + static_cast<char>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (value < 0) digits += '-';
    std::reverse(digits.begin(), digits.end());
    return digits;
}

std::string_view take_word(std::string_view& words) {
    const auto word = words.substr(0, words.find('|'));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    return word;
}

}  // namespace messaging
