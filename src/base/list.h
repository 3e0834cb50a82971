// A sequence whose elements never move. std::vector would repeat its code for growth and insertion
// for each type, 2 KB of what a page loads; inserting here moves pointers.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <utility>

#include "base/pointer_list.h"

namespace messaging {

template <typename Element>
class List {
  public:
    List() = default;
    List(std::initializer_list<Element> elements) {
        for (const auto& element : elements) push_back(element);
    }
    List(const List& other) {
        for (const auto& element : other) push_back(element);
    }
    List(List&& other) noexcept : pointers_(std::exchange(other.pointers_, {})) {}
    List& operator=(List other) noexcept {
        std::swap(pointers_, other.pointers_);
        return *this;
    }
    ~List() { clear(); }

    auto begin() { return ElementIterator<Element>(pointers_.begin()); }
    auto end() { return ElementIterator<Element>(pointers_.end()); }
    auto begin() const { return ElementIterator<const Element>(pointers_.begin()); }
    auto end() const { return ElementIterator<const Element>(pointers_.end()); }
    bool empty() const { return size() == 0; }
    std::size_t size() const { return pointers_.size(); }

    Element& operator[](std::size_t at) { return element(at); }
    const Element& operator[](std::size_t at) const { return element(at); }
    const Element& front() const { return element(0); }
    const Element& back() const { return element(size() - 1); }

    // `at` may be size().
    void insert(std::size_t at, Element&& element) {
        pointers_.insert(at, new Element(std::move(element)));
    }
    void push_back(Element&& element) { insert(size(), std::move(element)); }
    void push_back(const Element& element) { insert(size(), Element(element)); }
    void remove(std::size_t at) {
        delete &element(at);
        pointers_.remove(at);
    }
    void clear() {
        for (auto& element : *this) delete &element;
        pointers_.clear();
    }

    friend bool operator==(const List& a, const List& b) {
        if (a.size() != b.size()) return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!(a[i] == b[i])) return false;
        }
        return true;
    }

  private:
    Element& element(std::size_t at) const { return *static_cast<Element*>(pointers_.begin()[at]); }

    PointerList pointers_;
};

}  // namespace messaging
