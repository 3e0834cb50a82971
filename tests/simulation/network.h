// Everything between pages and the server: links that carry frames in order until they are cut, and
// requests that may be lost, slow or answered wrongly.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "client/effect.h"
#include "simulation/faults.h"
#include "simulation/server.h"
#include "simulation/timeline.h"

namespace messaging::simulation {

class Page;

class Network {
  public:
    Network(const ServerKind& kind, const Faults& faults, Timeline& timeline, Random& random);

    Server& server() { return server_; }
    const Faults& faults() const { return faults_; }
    void end_faults() { faults_ = Faults{}; }

    // For pages. A page identifies a socket by its own number.
    void open(Page& page, SocketNumber socket, const std::string& url);
    void send(Page& page, SocketNumber socket, const std::string& frame);
    void drain(Page& page, SocketNumber socket);
    void close(Page& page, SocketNumber socket);
    void request(Page& page, const HttpRequest& request);
    // The page is gone, and what it had open with it.
    void page_ended(Page& page);

    // Faults on their own.
    void cut(Page& page);
    void restart_server(Duration away);

  private:
    struct Link {
        Page* page = nullptr;
        SocketNumber socket;
        bool is_polling = false;
        // The session that this WebSocket is to take over; 0 if it has one of its own.
        LinkId upgrades = 0;
        // Frames of the server are held until the upgrade.
        bool is_draining = false;
        std::vector<std::string> held;
        // Whether frames arrive; if not they vanish, and perhaps neither side ever learns of it.
        bool is_carrying = true;
        bool is_accepted = false;
        Instant last_to_server{};
        Instant last_to_page{};
    };

    bool is_swallowed(const Link& link);
    bool is_refused(const Link& link);
    Duration latency() { return random_.between(faults_.latency_min, faults_.latency_max); }
    Link* find(LinkId id);
    LinkId id_of(const Page& page, SocketNumber socket) const;
    void arrive(LinkId id);
    void frame_arrives(LinkId id, const std::string& frame);
    void probe_arrives(LinkId id);
    void drained_when_quiet(LinkId id);
    LinkId upgrade(LinkId probe_id);
    void release_held(LinkId id);
    void to_page(LinkId id, const std::string& frame);
    void close_from_server(LinkId id);
    void tell_page_closed(LinkId id, Duration delay);
    void cut(LinkId id);

    // Requests: network_requests.cpp.
    struct Asker {
        Page* page;
        // Answers for an earlier life of the page go nowhere.
        int life;
        RequestNumber request;
    };
    void request_arrives(const Asker& asker, const HttpRequest& request);
    std::optional<Reply> refuse(Page& page, const HttpRequest& request);
    void reply_later(const Asker& asker, const Reply& reply);
    void fail_later(const Asker& asker);

    Timeline& timeline_;
    Random& random_;
    Faults faults_;
    Server server_;
    std::map<LinkId, Link> links_;
    LinkId last_link_ = 0;
};

}  // namespace messaging::simulation
