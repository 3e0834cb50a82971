// Which parts of the page's picture have to be asked for again, and when. One request per part is
// under way at a time, so that an older answer never overtakes a newer one; a part that is wanted
// again meanwhile is asked for once more afterwards. However many events want the same part, one
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
    // Of `messages` only.
    ConversationId conversation;

    auto operator<=>(const Part&) const = default;
};

class Freshness {
  public:
    // Requests under way at once, as browsers open six connections to a host.
    static constexpr std::size_t under_way_max = 4;
    // So often at most while events stream in.
    static constexpr Duration distrust_for = std::chrono::seconds(2);

    // An earlier wish for the same part stands.
    void want(const Part& part, Instant at);
    // Nobody wants it any longer; what is under way has been given up.
    void forget(const Part& part);
    void clear() { parts_.clear(); }
    // The next part to ask for now; it is under way from then on.
    std::optional<Part> take_due(Instant now);
    // Something was heard that answers under way may not know of yet, and would take back: each is
    // asked for once more. A list of messages is safe, since it merges what came by another way.
    void distrust_under_way(Instant now);
    // An answer came, of whatever kind.
    void done(const Part& part);

    // Nothing is wanted and nothing under way.
    bool is_idle() const { return parts_.empty(); }
    Instant deadline() const;

  private:
    struct State {
        bool under_way = false;
        Instant wanted_at = never;
    };

    std::size_t count_under_way() const;

    Map<Part, State> parts_;
};

}  // namespace messaging
