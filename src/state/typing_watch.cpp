#include "state/typing_watch.h"

namespace messaging {

std::optional<TypingPeer> TypingWatch::started(const TypingPeer& peer, Instant now) {
    std::optional<TypingPeer> displaced;
    if (!peers_.contains(peer) && peers_.size() >= peers_max) {
        auto first = peers_.begin();
        for (auto it = peers_.begin(); it != peers_.end(); ++it) {
            if (it->second < first->second) first = it;
        }
        displaced = first->first;
        peers_.erase(first);
    }
    peers_[peer] = now + expiry_;
    return displaced;
}

bool TypingWatch::stopped(const TypingPeer& peer) { return peers_.erase(peer); }

List<TypingPeer> TypingWatch::tick(Instant now) {
    List<TypingPeer> expired;
    for (auto it = peers_.begin(); it != peers_.end();) {
        const bool is_over = it->second <= now;
        if (is_over) expired.push_back(it->first);
        it = is_over ? peers_.erase(it) : ++it;
    }
    return expired;
}

List<TypingPeer> TypingWatch::take_all() { return tick(Instant::max()); }

Instant TypingWatch::deadline() const {
    Instant first = never;
    for (const auto& [peer, at] : peers_) first = std::min(first, at);
    return first;
}

}  // namespace messaging
