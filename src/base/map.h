// An ordered map. std::map repeats its tree balancing for each type, 1 KB of what a page loads. An
// entry stays where it is until it is erased. Insertion moves pointers, so a map is for thousands
// of entries, not millions.
#pragma once

#include <cstddef>
#include <utility>

#include "base/pointer_list.h"

namespace messaging {

template <typename Key, typename Value>
class Map {
  public:
    using Entry = std::pair<const Key, Value>;
    using Iterator = ElementIterator<Entry>;
    using ConstIterator = ElementIterator<const Entry>;

    Map() = default;
    Map(Map&& other) noexcept : entries_(std::exchange(other.entries_, {})) {}
    Map& operator=(Map&& other) noexcept {
        std::swap(entries_, other.entries_);
        return *this;
    }
    ~Map() { clear(); }

    Iterator begin() { return Iterator(entries_.begin()); }
    Iterator end() { return Iterator(entries_.end()); }
    ConstIterator begin() const { return ConstIterator(entries_.begin()); }
    ConstIterator end() const { return ConstIterator(entries_.end()); }
    bool empty() const { return size() == 0; }
    std::size_t size() const { return entries_.size(); }

    Iterator find(const Key& key) { return Iterator(place_of(key)); }
    ConstIterator find(const Key& key) const { return ConstIterator(place_of(key)); }
    bool contains(const Key& key) const { return place_of(key) != entries_.end(); }

    // Returns the value of `key`, and whether it was inserted, made of `parts`.
    template <typename... Parts>
    std::pair<Value&, bool> insert(const Key& key, Parts&&... parts) {
        void* const* at = not_before(key);
        if (is_at(at, key)) return {Iterator(at)->second, false};
        auto* entry = new Entry(key, Value{std::forward<Parts>(parts)...});
        entries_.insert(index_of(at), entry);
        return {entry->second, true};
    }
    Value& operator[](const Key& key) { return insert(key).first; }

    // Returns the entry that followed.
    Iterator erase(Iterator entry) {
        const std::size_t index = index_of(entry.place());
        delete &*entry;
        entries_.remove(index);
        return Iterator(entries_.begin() + index);
    }
    // Returns whether there was one.
    bool erase(const Key& key) {
        const Iterator found = find(key);
        if (found == end()) return false;
        erase(found);
        return true;
    }
    void clear() {
        for (auto& entry : *this) delete &entry;
        entries_.clear();
    }

  private:
    void* const* not_before(const Key& key) const {
        void* const* first = entries_.begin();
        std::size_t count = entries_.size();
        while (count > 0) {
            const std::size_t half = count / 2;
            const bool is_before = ConstIterator(first + half)->first < key;
            if (is_before) first += half + 1;
            count = is_before ? count - half - 1 : half;
        }
        return first;
    }
    bool is_at(void* const* at, const Key& key) const {
        return at != entries_.end() && ConstIterator(at)->first == key;
    }
    void* const* place_of(const Key& key) const {
        void* const* at = not_before(key);
        return is_at(at, key) ? at : entries_.end();
    }
    std::size_t index_of(void* const* at) const {
        return static_cast<std::size_t>(at - entries_.begin());
    }

    PointerList entries_;
};

struct Nothing {};

template <typename Key>
using Set = Map<Key, Nothing>;

}  // namespace messaging
