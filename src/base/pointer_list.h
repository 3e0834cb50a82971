// What lists and maps of any type have in common: pointers to their elements, in order. Code that
// depends on a type is repeated for each type, and a page loads all of it; here it is only what
// makes, compares and ends an element.
#pragma once

#include <cstddef>
#include <iterator>
#include <vector>

namespace messaging {

class PointerList {
  public:
    void* const* begin() const { return pointers_.data(); }
    void* const* end() const { return pointers_.data() + pointers_.size(); }
    std::size_t size() const { return pointers_.size(); }
    // `at` may be the size.
    void insert(std::size_t at, void* pointer);
    void remove(std::size_t at);
    void clear() { pointers_.clear(); }

  private:
    std::vector<void*> pointers_;
};

// Walks over the elements instead of the pointers.
template <typename Element>
class ElementIterator {
  public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Element;
    using difference_type = std::ptrdiff_t;
    using pointer = Element*;
    using reference = Element&;

    ElementIterator() = default;
    explicit ElementIterator(void* const* at) : at_(at) {}

    Element& operator*() const { return *static_cast<Element*>(*at_); }
    Element* operator->() const { return &**this; }
    ElementIterator& operator++() {
        ++at_;
        return *this;
    }
    ElementIterator operator++(int) { return ElementIterator(at_++); }
    bool operator==(const ElementIterator&) const = default;

    void* const* place() const { return at_; }

  private:
    void* const* at_ = nullptr;
};

}  // namespace messaging
