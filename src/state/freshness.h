// Which parts of the page's picture must be requested again, and when. Each part has one request
// under way at a time, so that an older answer never overtakes a newer one; a part that is wanted
// again meanwhile is requested once more afterwards. However many events want the same part, one
// request serves them all.
#pragma once

#include <cstdint>
#include <optional>

#include "base/id.h"
#include "base/map.h"
#include "base/time.h"

namespace messaging {

struct Part {
    enum class Kind : std::uint8_t { sync, conversations, unread, messages };

    Kind kind = Kind::sync;
    // For `messages` only.
    ConversationId conversation;

    auto operator<=>(const Part&) const = default;
};

class Freshness {
  public:
    // Requests under way at once; browsers open six connections to a host.
    static constexpr std::size_t under_way_max = 4;
    // How long a repeated request is put off, so that a stream of events causes few.
    static constexpr Duration distrust_for = std::chrono::seconds(2);

    // As soon as possible, unless it is put off.
    void want(const Part& part);
    // Its request failed: it is requested again then, however often it is wanted before.
    void put_off(const Part& part, Instant until);
    // Nothing is put off any more, if it is wanted now.
    void end_put_off();
    // It is no longer wanted; a request under way has been given up.
    void forget(const Part& part);
    void clear() { parts_.clear(); }
    // The next part to request now; it is under way from then on.
    std::optional<Part> take_due(Instant now);
    // Something arrived that answers under way may not include yet, and would undo: each is
    // requested once more. A list of messages is safe, since it merges what arrived by another way.
    void distrust_under_way(Instant now);
    // An answer of whatever kind arrived.
    void done(const Part& part);

    // Nothing is wanted or under way.
    bool is_idle() const { return parts_.empty(); }
    Instant deadline() const;

  private:
    struct State {
        bool under_way = false;
        bool is_put_off = false;
        Instant wanted_at = never;
    };

    std::size_t count_under_way() const;

    Map<Part, State> parts_;
};

}  // namespace messaging
