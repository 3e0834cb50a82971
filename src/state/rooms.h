// The conversations whose events this page wants, and whether the server has confirmed each. A join
// that is not acknowledged is repeated a few times and then left alone: the original servers never
// answer.
#pragma once

#include <optional>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "base/time.h"

namespace messaging {

class Rooms {
  public:
    static constexpr std::size_t rooms_max = 1000;
    static constexpr int joins_max = 4;
    static constexpr Duration repeat_after = std::chrono::seconds(2);

    // False if there are too many.
    bool enter(const ConversationId& room);
    void leave(const ConversationId& room);
    bool has(const ConversationId& room) const { return rooms_.contains(room); }

    // A connection began: every room must be joined again.
    void connected(Instant now);
    void disconnected();
    // Rooms to join now.
    List<ConversationId> take_due(Instant now);
    void acknowledged(const ConversationId& room);

    Instant deadline() const;

  private:
    struct Joining {
        int joins = 0;
        // When to join next; `never` once given up.
        Instant join_at = never;
    };

    Set<ConversationId> rooms_;
    // Those that this connection has yet to acknowledge. Kept apart since they are few, and each
    // event checks the time of them all.
    Map<ConversationId, Joining> joining_;
    bool is_connected_ = false;
    Instant connected_at_{};
};

}  // namespace messaging
