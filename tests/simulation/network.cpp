#include "simulation/network.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "simulation/choice.h"
#include "simulation/page.h"
#include "simulation/violation.h"

namespace messaging::simulation {

namespace {

// As in the handshake: `e` and the number of the link.
LinkId session_of(const std::string& url) {
    static const std::string name = "&sid=e";
    const auto at = url.find(name);
    return at == std::string::npos ? 0
                                   : static_cast<LinkId>(std::stoul(url.substr(at + name.size())));
}

// How much later an event arrives that others overtake.
constexpr Duration late_min = std::chrono::milliseconds(1);
constexpr Duration late_max = std::chrono::seconds(3);

}  // namespace

Network::Network(const ServerKind& kind, const Faults& faults, Timeline& timeline, Random& random)
    : timeline_(timeline),
      random_(random),
      faults_(faults),
      server_(kind, timeline,
              {[this](LinkId id, const std::string& frame) { to_page(id, frame); },
               [this](LinkId id) { close_from_server(id); }}) {}

Network::Link* Network::find(LinkId id) {
    const auto found = links_.find(id);
    return found == links_.end() ? nullptr : &found->second;
}

LinkId Network::id_of(const Page& page, SocketNumber socket) const {
    for (const auto& [id, link] : links_) {
        if (link.page == &page && link.socket == socket) return id;
    }
    return 0;
}

bool Network::is_swallowed(const Link& link) {
    return chance(random_, faults_.connects_unanswered) ||
           (!link.is_polling && chance(random_, faults_.websockets_unanswered));
}

bool Network::is_refused(const Link& link) {
    return chance(random_, faults_.connects_refused) ||
           (!link.is_polling && chance(random_, faults_.websockets_refused));
}

void Network::open(Page& page, SocketNumber socket, const std::string& url) {
    const LinkId id = ++last_link_;
    Link& link = links_[id];
    link.page = &page;
    link.socket = socket;
    link.is_polling = url.starts_with("http");
    link.upgrades = session_of(url);
    if (is_swallowed(link)) {
        link.is_carrying = false;
    } else if (is_refused(link)) {
        tell_page_closed(id, latency());
    } else {
        link.last_to_server = timeline_.now() + latency();
        timeline_.at(link.last_to_server, [this, id] { arrive(id); });
    }
}

void Network::arrive(LinkId id) {
    Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    if (!server_.is_up()) return tell_page_closed(id, latency());
    link->is_accepted = true;
    if (link->upgrades == 0) server_.opened(id, link->page->browser(), link->is_polling);
}

void Network::send(Page& page, SocketNumber socket, const std::string& frame) {
    LinkId id = id_of(page, socket);
    const bool is_upgrade = frame == "5";
    if (is_upgrade) id = upgrade(id);
    Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    link->last_to_server = std::max(timeline_.now() + latency(), link->last_to_server);
    timeline_.at(link->last_to_server, [this, id, is_upgrade, frame] {
        if (is_upgrade) {
            release_held(id);
        } else {
            frame_arrives(id, frame);
        }
    });
}

void Network::frame_arrives(LinkId id, const std::string& frame) {
    const Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    if (link->upgrades != 0) {
        require(frame == "2probe", "a WebSocket beside a session only probes");
        probe_arrives(id);
        return;
    }
    const bool is_connect = frame.starts_with("40");
    if (is_connect && chance(random_, faults_.handshakes_rejected)) {
        to_page(id, R"(44{"message":"invalid token"})");
        return;
    }
    server_.received(id, frame);
}

void Network::probe_arrives(LinkId id) {
    const Link* session = find(find(id)->upgrades);
    const bool is_known = session != nullptr && session->is_carrying && server_.is_up();
    if (is_known) {
        to_page(id, "3probe");
    } else {
        tell_page_closed(id, latency());
    }
}

void Network::drain(Page& page, SocketNumber socket) {
    const LinkId id = id_of(page, socket);
    Link* link = find(id);
    require(link == nullptr || link->is_polling, "a WebSocket is drained");
    if (link == nullptr) return;
    link->is_draining = true;
    timeline_.after(latency(), [this, id] { drained_when_quiet(id); });
}

// The page is told once nothing is under way any more, in either direction.
void Network::drained_when_quiet(LinkId id) {
    const Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    const Instant quiet_at = std::max(link->last_to_page, link->last_to_server);
    if (quiet_at >= timeline_.now()) {
        timeline_.at(quiet_at + Duration(1), [this, id] { drained_when_quiet(id); });
        return;
    }
    link->page->socket_closed(link->socket, 1000);
}

// From now on the WebSocket carries the session; frames that the server holds follow once it knows.
LinkId Network::upgrade(LinkId probe_id) {
    Link* probe = find(probe_id);
    if (probe == nullptr) return 0;
    const LinkId id = probe->upgrades;
    Link* session = find(id);
    if (session == nullptr) {
        // What the page sends until it learns of that is lost.
        probe->is_carrying = false;
        tell_page_closed(probe_id, latency());
        return 0;
    }
    session->socket = probe->socket;
    session->is_polling = false;
    session->is_carrying = probe->is_carrying && session->is_carrying;
    session->last_to_server = std::max(session->last_to_server, probe->last_to_server);
    session->last_to_page = std::max(session->last_to_page, probe->last_to_page);
    links_.erase(probe_id);
    return id;
}

void Network::release_held(LinkId id) {
    Link* link = find(id);
    if (link == nullptr) return;
    link->is_draining = false;
    for (const auto& frame : std::exchange(link->held, {})) to_page(id, frame);
}

void Network::to_page(LinkId id, const std::string& frame) {
    Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    if (link->is_draining) return link->held.push_back(frame);
    const bool is_doubled = frame.starts_with("42") && chance(random_, faults_.events_doubled);
    for (int i = 0; i < (is_doubled ? 2 : 1); ++i) {
        const Instant at = std::max(timeline_.now() + latency(), link->last_to_page);
        const bool is_late =
            frame.starts_with(R"(42["new_message")") && chance(random_, faults_.messages_overtaken);
        if (!is_late) link->last_to_page = at;
        timeline_.at(is_late ? at + random_.between(late_min, late_max) : at, [this, id, frame] {
            const Link* arrived = find(id);
            if (arrived == nullptr || !arrived->is_carrying) return;
            arrived->page->frame_arrived(arrived->socket, frame);
        });
    }
}

void Network::close(Page& page, SocketNumber socket) {
    const LinkId id = id_of(page, socket);
    const Link* link = find(id);
    if (link == nullptr) return;
    const bool is_told = link->is_accepted && link->is_carrying;
    links_.erase(id);
    if (is_told) timeline_.after(latency(), [this, id] { server_.closed(id); });
}

void Network::close_from_server(LinkId id) {
    if (find(id) != nullptr) tell_page_closed(id, latency());
}

void Network::tell_page_closed(LinkId id, Duration delay) {
    Link* link = find(id);
    if (link == nullptr) return;
    const Instant at = std::max(timeline_.now() + delay, link->last_to_page);
    timeline_.at(at, [this, id] {
        const Link* closed = find(id);
        if (closed == nullptr) return;
        Page& page = *closed->page;
        const SocketNumber socket = closed->socket;
        links_.erase(id);
        page.socket_closed(socket, 1006);
    });
}

void Network::page_ended(Page& page) {
    for (auto at = links_.begin(); at != links_.end();) {
        const auto id = at->first;
        const bool is_told = at->second.is_accepted && at->second.is_carrying;
        const bool is_its = at->second.page == &page;
        at = is_its ? links_.erase(at) : std::next(at);
        if (is_its && is_told) timeline_.after(latency(), [this, id] { server_.closed(id); });
    }
}

void Network::cut(Page& page) {
    for (const auto& [id, link] : links_) {
        if (link.page == &page) return cut(LinkId{id});
    }
}

// Nothing passes any more. Each side learns of it at once, later, or has to find out.
void Network::cut(LinkId id) {
    Link* link = find(id);
    if (link == nullptr || !link->is_carrying) return;
    link->is_carrying = false;
    using std::chrono::seconds;
    if (chance(random_, 70)) tell_page_closed(id, random_.between(seconds(0), seconds(20)));
    if (chance(random_, 50)) {
        timeline_.after(random_.between(seconds(0), seconds(60)),
                        [this, id] { server_.closed(id); });
    }
}

void Network::restart_server(Duration away) {
    if (!server_.is_up()) return;
    if (chance(random_, 50)) server_.announce_stop(away);
    server_.stop(chance(random_, 50));
    std::vector<LinkId> ids;
    for (const auto& [id, link] : links_) ids.push_back(id);
    for (const auto id : ids) cut(id);
    timeline_.after(away, [this] { server_.start(); });
}

}  // namespace messaging::simulation
