#include "simulation/describe.h"

#include <array>
#include <cstdint>
#include <vector>

#include "client/control_json.h"
#include "support/str.h"

namespace messaging::simulation {

namespace {

// In the order of the variant's alternatives.
constexpr auto input_names = std::to_array<std::string_view>({
    "Connect",
    "Disconnect",
    "SignIn",
    "SignOut",
    "WatchConversations",
    "UnwatchConversations",
    "WatchUnread",
    "UnwatchUnread",
    "OpenConversation",
    "CloseConversation",
    "JoinConversation",
    "LeaveConversation",
    "LoadOlder",
    "SendMessage",
    "Retry",
    "Discard",
    "SetTyping",
    "MarkRead",
    "MarkThreadRead",
    "Fetch what=conversations",
    "Fetch what=messages",
    "Fetch what=unread",
    "Refresh",
    "StartPolling",
    "StopPolling",
    "Emit",
    "Acknowledge",
    "Inject",
    "SocketText",
    "SocketBinary",
    "SocketClosed",
    "HttpReplied",
    "HttpFailed",
    "AuthReady",
    "AuthFailed",
    "StorageLoaded",
    "Persisted",
    "PersistFailed",
    "Online",
    "Offline",
    "Visible",
    "Hidden",
    "Frozen",
    "Resumed",
    "PageHidden",
    "PageShown",
    "Tick",
});
static_assert(input_names.size() == std::variant_size_v<Input>);

std::string member(std::string_view name, std::string_view value) {
    return (' ' + std::string(name) + '=').append(value);
}

std::string member(std::string_view name, std::int64_t value) {
    return member(name, std::to_string(value));
}

// Numbers and ids, under the names that they have in every input.
template <typename Subject>
std::string ids_of(const Subject& input) {
    std::string members;
    if constexpr (requires { input.call; }) {
        if (!input.call.is_none()) members += member("call", input.call.value());
    }
    if constexpr (requires { input.socket; }) members += member("socket", input.socket.value());
    if constexpr (requires { input.request; }) members += member("request", input.request.value());
    if constexpr (requires { input.ask; }) members += member("ask", input.ask.value());
    if constexpr (requires { input.ticket; }) members += member("ticket", input.ticket.value());
    if constexpr (requires { input.conversation; }) {
        members += member("conversationId", input.conversation.text().view());
    }
    if constexpr (requires { input.thread; }) {
        members += member("threadId", input.thread.text().view());
    }
    if constexpr (requires { input.message; }) {
        members += member("clientMessageId", input.message.text().view());
    }
    if constexpr (requires { input.user; }) members += member("userId", input.user.text().view());
    return members;
}

template <typename Subject>
std::string facts_of(const Subject& input) {
    std::string members;
    if constexpr (requires { input.user_type; }) {
        members += member("userType", input.user_type.view());
    }
    if constexpr (requires { input.is_repeated; }) {
        if (input.is_repeated) members += member("repeated", "true");
    }
    if constexpr (requires { input.is_typing; }) {
        members += member("isTyping", input.is_typing ? "true" : "false");
    }
    if constexpr (requires { input.code; }) members += member("code", input.code);
    if constexpr (requires { input.status; }) members += member("status", input.status);
    if constexpr (requires { input.retry_after; }) {
        if (input.retry_after) members += member("retryAfterMs", input.retry_after->count());
    }
    if constexpr (requires { input.timed_out; }) {
        members += member("reason", input.timed_out ? "timeout" : "network");
    }
    return members;
}

}  // namespace

std::string describe(const Input& input, std::string_view text) {
    std::string line(input_names[input.index()]);
    line += std::visit([](const auto& one) { return ids_of(one) + facts_of(one); }, input);
    if (!text.empty()) line += " | " + std::string(text);
    return line;
}

std::string describe(const Effect& effect) {
    List<std::string> texts;
    std::string line = encode(effect, texts);
    for (const auto& text : texts) line += " | " + text;
    return line;
}

}  // namespace messaging::simulation
