// What this page tells others about its own typing. A wish to show it is sent at once and then at
// most once per `throttle`, its latest value always being sent in the end; a stop is sent at once.
// Nobody who stops pressing keys keeps typing: `stop_after` the last wish the stop is sent by
// itself.
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

    // A page that types in more conversations at once is none; the wish is then ignored.
    static constexpr std::size_t conversations_max = 256;

    explicit TypingSender(Options options) : options_(options) {}

    // Answers the signal to send now, if any.
    std::optional<TypingSignal> set(const ConversationId& conversation, bool is_typing,
                                    Instant now);
    // The stop of a conversation that others believe this page to be typing in.
    std::optional<TypingSignal> stop(const ConversationId& conversation, Instant now);
    List<TypingSignal> stop_all(Instant now);
    // The connection is gone and with it what others were told.
    void forget_all() { conversations_.clear(); }

    List<TypingSignal> tick(Instant now);
    Instant deadline() const;

  private:
    struct State {
        // What the others were told last, and when they were last told of typing.
        bool told = false;
        std::optional<Instant> told_typing_at;
        // Set while the page wants to be seen typing: when it stops by itself.
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
