// A client as its server sees it.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace messaging::storm {

// A client's number for one of its attempts, and for the connection that results from it.
using Line = std::uint32_t;

class Peer {
  public:
    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    virtual ~Peer() = default;

    virtual void start() = 0;
    // The attempt was accepted; the client joins.
    virtual void accepted(Line line) = 0;
    // The client has come online.
    virtual void joined(Line line) = 0;
    // Refused, or lost.
    virtual void closed(Line line) = 0;
    // The server will go away, and asks not to be contacted for this long.
    virtual void draining(Line line, Duration retry_after) = 0;
};

}  // namespace messaging::storm
