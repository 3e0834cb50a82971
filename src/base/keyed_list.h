// A list whose elements are found by key: an index by key finds the element, and a rank that grows
// along the list finds its position. Both take O(log n) steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/pointer_list.h"
#include "base/text.h"

namespace messaging {

// Base of every element.
struct Keyed {
    // Unique in the list; never changes. An element with an empty key cannot be found.
    Text key;
    // Maintained by the list.
    std::uint32_t rank = 0;
};

// The part of a KeyedList that does not depend on the element type.
class KeyedPlaces {
  public:
    const PointerList& pointers() const { return order_; }
    std::optional<std::size_t> find(std::string_view key) const;
    void insert(std::size_t at, Keyed* element);
    void remove(std::size_t at);

  private:
    Keyed* element(std::size_t at) const { return static_cast<Keyed*>(order_.begin()[at]); }
    std::size_t not_before(std::string_view key) const;
    std::uint32_t rank_at(std::size_t at) const;
    void rank_anew();

    PointerList order_;
    // The elements that have a key, ordered by it.
    PointerList by_key_;
};

template <typename Element>
class KeyedList {
  public:
    KeyedList() = default;
    KeyedList(KeyedList&& other) noexcept : places_(std::exchange(other.places_, {})) {}
    KeyedList& operator=(KeyedList&& other) noexcept {
        std::swap(places_, other.places_);
        return *this;
    }
    ~KeyedList() {
        for (const auto& element : *this) delete &element;
    }

    auto begin() const { return ElementIterator<const Element>(places_.pointers().begin()); }
    auto end() const { return ElementIterator<const Element>(places_.pointers().end()); }
    bool empty() const { return size() == 0; }
    std::size_t size() const { return places_.pointers().size(); }
    Element& operator[](std::size_t at) { return element(at); }
    const Element& operator[](std::size_t at) const { return element(at); }

    std::optional<std::size_t> find(std::string_view key) const { return places_.find(key); }

    // `at` may be size().
    void insert(std::size_t at, Element&& element) {
        places_.insert(at, new Element(std::move(element)));
    }
    void push_back(Element&& element) { insert(size(), std::move(element)); }
    // `element` has the same key as the one that it replaces.
    void replace(std::size_t at, Element&& element) {
        element.rank = (*this)[at].rank;
        (*this)[at] = std::move(element);
    }
    void remove(std::size_t at) {
        const Element* removed = &element(at);
        places_.remove(at);
        delete removed;
    }

  private:
    Element& element(std::size_t at) const {
        return *static_cast<Element*>(static_cast<Keyed*>(places_.pointers().begin()[at]));
    }

    KeyedPlaces places_;
};

}  // namespace messaging
