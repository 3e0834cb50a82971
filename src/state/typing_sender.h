// What this page tells others about its own typing. Typing is sent at once and then at most once
// per `throttle`, the latest value always being sent in the end. A stop is sent at once, and by
// itself if typing is not set again within `stop_after`.
#pragma once

#include <optional>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "base/time.h"

namespace messaging {

struct TypingSignal {
    ConversationId conversation;
    bool is_typing = false;

    bool operator==(const TypingSignal&) const = default;
};

class TypingSender {
  public:
    struct Options {
        Duration throttle = std::chrono::seconds(1);
        Duration stop_after = std::chrono::seconds(3);
    };

    // No real page types in more conversations at once; further ones are ignored.
    static constexpr std::size_t conversations_max = 256;

    explicit TypingSender(Options options) : options_(options) {}

    // Returns the signal to send now, if any.
    std::optional<TypingSignal> set(const ConversationId& conversation, bool is_typing,
                                    Instant now);
    // The stop signal, if others believe that this page is typing in the conversation.
    std::optional<TypingSignal> stop(const ConversationId& conversation, Instant now);
    List<TypingSignal> stop_all(Instant now);
    // The connection is gone, and with it what others were told.
    void forget_all() { conversations_.clear(); }

    List<TypingSignal> tick(Instant now);
    Instant deadline() const;

  private:
    struct State {
        // What others were told last, and when they were last told of typing.
        bool told = false;
        std::optional<Instant> told_typing_at;
        // When typing stops by itself; `never` while the page is not typing.
        Instant stop_at = never;

        bool wants_typing() const { return stop_at != never; }
    };

    std::optional<TypingSignal> advance(const ConversationId& conversation, State& state,
                                        Instant now);
    bool is_throttled(const State& state, Instant now) const;
    Instant deadline_of(const State& state) const;

    Options options_;
    Map<ConversationId, State> conversations_;
};

}  // namespace messaging
