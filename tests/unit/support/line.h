// A connection whose effects are text: every call returns what the host is asked to do, such as
// `open 1, send 1 40`.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "client/connection.h"
#include "support/str.h"
#include "unit/support/moments.h"

namespace messaging {

class Line {
  public:
    explicit Line(std::uint64_t seed = 1, bool prefers_polling = false)
        : random_(seed), connection({{"ws://host/", "http://host/", prefers_polling}}, random_) {}
    // The connection has a reference to `random_`.
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    std::string start_it() {
        return run([&](auto& effects) { connection.start(now, effects); });
    }
    std::string stop() {
        return run([&](auto& effects) { connection.stop(effects); });
    }
    std::string restart() {
        return run([&](auto& effects) { connection.restart(now, "another user", effects); });
    }
    std::string suspend() {
        return run([&](auto& effects) { connection.suspend(effects); });
    }
    std::string hurry() {
        return run([&](auto& effects) { connection.hurry(now, effects); });
    }
    std::string tick() {
        return run([&](auto& effects) { connection.tick(now, effects); });
    }
    std::string auth(std::string_view payload = "") {
        return run([&](auto& effects) { connection.auth_ready(payload, effects); });
    }
    std::string no_auth() {
        return run([&](auto& effects) { connection.auth_failed(now, effects); });
    }
    // Every open socket, including that of a rival transport.
    std::string closed() {
        std::string text;
        while (!sockets_.empty()) {
            if (!text.empty()) text += ", ";
            text += closed(socket());
        }
        return text;
    }
    std::string closed(SocketNumber socket, int code = 1006) {
        sockets_.erase(socket);
        return run([&](auto& effects) { connection.closed(now, socket, code, effects); });
    }
    std::string hear(std::string_view frame) { return hear(socket(), frame); }
    std::string hear(SocketNumber socket, std::string_view frame) {
        return run([&](auto& effects) {
            delivered = told(connection.receive(now, socket, frame, effects));
        });
    }
    std::string hear_bytes(std::uint32_t attachment, std::uint32_t bytes = 1) {
        return hear_bytes(socket(), attachment, bytes);
    }
    std::string hear_bytes(SocketNumber socket, std::uint32_t attachment, std::uint32_t bytes) {
        return run([&](auto& effects) {
            delivered = told(connection.receive_binary(now, socket, AttachmentNumber(attachment),
                                                       bytes, effects));
        });
    }

    // From idle or stopped to opening, joining or online.
    void open() {
        start_it();
        REQUIRE(connection.phase() == ConnectionPhase::opening);
    }
    void join() {
        hear(handshake);
        auth();
        REQUIRE(connection.phase() == ConnectionPhase::joining);
    }
    void come_online() {
        if (connection.phase() != ConnectionPhase::opening) open();
        join();
        hear(R"(40{"sid":"socket"})");
        REQUIRE(connection.is_online());
    }

    // Lets time pass until the deadline, when the host's timer fires.
    std::string tick_at_deadline() {
        REQUIRE(connection.deadline() != never);
        now = std::max(now, connection.deadline());
        return tick();
    }
    // From waiting to opening; returns how long that took.
    Duration wait_for_attempt() {
        const Instant before = now;
        tick_at_deadline();
        REQUIRE(connection.phase() == ConnectionPhase::opening);
        return now - before;
    }

    // The open socket that was opened first.
    SocketNumber socket() const { return sockets_.empty() ? SocketNumber() : *sockets_.begin(); }
    std::string phase() const { return std::string(name_of(connection.phase())); }

    static constexpr std::string_view handshake =
        R"(0{"sid":"engine","upgrades":[],"pingInterval":25000,"pingTimeout":20000})";

    Instant now = start;
    // The last packet that was delivered to the page: its type, data and attachments.
    std::string delivered;

  private:
    template <typename Call>
    std::string run(Call call) {
        Effects effects;
        call(effects);
        std::string text;
        for (const auto& effect : effects) {
            if (const auto* open = std::get_if<OpenSocket>(&effect)) sockets_.insert(open->socket);
            if (const auto* end = std::get_if<CloseSocket>(&effect)) sockets_.erase(end->socket);
            if (!text.empty()) text += ", ";
            std::visit([&](const auto& one) { text += said(one); }, effect);
        }
        return text;
    }

    static std::string said(const OpenSocket& effect) {
        const bool is_websocket = effect.url.view().substr(0, 2) == "ws";
        return (is_websocket ? "open " : "poll ") + std::to_string(effect.socket.value());
    }
    static std::string said(const CloseSocket& effect) {
        return "close " + std::to_string(effect.socket.value());
    }
    static std::string said(const SendText& effect) {
        return "send " + std::to_string(effect.socket.value()) + " " + str(effect.frame);
    }
    static std::string said(const SendBinary& effect) {
        return "send " + std::to_string(effect.socket.value()) + " #" +
               std::to_string(effect.attachment.value());
    }
    static std::string said(const DropAttachments& effect) {
        std::string text = "drop";
        for (const auto attachment : effect.attachments) {
            text += " #" + std::to_string(attachment.value());
        }
        return text;
    }
    static std::string said(const DrainSocket& effect) {
        return "drain " + std::to_string(effect.socket.value());
    }
    static std::string said(const Log&) { return "log"; }
    template <typename Effect>
    static std::string said(const Effect&) {
        return "something else";
    }

    static std::string told(const std::optional<Connection::Delivery>& delivery) {
        if (!delivery) return "";
        const auto& packet = delivery->received.packet;
        std::string text = std::to_string(static_cast<int>(packet.type)) + std::string(packet.data);
        for (const auto attachment : delivery->attachments) {
            text += " #" + std::to_string(attachment.value());
        }
        return text;
    }

    Random random_;
    std::set<SocketNumber> sockets_;

  public:
    Connection connection;
};

}  // namespace messaging
