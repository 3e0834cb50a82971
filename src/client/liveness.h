// Whether the peer of a connection is still there. An Engine.IO server pings every `pingInterval`,
// and a client may not; so there is only silence to go by, measured by the host's clock, and
// whatever else the peer is known to answer.
#pragma once

#include <algorithm>

#include "base/time.h"
#include "wire/engine_io.h"

namespace messaging {

class Liveness {
  public:
    static constexpr Duration slack_min = std::chrono::seconds(3);
    // Between suspicion and verdict: time for frames in the host's queue, even if a page that wakes
    // up has to handle several events of its own first.
    static constexpr Duration verdict_after = std::chrono::milliseconds(100);
    // For a question that is answered at once.
    static constexpr Duration answer_within = std::chrono::seconds(2);

    Liveness(const engine_io::Open& handshake, Instant now)
        : interval_(handshake.ping_interval),
          timeout_(handshake.ping_timeout),
          heard_at_(now),
          pinged_at_(now) {}

    // Any frame is a sign of life.
    void heard(Instant now) {
        heard_at_ = now;
        is_suspected_ = false;
        // One that comes this soon after the question may have been in the host's queue before it.
        if (now >= answer_by_ - answer_within + verdict_after) answered();
    }

    // The peer was asked something. The answer counts, or a frame that comes later.
    void asked(Instant now) { answer_by_ = std::min(answer_by_, now + answer_within); }
    void answered() { answer_by_ = Instant::max(); }

    void pinged(Instant now) {
        const Duration late = now - pinged_at_ - interval_;
        // A page that slept for hours has learned nothing about the network.
        const Duration deviation = std::min(late < Duration::zero() ? -late : late, slack());
        // The weight with which RFC 6298 smooths the variation of round trips.
        jitter_ += (deviation - jitter_) / 4;
        pinged_at_ = now;
        heard(now);
    }

    Instant deadline() const {
        if (is_suspected_) return suspected_at_ + verdict_after;
        return std::min(heard_at_ + interval_ + slack(), answer_by_);
    }

    // True from the deadline to the next frame. That frame may have waited in a queue while the
    // page slept, and then says nothing about the peer now.
    bool is_silent(Instant now) const { return is_suspected_ || now >= deadline(); }

    // True if the peer is dead. When the deadline first passes, it is only suspected: in a page
    // that was busy or asleep, frames may be queued behind the timer, and are let through first.
    bool is_dead(Instant now) {
        if (now < deadline()) return false;
        if (is_suspected_) return true;
        is_suspected_ = true;
        suspected_at_ = now;
        return false;
    }

  private:
    // Four times the variation, as in RFC 6298, within what the protocol allows.
    Duration slack() const {
        return std::clamp(4 * jitter_, slack_min, std::max(slack_min, timeout_));
    }

    Duration interval_;
    Duration timeout_;
    Duration jitter_{0};
    Instant heard_at_;
    Instant answer_by_ = Instant::max();
    Instant pinged_at_;
    bool is_suspected_ = false;
    Instant suspected_at_{};
};

}  // namespace messaging
