#include "state/typing_sender.h"

namespace messaging {

std::optional<TypingSignal> TypingSender::set(const ConversationId& conversation, bool is_typing,
                                              Instant now) {
    if (!is_typing) return stop(conversation, now);
    const bool is_known = conversations_.contains(conversation);
    if (!is_known && conversations_.size() >= conversations_max) return std::nullopt;
    State& state = conversations_[conversation];
    state.stop_at = now + options_.stop_after;
    if (is_throttled(state, now)) return std::nullopt;
    state.told = true;
    state.told_typing_at = now;
    return TypingSignal{conversation, true};
}

std::optional<TypingSignal> TypingSender::stop(const ConversationId& conversation, Instant now) {
    const auto found = conversations_.find(conversation);
    if (found == conversations_.end()) return std::nullopt;
    found->second.stop_at = never;
    return advance(conversation, found->second, now);
}

List<TypingSignal> TypingSender::stop_all(Instant now) {
    List<TypingSignal> signals;
    for (auto& [conversation, state] : conversations_) {
        state.stop_at = never;
        if (auto signal = advance(conversation, state, now)) signals.push_back(*std::move(signal));
    }
    return signals;
}

std::optional<TypingSignal> TypingSender::advance(const ConversationId& conversation, State& state,
                                                  Instant now) {
    if (state.stop_at <= now) state.stop_at = never;
    if (state.told && !state.wants_typing()) {
        state.told = false;
        return TypingSignal{conversation, false};
    }
    if (!state.told && state.wants_typing() && !is_throttled(state, now)) {
        state.told = true;
        state.told_typing_at = now;
        return TypingSignal{conversation, true};
    }
    return std::nullopt;
}

List<TypingSignal> TypingSender::tick(Instant now) {
    List<TypingSignal> signals;
    for (auto it = conversations_.begin(); it != conversations_.end();) {
        if (auto signal = advance(it->first, it->second, now))
            signals.push_back(*std::move(signal));
        const State& state = it->second;
        const bool is_over = !state.told && !state.wants_typing() && !is_throttled(state, now);
        it = is_over ? conversations_.erase(it) : ++it;
    }
    return signals;
}

bool TypingSender::is_throttled(const State& state, Instant now) const {
    return state.told_typing_at && now - *state.told_typing_at < options_.throttle;
}

Instant TypingSender::deadline_of(const State& state) const {
    if (!state.told && state.wants_typing()) {
        // Trailing edge: typing that was announced too early waits for the throttle.
        return std::min(state.stop_at, *state.told_typing_at + options_.throttle);
    }
    return state.stop_at;
}

Instant TypingSender::deadline() const {
    Instant first = never;
    for (const auto& [conversation, state] : conversations_) {
        first = std::min(first, deadline_of(state));
    }
    return first;
}

}  // namespace messaging
