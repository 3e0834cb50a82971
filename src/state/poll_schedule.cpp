#include "state/poll_schedule.h"

#include <algorithm>

namespace messaging {

Duration PollSchedule::spread_interval(Random& random) const {
    return interval() + random.between(Duration::zero(), interval() / 10);
}

void PollSchedule::disconnected(Instant now) {
    if (is_out_) return;
    is_out_ = true;
    out_since_ = now;
    has_begun_ = false;
    if (is_enabled()) next_at_ = now + grace;
}

void PollSchedule::connected(Instant now, bool is_proven, Random& random) {
    is_out_ = false;
    has_begun_ = false;
    next_at_ = never;
    if (is_enabled() && !is_proven) next_at_ = now + spread_interval(random);
}

void PollSchedule::proved() {
    if (!is_out_) next_at_ = never;
}

void PollSchedule::begin_now(Instant now) {
    if (is_enabled() && is_out_) next_at_ = now;
}

void PollSchedule::stop() {
    has_begun_ = false;
    next_at_ = never;
}

void PollSchedule::set_hidden(bool is_hidden, Instant now) {
    is_hidden_ = is_hidden;
    if (is_hidden || next_at_ == never || !last_at_) return;
    next_at_ = std::min(next_at_, std::max(now, *last_at_ + options_.interval));
}

bool PollSchedule::take_due(Instant now, Random& random) {
    if (next_at_ > now) return false;
    has_begun_ = true;
    last_at_ = now;
    next_at_ = now + spread_interval(random);
    return true;
}

}  // namespace messaging
