// One storm: a crowd of clients that are online loses its server, and reconnects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "storm/contenders.h"
#include "storm/server.h"

namespace messaging::storm {

// What a server announces before it goes away.
enum class Farewell : std::uint8_t {
    none,
    same,    // one pause for all
    spread,  // a different one for each client, as the reference server does
};

struct Setting {
    std::uint64_t seed = 1;
    std::size_t clients = 10'000;
    Duration away{0};
    Capacity capacity;
    Farewell farewell = Farewell::none;
};

// Times count from the moment at which the server was back.
class Outcome {
  public:
    Outcome(const Setting& setting, const Record& record, Instant risen_at);

    std::size_t attempts() const { return attempts_.size(); }
    std::size_t attempts_after_return() const;
    // The most attempts in any such period after the return.
    std::size_t peak_in(Duration window) const;
    std::size_t attempts_between(Duration begin, Duration end) const;
    std::size_t refused_after_return() const { return refused_; }
    std::size_t handshakes() const { return handshakes_; }
    std::size_t wasted() const { return wasted_; }
    // When this percentage of the clients was back; nullopt if it never was.
    std::optional<Duration> back(std::size_t percent) const;

  private:
    std::size_t clients_;
    std::vector<Duration> attempts_;
    std::vector<Duration> returns_;
    std::size_t refused_ = 0;
    std::size_t handshakes_ = 0;
    std::size_t wasted_ = 0;
};

Outcome run_storm(const Contender& contender, const Setting& setting);

}  // namespace messaging::storm
