#include "wire/socket_io.h"

#include <utility>

namespace messaging::socket_io {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes all leading digits. nullopt if there are none or the number does not fit.
std::optional<std::uint32_t> take_number(std::string_view& rest) {
    constexpr std::size_t digits_max = 9;
    std::size_t length = 0;
    std::uint32_t value = 0;
    while (length < rest.size() && is_digit(rest[length])) {
        if (length == digits_max) return std::nullopt;
        value = value * 10 + static_cast<std::uint32_t>(rest[length] - '0');
        ++length;
    }
    if (length == 0) return std::nullopt;
    rest.remove_prefix(length);
    return value;
}

bool is_binary(Type type) { return type == Type::binary_event || type == Type::binary_ack; }

bool may_lack_data(Type type) {
    return type == Type::connect || type == Type::disconnect || type == Type::connect_error;
}

bool fits_type(const Packet& packet, json::Value data) {
    const auto type = packet.type;
    if (type == Type::event || type == Type::binary_event) {
        return data.is_array() && !data[0].id().empty();
    }
    if (type == Type::ack || type == Type::binary_ack) {
        return data.is_array() && packet.ack_id.has_value();
    }
    if (type == Type::connect) return data.is_object();
    return type == Type::connect_error;
}

}  // namespace

std::optional<Received> decode(std::string_view text) {
    if (text.empty() || text.front() < '0' || text.front() > '6') return std::nullopt;
    Packet packet;
    packet.type = static_cast<Type>(text.front() - '0');
    auto rest = text.substr(1);
    if (is_binary(packet.type)) {
        const auto count = take_number(rest);
        if (!count || *count > attachments_max) return std::nullopt;
        if (rest.empty() || rest.front() != '-') return std::nullopt;
        rest.remove_prefix(1);
        packet.attachments = *count;
    }
    if (!rest.empty() && rest.front() == '/') {
        const auto comma = rest.find(',');
        packet.nsp = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    if (!rest.empty() && is_digit(rest.front())) {
        packet.ack_id = take_number(rest);
        if (!packet.ack_id) return std::nullopt;
    }
    packet.data = rest;
    if (rest.empty()) {
        if (!may_lack_data(packet.type)) return std::nullopt;
        return Received{packet, std::nullopt};
    }
    auto document = json::Document::parse(rest);
    if (!document || !fits_type(packet, document->root())) return std::nullopt;
    return Received{packet, std::move(document)};
}

std::string encode(const Packet& packet) {
    std::string text(1, static_cast<char>('0' + static_cast<int>(packet.type)));
    if (is_binary(packet.type)) {
        text += decimal(packet.attachments);
        text += '-';
    }
    if (packet.nsp != "/") {
        text += packet.nsp;
        text += ',';
    }
    if (packet.ack_id) text += decimal(*packet.ack_id);
    text += packet.data;
    return text;
}

}  // namespace messaging::socket_io
