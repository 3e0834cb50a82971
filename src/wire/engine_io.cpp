#include "wire/engine_io.h"

#include <algorithm>

#include "base/json.h"

namespace messaging::engine_io {

namespace {

std::optional<Duration> positive_duration(json::Value value) {
    const auto ms = value.integer();
    if (!ms || *ms <= 0) return std::nullopt;
    return std::min(Duration(*ms), ping_max);
}

std::optional<Packet> decode_open(std::string_view data) {
    const auto document = json::Document::parse(data);
    if (!document) return std::nullopt;
    const auto root = document->root();
    const auto sid = root["sid"].string();
    const auto interval = positive_duration(root["pingInterval"]);
    const auto timeout = positive_duration(root["pingTimeout"]);
    if (!sid || sid->empty() || !interval || !timeout) return std::nullopt;
    bool may_upgrade = false;
    for (const auto upgrade : root["upgrades"]) {
        if (upgrade.string() == "websocket") may_upgrade = true;
    }
    return Open{*sid, *interval, *timeout, may_upgrade};
}

}  // namespace

std::optional<Packet> decode(std::string_view frame) {
    if (frame.empty()) return std::nullopt;
    const auto data = frame.substr(1);
    switch (frame.front()) {
        case '0':
            return decode_open(data);
        case '1':
            return Close{};
        case '2':
            return Ping{data};
        case '3':
            return Pong{data};
        case '4':
            return Message{data};
        case '6':
            return Noop{};
        // 5 is `upgrade`, which only a client sends.
        default:
            return std::nullopt;
    }
}

bool take_packet(std::string_view& payload, std::string_view& packet) {
    const auto end = payload.find('\x1e');
    packet = payload.substr(0, end);
    if (end == std::string_view::npos) return false;
    payload.remove_prefix(end + 1);
    return true;
}

std::string encode_message(std::string_view data) {
    std::string frame = "4";
    frame += data;
    return frame;
}

std::string encode_pong(std::string_view data) {
    std::string frame = "3";
    frame += data;
    return frame;
}

}  // namespace messaging::engine_io
