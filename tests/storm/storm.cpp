#include "storm/storm.h"

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "base/random.h"

namespace messaging::storm {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration latency_min = milliseconds(10);
constexpr Duration latency_max = milliseconds(100);
// Clients connect one after another at first, and are then left alone until they count as stable.
constexpr Duration arrival = seconds(60);
constexpr Duration calm = seconds(60);
// Clients that are not back by then count as lost.
constexpr Duration patience = seconds(120);
// From the farewell to the end of the connections.
constexpr Duration farewell_before = milliseconds(200);
// Longer than every delay that a client itself chooses after its first failure.
constexpr Duration same_pause = seconds(5);

// The range from which `sayFarewell` in server/shutdown.ts draws.
Duration spread_pause(std::size_t clients, Random& random) {
    constexpr Duration least = milliseconds(500);
    const Duration per_crowd(static_cast<std::int64_t>(clients) * 2 / 5);
    return least + random.between(Duration::zero(), std::max<Duration>(seconds(2), per_crowd));
}

std::vector<Duration> since(Instant begin, const std::vector<Instant>& moments) {
    std::vector<Duration> durations;
    durations.reserve(moments.size());
    for (const Instant moment : moments) durations.push_back(moment - begin);
    return durations;
}

std::size_t count_since(Instant begin, const std::vector<Instant>& moments) {
    return static_cast<std::size_t>(moments.end() -
                                    std::lower_bound(moments.begin(), moments.end(), begin));
}

}  // namespace

Outcome::Outcome(const Setting& setting, const Record& record, Instant risen_at)
    : clients_(setting.clients),
      attempts_(since(risen_at, record.attempts)),
      returns_(since(risen_at, record.returns)),
      refused_(count_since(risen_at, record.refusals)),
      handshakes_(record.handshakes.size()),
      wasted_(record.wasted) {}

std::size_t Outcome::attempts_between(Duration begin, Duration end) const {
    const auto first = std::lower_bound(attempts_.begin(), attempts_.end(), begin);
    return static_cast<std::size_t>(std::lower_bound(first, attempts_.end(), end) - first);
}

std::size_t Outcome::attempts_after_return() const {
    return attempts_between(Duration::zero(), Duration::max());
}

std::size_t Outcome::peak_in(Duration window) const {
    std::size_t peak = 0;
    auto begin = std::lower_bound(attempts_.begin(), attempts_.end(), Duration::zero());
    for (auto end = begin; end != attempts_.end(); ++end) {
        while (*begin + window <= *end) ++begin;
        peak = std::max(peak, static_cast<std::size_t>(end - begin) + 1);
    }
    return peak;
}

std::optional<Duration> Outcome::back(std::size_t percent) const {
    const std::size_t wanted = (clients_ * percent + 99) / 100;
    if (returns_.size() < wanted) return std::nullopt;
    return returns_[wanted - 1];
}

Outcome run_storm(const Contender& contender, const Setting& setting) {
    Timeline timeline(setting.seed);
    Server server(timeline, setting.capacity);
    // The same crowd for every contender: only what the clients do with their seeds differs.
    Random random(setting.seed);
    std::vector<std::unique_ptr<Peer>> crowd;
    for (std::size_t client = 0; client < setting.clients; ++client) {
        crowd.push_back(contender.make({timeline, server, client}, random.next()));
        server.add(*crowd.back(), random.between(latency_min, latency_max));
        timeline.after(random.between(Duration::zero(), arrival),
                       [&peer = *crowd.back()] { peer.start(); });
    }
    timeline.run_for(arrival + calm);
    CHECK(server.count_online() == setting.clients, "the crowd was not online");
    if (setting.farewell != Farewell::none) {
        for (std::size_t client = 0; client < setting.clients; ++client) {
            const bool is_same = setting.farewell == Farewell::same;
            server.bid_farewell(client,
                                is_same ? same_pause : spread_pause(setting.clients, random));
        }
        timeline.run_for(farewell_before);
    }
    server.fall();
    timeline.run_for(setting.away);
    server.rise();
    const Instant risen_at = timeline.now();
    timeline.run_for(patience);
    CHECK(server.record().returns.size() <= setting.clients, "a client came back twice");
    return Outcome(setting, server.record(), risen_at);
}

}  // namespace messaging::storm
