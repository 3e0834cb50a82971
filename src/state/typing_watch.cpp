#include "state/typing_watch.h"

namespace messaging {

std::optional<TypingPeer> TypingWatch::started(const TypingPeer& peer, Instant now) {
    std::optional<TypingPeer> displaced;
    if (!peers_.is_set(peer) && peers_.size() >= peers_max) {
        displaced = peers_.take_due(Instant::max());
    }
    peers_.set(peer, now + expiry_);
    return displaced;
}

bool TypingWatch::stopped(const TypingPeer& peer) {
    const bool was_typing = peers_.is_set(peer);
    peers_.cancel(peer);
    return was_typing;
}

std::vector<TypingPeer> TypingWatch::tick(Instant now) {
    std::vector<TypingPeer> expired;
    while (auto peer = peers_.take_due(now)) expired.push_back(*std::move(peer));
    return expired;
}

std::vector<TypingPeer> TypingWatch::take_all() { return tick(Instant::max()); }

}  // namespace messaging
