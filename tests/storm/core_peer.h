// This project's client as it ships: the whole core, with a host that does only what a connection
// needs. It watches nothing and does not poll, so all it does is reconnect.
#pragma once

#include <cstdint>
#include <optional>

#include "client/client.h"
#include "storm/contenders.h"
#include "storm/peer.h"

namespace messaging::storm {

class CorePeer : public Peer {
  public:
    CorePeer(Port port, std::uint64_t seed);

    void start() override;
    void accepted(Line line) override;
    void joined(Line line) override;
    void closed(Line line) override;
    void draining(Line line, Duration retry_after) override;

  private:
    void feed(const Input& input);
    void arm();

    // Effects; those that have nothing to do with connections are ignored.
    void on(const OpenSocket& effect);
    void on(const SendText& effect);
    void on(const CloseSocket& effect);
    void on(const AskAuth& effect);
    template <typename Other>
    void on(const Other&) {}

    Port port_;
    Client client_;
    std::optional<AskNumber> asked_;
    Instant armed_ = never;
};

}  // namespace messaging::storm
