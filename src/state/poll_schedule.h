// When to ask over REST because events may not come: while there is no connection (after a short
// grace), and while the connection has not proved that this server sends events at all.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/time.h"

namespace messaging {

class PollSchedule {
  public:
    struct Options {
        // Zero: never.
        Duration interval = std::chrono::seconds(30);
        Duration hidden_interval = std::chrono::seconds(120);
    };

    // An outage this short is not worth a request or a word.
    static constexpr Duration grace = std::chrono::seconds(3);

    explicit PollSchedule(Options options) : options_(options) {}

    // There is no connection, or not yet; the first call of an outage counts.
    void disconnected(Instant now);
    // `is_proven`: the server is known to send events.
    void connected(Instant now, bool is_proven, Random& random);
    void proved();
    // Without waiting for the grace to end.
    void begin_now(Instant now);
    // Nothing is asked until the next connection or outage.
    void stop();
    void set_hidden(bool is_hidden, Instant now);

    // Whether a round is to be asked for now; schedules the next one.
    bool take_due(Instant now, Random& random);
    // Rounds are being asked for because there is no connection.
    bool is_fallback() const { return is_out_ && has_begun_; }
    Duration interval() const { return is_hidden_ ? options_.hidden_interval : options_.interval; }
    bool is_enabled() const { return options_.interval > Duration::zero(); }
    // The outage is longer than the grace.
    bool is_outage(Instant now) const { return is_out_ && now - out_since_ >= grace; }
    Instant deadline() const { return next_at_; }

  private:
    // A tenth more at random spreads the clients of one server.
    Duration spread_interval(Random& random) const;

    Options options_;
    bool is_out_ = false;
    Instant out_since_{};
    bool has_begun_ = false;
    bool is_hidden_ = false;
    std::optional<Instant> last_at_;
    Instant next_at_ = never;
};

}  // namespace messaging
