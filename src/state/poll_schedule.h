// When to poll over REST because events may not arrive: while there is no connection (after a short
// grace), and while the connection has not proved that this server sends events at all.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/time.h"

namespace messaging {

class PollSchedule {
  public:
    struct Options {
        // Zero disables polling.
        Duration interval = std::chrono::seconds(30);
        Duration hidden_interval = std::chrono::seconds(120);
    };

    // A shorter outage is worth neither a request nor a notice.
    static constexpr Duration grace = std::chrono::seconds(3);

    explicit PollSchedule(Options options) : options_(options) {}

    // There is no connection, or not yet; only the first call in an outage counts.
    void disconnected(Instant now);
    // `is_proven`: the server is known to send events.
    void connected(Instant now, bool is_proven, Random& random);
    void proved();
    // Skips the rest of the grace.
    void begin_now(Instant now);
    // Nothing is polled until the next connection or outage.
    void stop();
    void set_hidden(bool is_hidden, Instant now);

    // Whether to poll now; schedules the next round.
    bool take_due(Instant now, Random& random);
    // Polling goes on because there is no connection.
    bool is_fallback() const { return is_out_ && has_begun_; }
    Duration interval() const { return is_hidden_ ? options_.hidden_interval : options_.interval; }
    bool is_enabled() const { return options_.interval > Duration::zero(); }
    // The outage has outlasted the grace.
    bool is_outage(Instant now) const { return is_out_ && now - out_since_ >= grace; }
    Instant deadline() const { return next_at_; }

  private:
    // Up to a tenth longer, at random, to spread the clients of one server.
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
