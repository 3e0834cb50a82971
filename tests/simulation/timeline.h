// Virtual time and what happens when. Actions due at the same time happen in the order in which
// they were added. Chance depends on the time alone: leaving something out earlier in a run does
// not change what chance decides later.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "simulation/choice.h"

namespace messaging::simulation {

class Timeline {
  public:
    using Action = std::function<void()>;

    // A time such as browsers report.
    static constexpr Instant beginning{std::chrono::milliseconds(1'700'000'000'000)};

    explicit Timeline(std::uint64_t seed) : seed_(seed), random_(seed) {}

    Instant now() const { return now_; }
    Duration age() const { return now_ - beginning; }
    std::uint64_t steps() const { return steps_; }
    Random& random() { return random_; }
    // What chance decides now comes from a stream of its own.
    void draw_from(std::uint64_t stream) { random_ = Random(stream); }

    void at(Instant when, Action action) {
        actions_.push_back({std::max(when, now_), ++last_, std::move(action)});
        std::push_heap(actions_.begin(), actions_.end());
    }
    void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }

    void run_until(Instant end) {
        while (!actions_.empty() && actions_.front().when <= end) {
            std::pop_heap(actions_.begin(), actions_.end());
            const auto next = std::move(actions_.back());
            actions_.pop_back();
            pass_to(next.when);
            ++steps_;
            next.action();
        }
        pass_to(end);
    }

    void run_for(Duration duration) { run_until(now_ + duration); }

  private:
    struct Entry {
        Instant when;
        std::uint64_t place = 0;
        Action action;

        // A heap has its greatest element first.
        bool operator<(const Entry& other) const {
            return std::tie(when, place) > std::tie(other.when, other.place);
        }
    };

    void pass_to(Instant moment) {
        if (moment == now_) return;
        now_ = moment;
        random_ = Random(stream_of(seed_, static_cast<std::uint64_t>(age().count())));
    }

    std::uint64_t seed_;
    Random random_;
    Instant now_ = beginning;
    std::uint64_t steps_ = 0;
    std::uint64_t last_ = 0;
    std::vector<Entry> actions_;
};

}  // namespace messaging::simulation
