#include "bench/native/texts.h"

#include <algorithm>
#include <string_view>

#include "base/json_writer.h"

namespace messaging::bench {

namespace {

std::string padded(std::size_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

// One second later for each number.
std::string time_of(std::size_t number) {
    const std::size_t minutes = number / 60;
    const std::size_t hours = minutes / 60;
    const std::size_t days = hours / 24;
    return "2026-" + padded(1 + days / 28 % 12, 2) + '-' + padded(1 + days % 28, 2) + 'T' +
           padded(hours % 24, 2) + ':' + padded(minutes % 60, 2) + ':' + padded(number % 60, 2) +
           ".000Z";
}

std::string member(std::string_view name, std::string_view value) {
    return json::quote(name) + ':' + json::quote(value) + ',';
}

}  // namespace

std::string text_of(std::size_t bytes, Script script) {
    constexpr std::string_view ascii =
        "Saturday at five would be fine, said \"Bloom\"; more soon. ";
    constexpr std::string_view mixed =
        "Samstag um fünf? 土曜日の五時に。 Да, конечно \"Блум\" 🎉. ";
    const auto words = script == Script::ascii ? ascii : mixed;
    std::string text;
    while (text.size() < bytes) text += words;
    std::size_t end = bytes;
    // Do not cut within a character.
    while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    text.resize(end);
    text.resize(bytes, '.');
    return text;
}

std::string id_of(const char* kind, std::size_t number) {
    return std::string(kind) + '_' + padded(number, 10);
}

std::string message_json(const MessageSpec& spec) {
    std::string json = "{" + member("id", id_of("msg", spec.number)) +
                       member("conversationId", conversation_id(spec.conversation));
    if (!spec.client_id.empty()) json += member("clientMessageId", spec.client_id);
    return json + member("senderId", spec.sender) + member("senderName", "Bloom & Petal") +
           "\"seq\":" + std::to_string(spec.seq == 0 ? spec.number : spec.seq) + ',' +
           member("createdAt", time_of(spec.number)) + "\"text\":" + json::quote(spec.text) + '}';
}

std::string full_message_json(const MessageSpec& spec) {
    const auto time = time_of(spec.number);
    const auto conversation = conversation_id(spec.conversation);
    return "{" + member("id", id_of("msg", spec.number)) + member("conversationId", conversation) +
           member("threadId", conversation) + "\"clientMessageId\":null,\"seq\":" +
           std::to_string(spec.seq == 0 ? spec.number : spec.seq) + ",\"kind\":\"text\"," +
           member("text", spec.text) + member("message", spec.text) + member("content", spec.text) +
           member("senderId", spec.sender) + member("fromUserId", spec.sender) +
           member("senderType", "supplier") + member("senderRole", "supplier") +
           member("fromRole", "supplier") + member("senderName", "Bloom & Petal") +
           member("createdAt", time) + member("sentAt", time) + member("timestamp", time) +
           "\"readBy\":[" + json::quote(spec.sender) + "],\"attachments\":[]}";
}

std::string conversation_json(std::size_t number, std::size_t minute) {
    return "{" + member("id", conversation_id(number)) + member("subject", "The wedding in May") +
           member("supplierName", "Bloom & Petal") + member("customerName", "Alice") +
           member("lastMessage", "Is Saturday still free?") +
           member("lastMessageTime", time_of(minute * 60)) +
           "\"unreadCount\":" + std::to_string(number % 3) +
           ",\"participants\":[{\"id\":\"usr_alice\",\"role\":\"customer\"},"
           "{\"id\":\"usr_bloom\",\"role\":\"supplier\"}]}";
}

std::string event_frame(const std::string& name, const std::string& data) {
    return "42[" + json::quote(name) + ',' + data + ']';
}

std::string new_message_frame(const MessageSpec& spec, const std::string& message) {
    return event_frame("new_message",
                       "{" + member("conversationId", conversation_id(spec.conversation)) +
                           "\"message\":" + message + '}');
}

std::string reply(const std::string& members) {
    return "{" + members + R"(,"features":["sync","after","before","idempotency","acks"]})";
}

}  // namespace messaging::bench
