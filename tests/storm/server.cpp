#include "storm/server.h"

#include <utility>

namespace messaging::storm {

void Server::open(std::size_t client, Line line) {
    after_latency(client, [this, key = Key(client, line)] {
        record_.attempts.push_back(timeline_.now());
        if (!is_up_) return refuse(key);
        if (capacity_.handshake == Duration::zero()) {
            lines_.insert(key);
            return accept(key);
        }
        if (waiting_.size() >= capacity_.waiting_max) return refuse(key);
        lines_.insert(key);
        waiting_.push_back(key);
        if (!is_working_) work();
    });
}

void Server::refuse(Key key) {
    record_.refusals.push_back(timeline_.now());
    say_closed(key);
}

void Server::say_closed(Key key) {
    after_latency(key.first, [this, key] { places_[key.first].peer->closed(key.second); });
}

void Server::accept(Key key) {
    record_.handshakes.push_back(timeline_.now());
    // The server cannot see from a waiting connection that its client has left.
    if (lines_.count(key) == 0) {
        ++record_.wasted;
        return;
    }
    after_latency(key.first, [this, key] { places_[key.first].peer->accepted(key.second); });
}

void Server::work() {
    is_working_ = !waiting_.empty();
    if (!is_working_) return;
    timeline_.after(capacity_.handshake, [this] {
        if (!waiting_.empty()) {
            const Key key = waiting_.front();
            waiting_.pop_front();
            accept(key);
        }
        work();
    });
}

void Server::join(std::size_t client, Line line) {
    after_latency(client, [this, key = Key(client, line)] {
        if (lines_.count(key) == 0) return;
        online_[key.first] = key.second;
        after_latency(key.first, [this, key] {
            record_.returns.push_back(timeline_.now());
            places_[key.first].peer->joined(key.second);
        });
    });
}

void Server::close(std::size_t client, Line line) {
    after_latency(client, [this, key = Key(client, line)] {
        lines_.erase(key);
        const auto found = online_.find(key.first);
        if (found != online_.end() && found->second == key.second) online_.erase(found);
    });
}

void Server::bid_farewell(std::size_t client, Duration retry_after) {
    const auto found = online_.find(client);
    if (found == online_.end()) return;
    after_latency(client, [this, client, line = found->second, retry_after] {
        places_[client].peer->draining(line, retry_after);
    });
}

void Server::fall() {
    is_up_ = false;
    record_ = {};
    waiting_.clear();
    online_.clear();
    for (const auto& key : std::exchange(lines_, {})) say_closed(key);
}

}  // namespace messaging::storm
