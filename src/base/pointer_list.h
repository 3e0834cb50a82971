// What lists and maps of any type have in common: pointers to their elements, in order. Code that
// depends on a type is repeated for each type, and a page loads all of it; here it is only what
// makes, compares and ends an element.
#pragma once

#include <cstddef>
#include <iterator>
#include <new>
#include <utility>

namespace messaging {

// There is room at both ends, so that a change costs what stands between it and the nearer one: a
// window moves on, and what comes last goes to the front, without a step for each element. One
// pointer, since lists are moved in many places.
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
    // `at` may be the size.
    void insert(std::size_t at, void* pointer);
    void remove(std::size_t at);
    void clear();

  private:
    // Room for `capacity` pointers follows it.
    struct Block {
        std::size_t capacity;
        std::size_t first;
        std::size_t size;

        void** begin() { return reinterpret_cast<void**>(this + 1) + first; }
    };

    void make_room(bool is_in_front);

    // None while nothing was inserted.
    Block* block_ = nullptr;
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
