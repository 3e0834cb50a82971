#include "base/pointer_list.h"

namespace messaging {

void PointerList::insert(std::size_t at, void* pointer) {
    pointers_.push_back(pointer);
    // Mostly near the end.
    for (std::size_t i = pointers_.size() - 1; i > at; --i) pointers_[i] = pointers_[i - 1];
    pointers_[at] = pointer;
}

void PointerList::remove(std::size_t at) {
    pointers_.erase(pointers_.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace messaging
