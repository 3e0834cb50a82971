// The server of a storm, with the network in front of it. It goes away and comes back; while it is
// up it takes a limited number of handshakes a second, lets some wait and refuses the rest.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/time.h"
#include "simulation/timeline.h"
#include "storm/peer.h"

namespace messaging::storm {

using simulation::Timeline;

struct Capacity {
    // How long one handshake takes; with zero, everyone is accepted at once.
    Duration handshake{0};
    std::size_t waiting_max = 0;
};

// Everything since the server went away, in order of time.
struct Record {
    // Whatever their outcome.
    std::vector<Instant> attempts;
    std::vector<Instant> refusals;
    // Completed handshakes, and the number of those whose client had given up by then.
    std::vector<Instant> handshakes;
    std::size_t wasted = 0;
    // When clients were back.
    std::vector<Instant> returns;
};

class Server {
  public:
    Server(Timeline& timeline, Capacity capacity) : timeline_(timeline), capacity_(capacity) {}

    // Gives the client the next number. Frames take `latency` in either direction.
    void add(Peer& peer, Duration latency) { places_.push_back({&peer, latency}); }

    // What clients do.
    void open(std::size_t client, Line line);
    void join(std::size_t client, Line line);
    void close(std::size_t client, Line line);

    // Tells a client that is online when to come back.
    void bid_farewell(std::size_t client, Duration retry_after);
    // Every connection ends, and a new record begins.
    void fall();
    void rise() { is_up_ = true; }

    std::size_t count_online() const { return online_.size(); }
    const Record& record() const { return record_; }

  private:
    struct Place {
        Peer* peer;
        Duration latency;
    };
    using Key = std::pair<std::size_t, Line>;

    template <typename Action>
    void after_latency(std::size_t client, Action action) {
        timeline_.after(places_[client].latency, std::move(action));
    }
    void refuse(Key key);
    void say_closed(Key key);
    void accept(Key key);
    void work();

    Timeline& timeline_;
    Capacity capacity_;
    std::vector<Place> places_;
    bool is_up_ = true;
    // Waiting attempts and connections, and the connections that have joined.
    std::set<Key> lines_;
    std::map<std::size_t, Line> online_;
    std::deque<Key> waiting_;
    bool is_working_ = false;
    Record record_;
};

}  // namespace messaging::storm
