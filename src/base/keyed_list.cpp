#include "base/keyed_list.h"

#include <algorithm>
#include <limits>

namespace messaging {

namespace {

constexpr std::uint32_t rank_max = std::numeric_limits<std::uint32_t>::max();
// Distance of ranks at the ends of a list: allows thousands of insertions before ranks run out.
constexpr std::uint32_t rank_step = 1U << 14U;

}  // namespace

// Index in `by_key_` of the first element whose key is not less than `key`.
std::size_t KeyedPlaces::not_before(std::string_view key) const {
    std::size_t first = 0;
    std::size_t count = by_key_.size();
    while (count > 0) {
        const std::size_t half = count / 2;
        const auto* middle = static_cast<const Keyed*>(by_key_.begin()[first + half]);
        const bool is_before = middle->key.view() < key;
        if (is_before) first += half + 1;
        count = is_before ? count - half - 1 : half;
    }
    return first;
}

std::optional<std::size_t> KeyedPlaces::find(std::string_view key) const {
    if (key.empty()) return std::nullopt;
    const std::size_t found = not_before(key);
    if (found == by_key_.size()) return std::nullopt;
    const auto* wanted = static_cast<const Keyed*>(by_key_.begin()[found]);
    if (wanted->key != key) return std::nullopt;
    std::size_t first = 0;
    std::size_t last = order_.size() - 1;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (element(middle)->rank < wanted->rank) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return first;
}

void KeyedPlaces::insert(std::size_t at, Keyed* element) {
    element->rank = rank_at(at);
    order_.insert(at, element);
    if (!element->key.empty()) by_key_.insert(not_before(element->key), element);
    if (element->rank == 0) rank_anew();
}

void KeyedPlaces::remove(std::size_t at) {
    const Text& key = element(at)->key;
    if (!key.empty()) by_key_.remove(not_before(key));
    order_.remove(at);
}

// A rank between those of the neighbours-to-be; 0 if there is none.
std::uint32_t KeyedPlaces::rank_at(std::size_t at) const {
    if (order_.size() == 0) return rank_max / 2;
    const std::uint32_t before = at == 0 ? 0 : element(at - 1)->rank;
    const std::uint32_t after = at == order_.size() ? rank_max : element(at)->rank;
    const std::uint32_t half = (after - before) / 2;
    if (half == 0) return 0;
    if (at == 0) return after - std::min(half, rank_step);
    return before + (at == order_.size() ? std::min(half, rank_step) : half);
}

// Spreads ranks evenly over the middle half, since most insertions are at the ends.
void KeyedPlaces::rank_anew() {
    const auto count = static_cast<std::uint32_t>(order_.size());
    std::uint32_t rank = rank_max / 4;
    for (std::size_t at = 0; at < count; ++at) {
        element(at)->rank = rank;
        rank += rank_max / 2 / count;
    }
}

}  // namespace messaging
