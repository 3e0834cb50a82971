// Deadlines by key, and the earliest of them. Equal deadlines come due in the order of their keys,
// so that a run depends on nothing but its inputs.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/time.h"

namespace messaging {

template <typename Key>
class TimerTable {
  public:
    void set(const Key& key, Instant at) {
        cancel(key);
        at_.emplace(key, at);
        order_.emplace(at, key);
    }

    void cancel(const Key& key) {
        const auto found = at_.find(key);
        if (found == at_.end()) return;
        order_.erase({found->second, key});
        at_.erase(found);
    }

    void clear() {
        at_.clear();
        order_.clear();
    }

    std::optional<Instant> at(const Key& key) const {
        const auto found = at_.find(key);
        if (found == at_.end()) return std::nullopt;
        return found->second;
    }

    bool is_set(const Key& key) const { return at_.count(key) != 0; }
    std::size_t size() const { return at_.size(); }

    std::optional<Instant> earliest() const {
        if (order_.empty()) return std::nullopt;
        return order_.begin()->first;
    }

    // Takes out the earliest timer that is due; call until it answers nothing.
    std::optional<Key> take_due(Instant now) {
        if (order_.empty() || order_.begin()->first > now) return std::nullopt;
        Key key = order_.begin()->second;
        cancel(key);
        return key;
    }

  private:
    std::map<Key, Instant> at_;
    std::set<std::pair<Instant, Key>> order_;
};

}  // namespace messaging
