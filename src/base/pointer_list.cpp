#include "base/pointer_list.h"

namespace messaging {

[[gnu::noinline]] void* const* PointerList::begin() const {
    return block_ == nullptr ? nullptr : block_->begin();
}

[[gnu::noinline]] std::size_t PointerList::size() const {
    return block_ == nullptr ? 0 : block_->size;
}

void PointerList::insert(std::size_t at, void* pointer) {
    const bool is_in_front = at < size() / 2;
    const bool is_full =
        block_ == nullptr ||
        (is_in_front ? block_->first == 0 : block_->first + block_->size == block_->capacity);
    if (is_full) make_room(is_in_front);
    if (is_in_front) --block_->first;
    ++block_->size;
    void** const pointers = block_->begin();
    if (is_in_front) {
        for (std::size_t i = 0; i < at; ++i) pointers[i] = pointers[i + 1];
    } else {
        for (std::size_t i = block_->size - 1; i > at; --i) pointers[i] = pointers[i - 1];
    }
    pointers[at] = pointer;
}

void PointerList::remove(std::size_t at) {
    void** const pointers = block_->begin();
    const bool is_in_front = at < block_->size / 2;
    --block_->size;
    if (is_in_front) {
        for (std::size_t i = at; i > 0; --i) pointers[i] = pointers[i - 1];
        ++block_->first;
    } else {
        for (std::size_t i = at; i < block_->size; ++i) pointers[i] = pointers[i + 1];
    }
}

void PointerList::clear() {
    if (block_ != nullptr) block_->size = 0;
}

// Adds as much room at one end as there are pointers: as many insertions there are then free.
void PointerList::make_room(bool is_in_front) {
    const std::size_t count = size();
    const std::size_t capacity = count == 0 ? 4 : 2 * count;
    void* memory = ::operator new(sizeof(Block) + capacity * sizeof(void*));
    auto* block = new (memory) Block{capacity, is_in_front ? capacity - count : 0, count};
    for (std::size_t i = 0; i < count; ++i) block->begin()[i] = block_->begin()[i];
    ::operator delete(block_);
    block_ = block;
}

}  // namespace messaging
