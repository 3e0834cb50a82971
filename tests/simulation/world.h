// One run: a server, a network and two users' pages, sharing one virtual time and one seed.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/random.h"
#include "simulation/life.h"
#include "simulation/network.h"
#include "simulation/page.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"

namespace messaging::simulation {

class World {
  public:
    World(std::uint64_t seed, const Setting& setting, Trace& trace);

    Timeline& timeline() { return timeline_; }
    Network& network() { return network_; }
    Random& random() { return timeline_.random(); }
    std::deque<Page>& pages() { return pages_; }
    const Setting& setting() const { return setting_; }
    const std::vector<std::string>& conversations() const { return conversations_; }

    // The pages act from time to time, and things go wrong.
    void live(const Life& life);
    // Nothing goes wrong any more, and all pages are connected and visible.
    void heal();
    std::size_t requests_made() const;

  private:
    void sign_in_again();
    void happen(const Occurrence& occurrence);

    Setting setting_;
    Timeline timeline_;
    Network network_;
    std::deque<Page> pages_;
    std::vector<std::string> conversations_;
};

}  // namespace messaging::simulation
