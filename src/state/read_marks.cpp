#include "state/read_marks.h"

#include <utility>

namespace messaging {

bool ReadMarks::want(const ConversationId& conversation, CallNumber call) {
    const bool is_known = conversations_.contains(conversation);
    if (!is_known && conversations_.size() >= conversations_max) return false;
    conversations_[conversation].waiting.push_back(call);
    return true;
}

List<ConversationId> ReadMarks::take_ready() {
    List<ConversationId> ready;
    for (auto& [conversation, state] : conversations_) {
        if (state.under_way || state.waiting.empty()) continue;
        state.under_way = true;
        state.answered_next = std::exchange(state.waiting, {});
        ready.push_back(conversation);
    }
    return ready;
}

List<CallNumber> ReadMarks::done(const ConversationId& conversation) {
    const auto found = conversations_.find(conversation);
    if (found == conversations_.end()) return {};
    State& state = found->second;
    state.under_way = false;
    auto calls = std::exchange(state.answered_next, {});
    if (state.waiting.empty()) conversations_.erase(found);
    return calls;
}

List<CallNumber> ReadMarks::take_all() {
    List<CallNumber> calls;
    for (auto& [conversation, state] : conversations_) {
        for (const auto call : state.answered_next) calls.push_back(call);
        for (const auto call : state.waiting) calls.push_back(call);
    }
    conversations_.clear();
    return calls;
}

}  // namespace messaging
