// A client of another library, reduced to its reconnect schedule.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "storm/contenders.h"
#include "storm/peer.h"

namespace messaging::storm {

struct Schedule {
    // After `failures` failed attempts in a row since the client was online.
    Duration (*delay)(int failures, Random& random);
    // How long it waits for the response to an attempt.
    Duration patience;
};

extern const Schedule socket_io_schedule;
extern const Schedule centrifuge_schedule;

class TimedPeer : public Peer {
  public:
    TimedPeer(Port port, std::uint64_t seed, const Schedule& schedule)
        : port_(port), schedule_(schedule), random_(seed) {}

    void start() override { attempt(); }
    void accepted(Line line) override;
    void joined(Line line) override;
    void closed(Line line) override;
    // Neither library supports this.
    void draining(Line, Duration) override {}

  private:
    void attempt();

    Port port_;
    const Schedule& schedule_;
    Random random_;
    Line line_ = 0;
    bool is_accepted_ = false;
    int failures_ = 0;
};

}  // namespace messaging::storm
