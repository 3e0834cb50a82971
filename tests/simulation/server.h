// The model of a server: REST and Socket.IO over one store. A restart loses its memory (sessions,
// sockets, rooms) but not its store. It acts at once, and its pings are its only timers; whatever
// is slow or goes wrong is the network's doing.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "client/effect.h"
#include "simulation/server_kind.h"
#include "simulation/store.h"
#include "simulation/timeline.h"

namespace messaging::simulation {

using LinkId = std::uint32_t;

struct Request {
    // Which browser it comes from, as the cookie says.
    std::string browser;
    Method method = Method::get;
    // Without the API's base.
    std::string path;
    std::string body;
};

struct Reply {
    int status = 200;
    std::string body;
    std::optional<Duration> retry_after;
};

class Server {
  public:
    static constexpr Duration ping_interval = std::chrono::seconds(25);
    static constexpr Duration ping_timeout = std::chrono::seconds(20);
    // Messages of a history, or changes of the feed, per answer if the server divides them.
    static constexpr std::size_t page_size = 20;

    // How frames are sent; the server does not wait for them.
    struct Wire {
        std::function<void(LinkId, std::string)> send;
        std::function<void(LinkId)> close;
    };

    Server(const ServerKind& kind, Timeline& timeline, Wire wire)
        : kind_(kind), timeline_(timeline), wire_(std::move(wire)) {}

    const ServerKind& kind() const { return kind_; }
    Store& store() { return store_; }

    bool is_up() const { return is_up_; }
    // Sockets and rooms are lost; sessions and the log of changes may be kept elsewhere.
    void stop(bool keeps_memory);
    void start() { is_up_ = true; }
    // Announces that it will be away.
    void announce_stop(Duration away);

    void sign_in(const std::string& browser, const std::string& user) { sessions_[browser] = user; }
    // Its sockets are closed.
    void sign_out(const std::string& browser);

    Reply answer(const Request& request);

    // `may_upgrade`: what the handshake offers.
    void opened(LinkId link, const std::string& browser, bool may_upgrade);
    void received(LinkId link, std::string_view frame);
    void closed(LinkId link) { sockets_.erase(link); }
    // How many sockets of this server a browser has.
    std::size_t count_sockets(const std::string& browser) const;
    // Whether each of them belongs to a user.
    bool knows_sockets_of(const std::string& browser) const;

  private:
    struct Socket {
        std::string browser;
        // Empty if nobody has signed in.
        std::string user;
        std::set<std::string> rooms;
        bool is_joined = false;
        bool is_awaiting_pong = false;
    };
    using Query = std::map<std::string, std::string>;

    // REST: server_rest.cpp. Answers to a user are cached until something changes.
    const Reply& get(const std::string& user, const std::string& path_and_query);
    Reply get(const std::string& user, const std::string& path, const Query& query);
    Reply get_history(const std::string& user, const std::string& id, const Query& query);
    Reply get_sync(const std::string& user, const Query& query);
    Reply post_message(const std::string& user, const std::string& id, const std::string& body);
    Reply post_read(const std::string& user, const std::string& id);
    std::string cursor_at(std::size_t change) const {
        return std::to_string(epoch_) + '.' + std::to_string(change);
    }
    std::string cursor() const { return cursor_at(store_.changes().size()); }
    // nullopt for a cursor that has lost its meaning.
    std::optional<std::size_t> read_cursor(const std::string& cursor) const;

    // Sockets: server_sockets.cpp.
    void received_event(LinkId link, json::Value arguments, std::optional<std::uint32_t> ack_id);
    void authenticate(LinkId link, json::Value data);
    void relay_typing(LinkId link, json::Value data);
    void ping(LinkId link);
    void emit(LinkId link, const std::string& event) { wire_.send(link, "42" + event); }
    void emit_to_user(const std::string& user, const std::string& event);
    void tell_message(const StoredConversation& conversation, const StoredMessage& message);
    void tell_read(const StoredConversation& conversation, const std::string& reader);
    void tell_update(const StoredConversation& conversation, const std::string& user);

    ServerKind kind_;
    Timeline& timeline_;
    Wire wire_;
    Store store_;
    bool is_up_ = true;
    // Cursors of an earlier epoch have lost their meaning.
    int epoch_ = 1;
    // Users by browser.
    std::map<std::string, std::string> sessions_;
    std::map<LinkId, Socket> sockets_;
    std::map<std::pair<std::string, std::string>, Reply> told_;
    // The epoch and the number of changes for which `told_` is valid.
    std::pair<int, std::size_t> told_at_;
};

}  // namespace messaging::simulation
