#include "state/freshness.h"

#include <algorithm>

namespace messaging {

void Freshness::want(const Part& part) {
    State& state = parts_[part];
    if (!state.is_put_off) state.wanted_at = Instant();
}

void Freshness::put_off(const Part& part, Instant until) { parts_[part] = {false, true, until}; }

void Freshness::end_put_off() {
    for (auto& [part, state] : parts_) state.is_put_off = false;
}

void Freshness::forget(const Part& part) { parts_.erase(part); }

std::optional<Part> Freshness::take_due(Instant now) {
    if (count_under_way() >= under_way_max) return std::nullopt;
    for (auto& [part, state] : parts_) {
        if (state.under_way || state.wanted_at > now) continue;
        state = {true, false, never};
        return part;
    }
    return std::nullopt;
}

void Freshness::distrust_under_way(Instant now) {
    for (auto& [part, state] : parts_) {
        const bool is_unsafe = state.under_way && part.kind != Part::Kind::messages;
        if (is_unsafe && state.wanted_at == never) state.wanted_at = now + distrust_for;
    }
}

void Freshness::done(const Part& part) {
    const auto found = parts_.find(part);
    if (found == parts_.end()) return;
    found->second.under_way = false;
    if (found->second.wanted_at == never) parts_.erase(found);
}

std::size_t Freshness::count_under_way() const {
    std::size_t count = 0;
    for (const auto& [part, state] : parts_) count += state.under_way ? 1 : 0;
    return count;
}

Instant Freshness::deadline() const {
    if (count_under_way() >= under_way_max) return never;
    Instant first = never;
    for (const auto& [part, state] : parts_) {
        if (!state.under_way) first = std::min(first, state.wanted_at);
    }
    return first;
}

}  // namespace messaging
