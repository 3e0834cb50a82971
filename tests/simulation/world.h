// One run: a server, a network and the pages of two users, all on one virtual time and one seed.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/random.h"
#include "client/config.h"
#include "simulation/faults.h"
#include "simulation/network.h"
#include "simulation/page.h"
#include "simulation/server_kind.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"

namespace messaging::simulation {

struct Setting {
    ServerKind kind;
    Faults faults;
    std::size_t conversations = 1;
    // Of each of the two users.
    std::size_t pages_each = 1;
    std::uint32_t history_window = 500;
    bool is_stored = true;
};

Setting draw_setting(Random& random);

class World {
  public:
    World(std::uint64_t seed, const Setting& setting, Trace& trace);

    Timeline& timeline() { return timeline_; }
    Network& network() { return network_; }
    Random& random() { return random_; }
    std::deque<Page>& pages() { return pages_; }
    const Setting& setting() const { return setting_; }
    const std::vector<std::string>& conversations() const { return conversations_; }

    // Everybody does something now and then, and things go wrong.
    void live(Duration duration);
    // Nothing goes wrong any more, and everybody looks.
    void heal();
    std::size_t requests_made() const;

  private:
    void live_on(Page& page, Instant end);
    void cut_on(Instant end);
    void restart_on(Instant end);

    Trace& trace_;
    Random random_;
    Setting setting_;
    Timeline timeline_;
    Network network_;
    std::deque<Page> pages_;
    std::vector<std::string> conversations_;
};

}  // namespace messaging::simulation
