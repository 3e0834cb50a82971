#include "simulation/describe.h"

#include <array>
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
    "FetchConversations",
    "FetchMessages",
    "FetchUnread",
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

template <typename Subject>
std::string number_of(const Subject& input) {
    if constexpr (requires { input.request.value(); }) {
        return " request=" + std::to_string(input.request.value());
    } else if constexpr (requires { input.socket.value(); }) {
        return " socket=" + std::to_string(input.socket.value());
    } else if constexpr (requires { input.conversation.text(); }) {
        return ' ' + str(input.conversation.text());
    }
    return {};
}

}  // namespace

std::string describe(const Input& input, std::string_view text) {
    std::string line(input_names[input.index()]);
    line += std::visit([](const auto& one) { return number_of(one); }, input);
    if (const auto* reply = std::get_if<HttpReplied>(&input)) {
        line += " status=" + std::to_string(reply->status);
    }
    if (!text.empty()) line += " | " + std::string(text);
    return line;
}

std::string describe(const Effect& effect) {
    std::vector<std::string> texts;
    std::string line = encode(effect, texts);
    for (const auto& text : texts) line += " | " + text;
    return line;
}

}  // namespace messaging::simulation
