// The Socket.IO half of the model.
#include <algorithm>
#include <utility>
#include <vector>

#include "simulation/server.h"
#include "simulation/views.h"
#include "simulation/violation.h"
#include "support/str.h"
#include "wire/socket_io.h"

namespace messaging::simulation {

void Server::stop(bool keeps_memory) {
    is_up_ = false;
    sockets_.clear();
    if (keeps_memory) return;
    sessions_.clear();
    ++epoch_;
}

void Server::announce_stop(Duration away) {
    json::Writer event;
    event.begin_array().string("server:draining").begin_object();
    event.member("retryAfterMs", away.count()).end_object().end_array();
    for (const auto& [link, socket] : sockets_) {
        if (socket.is_joined) emit(link, str(event.text()));
    }
}

void Server::opened(LinkId link, const std::string& browser, bool may_upgrade) {
    Socket socket;
    socket.browser = browser;
    const auto session = sessions_.find(browser);
    if (session != sessions_.end()) socket.user = session->second;
    sockets_.emplace(link, std::move(socket));
    json::Writer handshake;
    handshake.begin_object().member("sid", "e" + std::to_string(link));
    handshake.key("upgrades").begin_array();
    if (may_upgrade) handshake.string("websocket");
    handshake.end_array()
        .member("pingInterval", ping_interval.count())
        .member("pingTimeout", ping_timeout.count())
        .end_object();
    wire_.send(link, "0" + str(handshake.text()));
    timeline_.after(ping_interval, [this, link] { ping(link); });
}

void Server::sign_out(const std::string& browser) {
    sessions_.erase(browser);
    std::vector<LinkId> links;
    for (const auto& [link, socket] : sockets_) {
        if (socket.browser == browser) links.push_back(link);
    }
    for (const auto link : links) {
        closed(link);
        wire_.close(link);
    }
}

void Server::ping(LinkId link) {
    const auto found = sockets_.find(link);
    if (found == sockets_.end()) return;
    found->second.is_awaiting_pong = true;
    wire_.send(link, "2");
    timeline_.after(ping_timeout, [this, link] {
        const auto late = sockets_.find(link);
        if (late == sockets_.end() || !late->second.is_awaiting_pong) return;
        closed(link);
        wire_.close(link);
    });
    timeline_.after(ping_interval, [this, link] { ping(link); });
}

void Server::received(LinkId link, std::string_view frame) {
    const auto found = sockets_.find(link);
    if (found == sockets_.end()) return;
    if (frame == "3") {
        found->second.is_awaiting_pong = false;
        return;
    }
    require(frame.starts_with("4"), "a client sends pongs and messages, nothing else");
    const auto received = socket_io::decode(frame.substr(1));
    require(received.has_value(), [&] { return "no packet: " + std::string(frame); });
    if (received->packet.type == socket_io::Type::connect) {
        require(!found->second.is_joined, "CONNECT was sent twice");
        found->second.is_joined = true;
        wire_.send(link, R"(40{"sid":"s)" + std::to_string(link) + R"("})");
    } else if (received->packet.type == socket_io::Type::event) {
        require(found->second.is_joined, "an event before CONNECT");
        received_event(link, received->data(), received->packet.ack_id);
    }
}

void Server::received_event(LinkId link, json::Value arguments,
                            std::optional<std::uint32_t> ack_id) {
    Socket& socket = sockets_.at(link);
    const auto name = arguments[0].string().value_or("");
    const auto data = arguments[1];
    const std::string id(data["conversationId"].string().value_or(""));
    auto* conversation = store_.find(id);
    const bool may = conversation != nullptr && conversation->has(socket.user);
    if (name == "auth") authenticate(link, data);
    if (name == "subscribe_conversation" && may) socket.rooms.insert(id);
    if (name == "unsubscribe_conversation") socket.rooms.erase(id);
    if (name == "typing" && may) relay_typing(link, data);
    if (name == "conversation:read" && may && store_.mark_read(*conversation, socket.user)) {
        tell_read(*conversation, socket.user);
    }
    if (!ack_id || !kind_.has_acks) return;
    const bool is_refused = name == "subscribe_conversation" && !may;
    wire_.send(link,
               "43" + std::to_string(*ack_id) +
                   (is_refused ? R"([{"ok":false,"error":"Access denied"}])" : R"([{"ok":true}])"));
}

void Server::authenticate(LinkId link, json::Value data) {
    const Socket& socket = sockets_.at(link);
    if (!kind_.sends_events) return;
    json::Writer writer;
    if (socket.user.empty() || socket.user != data["userId"].string().value_or("")) {
        writer.begin_array().string("auth:error").begin_object();
        writer.member("error", "Unauthenticated");
    } else {
        writer.begin_array().string("auth:success").begin_object();
        writer.member("userId", socket.user);
        write_features(writer, kind_);
    }
    emit(link, writer.end_object().end_array().take());
}

void Server::relay_typing(LinkId link, json::Value data) {
    if (!kind_.sends_events) return;
    const Socket& typist = sockets_.at(link);
    const std::string id(*data["conversationId"].string());
    json::Writer event;
    event.begin_array().string("typing:status").begin_object();
    event.member("conversationId", id).member("userId", typist.user);
    event.member("isTyping", data["isTyping"].boolean().value_or(false)).end_object().end_array();
    for (const auto& [other, socket] : sockets_) {
        if (socket.user != typist.user && socket.rooms.count(id) != 0)
            emit(other, str(event.text()));
    }
}

void Server::emit_to_user(const std::string& user, const std::string& event) {
    if (!kind_.sends_events) return;
    for (const auto& [link, socket] : sockets_) {
        if (socket.is_joined && socket.user == user) emit(link, event);
    }
}

void Server::tell_message(const StoredConversation& conversation, const StoredMessage& message) {
    const auto event = new_message_event(kind_, conversation, message);
    for (const auto& user : conversation.users) emit_to_user(user, event);
    for (const auto& user : conversation.users) tell_update(conversation, user);
}

void Server::tell_read(const StoredConversation& conversation, const std::string& reader) {
    const auto event = read_event(conversation, reader);
    for (const auto& user : conversation.users) {
        if (user != reader) emit_to_user(user, event);
    }
    tell_update(conversation, reader);
}

void Server::tell_update(const StoredConversation& conversation, const std::string& user) {
    emit_to_user(user, updated_event(kind_, conversation, user, store_.unread_of(user)));
}

std::size_t Server::count_sockets(const std::string& browser) const {
    return static_cast<std::size_t>(
        std::count_if(sockets_.begin(), sockets_.end(),
                      [&](const auto& entry) { return entry.second.browser == browser; }));
}

bool Server::knows_sockets_of(const std::string& browser) const {
    return std::none_of(sockets_.begin(), sockets_.end(), [&](const auto& entry) {
        return entry.second.browser == browser && entry.second.user.empty();
    });
}

}  // namespace messaging::simulation
