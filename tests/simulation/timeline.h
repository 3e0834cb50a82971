// Virtual time: what is to happen when. What is due at the same moment happens in the order in
// which it was asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/time.h"

namespace messaging::simulation {

class Timeline {
  public:
    using Action = std::function<void()>;

    Instant now() const { return now_; }
    std::uint64_t steps() const { return steps_; }

    void at(Instant when, Action action) {
        actions_.emplace(std::max(when, now_), std::move(action));
    }
    void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }

    void run_until(Instant end) {
        while (!actions_.empty() && actions_.begin()->first <= end) {
            now_ = actions_.begin()->first;
            ++steps_;
            actions_.extract(actions_.begin()).mapped()();
        }
        now_ = end;
    }

    void run_for(Duration duration) { run_until(now_ + duration); }

  private:
    // A moment like those that browsers tell.
    Instant now_{std::chrono::milliseconds(1'700'000'000'000)};
    std::uint64_t steps_ = 0;
    std::multimap<Instant, Action> actions_;
};

}  // namespace messaging::simulation
