// The part of lists and maps that does not depend on the element type: pointers to the elements, in
// order. Code that depends on a type is repeated for each type, and a page loads all of it; outside
// of here such code only creates, compares and destroys elements.
#pragma once

#include <cstddef>
#include <iterator>
#include <new>
#include <utility>

namespace messaging {

// There is room at both ends, so a change moves only the pointers between it and the nearer end: a
// window can advance, and the last element can go to the front, without a step for each element.
// The object itself is one pointer, since lists are moved in many places.
class PointerList {
  public:
    PointerList() = default;
    PointerList(PointerList&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    PointerList& operator=(PointerList&& other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~PointerList() { ::operator delete(block_); }

    void* const* begin() const;
    void* const* end() const { return begin() + size(); }
    std::size_t size() const;
    // `at` may be size().
    void insert(std::size_t at, void* pointer);
    void remove(std::size_t at);
    void clear();

  private:
    // Followed in memory by room for `capacity` pointers.
    struct Block {
        std::size_t capacity;
        std::size_t first;
        std::size_t size;

        void** begin() { return reinterpret_cast<void**>(this + 1) + first; }
    };

    void make_room(bool is_in_front);

    // Null until the first insertion.
    Block* block_ = nullptr;
};

// Iterates over the elements instead of the pointers.
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
