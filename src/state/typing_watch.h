// Who else is typing. Each peer's "typing" expires after `expiry`, since the stop may never come:
// the peer's page was closed, its connection cut, or the server has no expiry of its own.
#pragma once

#include <optional>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "base/time.h"

namespace messaging {

struct TypingPeer {
    ConversationId conversation;
    UserId user;

    auto operator<=>(const TypingPeer&) const = default;
};

class TypingWatch {
  public:
    // At the limit, the peer that would expire first is dropped.
    static constexpr std::size_t peers_max = 1000;

    explicit TypingWatch(Duration expiry) : expiry_(expiry) {}

    // Returns the peer that was dropped for this one, if any.
    std::optional<TypingPeer> started(const TypingPeer& peer, Instant now);
    // Whether the peer was known to be typing.
    bool stopped(const TypingPeer& peer);

    // Peers whose time is over; they are forgotten.
    List<TypingPeer> tick(Instant now);
    List<TypingPeer> take_all();
    Instant deadline() const;

  private:
    Duration expiry_;
    // When each one expires.
    Map<TypingPeer, Instant> peers_;
};

}  // namespace messaging
