#include <array>
#include <utility>

#include "client/control_json.h"

namespace messaging {

namespace {

// A control object and the text that belongs to it. A required member that is missing makes the
// whole input invalid.
class Reader {
  public:
    Reader(json::Value object, std::string_view text) : object_(object), text_(text) {}

    std::string_view text() const { return text_; }
    bool is_complete() const { return is_complete_; }

    template <typename IdType>
    IdType id(const char* key) {
        const auto value = object_[key].string();
        is_complete_ = is_complete_ && value.has_value();
        return IdType(Text(value.value_or("")));
    }

    std::string_view optional_string(const char* key) const {
        return object_[key].string().value_or("");
    }

    std::int64_t integer(const char* key) {
        const auto value = object_[key].integer();
        is_complete_ = is_complete_ && value.has_value();
        return value.value_or(0);
    }

    std::optional<std::int64_t> optional_integer(const char* key) const {
        return object_[key].integer();
    }

    template <typename NumberType>
    NumberType number(const char* key) {
        return NumberType(static_cast<std::uint32_t>(integer(key)));
    }

    CallNumber optional_call() const {
        return CallNumber(static_cast<std::uint32_t>(object_["call"].integer().value_or(0)));
    }

    bool boolean(const char* key) {
        const auto value = object_[key].boolean();
        is_complete_ = is_complete_ && value.has_value();
        return value.value_or(false);
    }

    bool flag(const char* key) const { return object_[key].boolean().value_or(false); }

    List<AttachmentNumber> attachments() const {
        List<AttachmentNumber> numbers;
        for (const auto number : object_["attachments"]) {
            numbers.push_back(
                AttachmentNumber(static_cast<std::uint32_t>(number.integer().value_or(0))));
        }
        return numbers;
    }

  private:
    json::Value object_;
    std::string_view text_;
    bool is_complete_ = true;
};

template <typename Plain>
Input plain(Reader&) {
    return Plain{};
}

template <typename AboutConversation>
Input about_conversation(Reader& r) {
    return AboutConversation{r.id<ConversationId>("conversationId")};
}

template <typename AboutOwnMessage>
Input about_own_message(Reader& r) {
    return AboutOwnMessage{r.optional_call(), r.id<ClientMessageId>("clientMessageId")};
}

Input fetch(Reader& r) {
    const auto what = r.optional_string("what");
    if (what == "conversations") {
        return FetchConversations{r.optional_call(), r.id<UserId>("userId"),
                                  r.optional_string("userType")};
    }
    if (what == "messages") {
        return FetchMessages{r.optional_call(), r.id<ConversationId>("conversationId")};
    }
    return FetchUnread{r.optional_call()};
}

Input http_replied(Reader& r) {
    HttpReplied input{r.number<RequestNumber>("request"), static_cast<int>(r.integer("status")),
                      std::nullopt, r.text()};
    if (const auto ms = r.optional_integer("retryAfterMs")) {
        // No server is obeyed for longer than an hour.
        input.retry_after = std::clamp(Duration(*ms), Duration::zero(), Duration(3'600'000));
    }
    return input;
}

using Decoder = Input (*)(Reader&);

struct NamedDecoder {
    const char* type;
    Decoder decode;
};

constexpr auto decoders = std::to_array<NamedDecoder>({
    {"SocketText",
     [](Reader& r) -> Input {
         return SocketText{r.number<SocketNumber>("socket"), r.text(), r.flag("quiet")};
     }},
    {"Tick", plain<Tick>},
    {"HttpReplied", http_replied},
    {"HttpFailed",
     [](Reader& r) -> Input {
         return HttpFailed{r.number<RequestNumber>("request"),
                           r.optional_string("reason") == "timeout"};
     }},
    {"SocketBinary",
     [](Reader& r) -> Input {
         return SocketBinary{r.number<SocketNumber>("socket"),
                             r.number<AttachmentNumber>("attachment"),
                             static_cast<std::uint32_t>(r.integer("bytes"))};
     }},
    {"SocketClosed",
     [](Reader& r) -> Input {
         return SocketClosed{r.number<SocketNumber>("socket"),
                             static_cast<int>(r.optional_integer("code").value_or(0))};
     }},
    {"AuthReady",
     [](Reader& r) -> Input {
         return AuthReady{r.number<AskNumber>("ask"), UserId(Text(r.optional_string("userId"))),
                          r.text()};
     }},
    {"AuthFailed", [](Reader& r) -> Input { return AuthFailed{r.number<AskNumber>("ask")}; }},
    {"StorageLoaded",
     [](Reader& r) -> Input { return StorageLoaded{r.number<TicketNumber>("ticket"), r.text()}; }},
    {"Persisted", [](Reader& r) -> Input { return Persisted{r.number<TicketNumber>("ticket")}; }},
    {"PersistFailed",
     [](Reader& r) -> Input { return PersistFailed{r.number<TicketNumber>("ticket")}; }},
    {"Connect", plain<Connect>},
    {"Disconnect", plain<Disconnect>},
    {"SignIn", [](Reader& r) -> Input { return SignIn{r.id<UserId>("userId")}; }},
    {"SignOut", [](Reader& r) -> Input { return SignOut{r.flag("final"), r.flag("expired")}; }},
    {"WatchConversations",
     [](Reader& r) -> Input {
         return WatchConversations{r.id<UserId>("userId"), r.optional_string("userType")};
     }},
    {"UnwatchConversations", plain<UnwatchConversations>},
    {"WatchUnread", plain<WatchUnread>},
    {"UnwatchUnread", plain<UnwatchUnread>},
    {"OpenConversation", about_conversation<OpenConversation>},
    {"CloseConversation", about_conversation<CloseConversation>},
    {"JoinConversation", about_conversation<JoinConversation>},
    {"LeaveConversation", about_conversation<LeaveConversation>},
    {"LoadOlder",
     [](Reader& r) -> Input {
         return LoadOlder{r.optional_call(), r.id<ConversationId>("conversationId")};
     }},
    {"SendMessage",
     [](Reader& r) -> Input {
         return SendMessage{r.optional_call(), r.id<ConversationId>("conversationId"),
                            r.flag("repeated"), r.text()};
     }},
    {"Retry", about_own_message<Retry>},
    {"Discard", about_own_message<Discard>},
    {"SetTyping",
     [](Reader& r) -> Input {
         return SetTyping{r.id<ConversationId>("conversationId"), r.boolean("isTyping")};
     }},
    {"MarkRead",
     [](Reader& r) -> Input {
         return MarkRead{r.optional_call(), r.id<ConversationId>("conversationId"),
                         UserId(Text(r.optional_string("userId")))};
     }},
    {"MarkThreadRead",
     [](Reader& r) -> Input {
         return MarkThreadRead{r.optional_call(), r.id<ConversationId>("threadId")};
     }},
    {"Fetch", fetch},
    {"Refresh", plain<Refresh>},
    {"StartPolling", plain<StartPolling>},
    {"StopPolling", plain<StopPolling>},
    {"Emit", [](Reader& r) -> Input { return Emit{r.optional_call(), r.attachments(), r.text()}; }},
    {"Acknowledge",
     [](Reader& r) -> Input {
         return Acknowledge{r.number<SocketNumber>("socket"),
                            static_cast<std::uint32_t>(r.integer("ack")), r.attachments(),
                            r.text()};
     }},
    {"Inject", [](Reader& r) -> Input { return Inject{r.text()}; }},
    {"Online", plain<Online>},
    {"Offline", plain<Offline>},
    {"Visible", plain<Visible>},
    {"Hidden", plain<Hidden>},
    {"Frozen", plain<Frozen>},
    {"Resumed", plain<Resumed>},
    {"PageHidden", plain<PageHidden>},
    {"PageShown", plain<PageShown>},
});

std::optional<std::uint64_t> read_seed(json::Value value) {
    const auto digits = value.string();
    if (!digits || digits->empty()) return std::nullopt;
    // FNV-1a: any text will do as a seed.
    std::uint64_t seed = 0xcbf29ce484222325U;
    for (const char c : *digits) {
        seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return seed;
}

}  // namespace

std::optional<Input> decode_input(std::string_view control, std::string_view text) {
    const auto document = json::Document::parse(control);
    if (!document) return std::nullopt;
    const auto type = document->root()["type"].string().value_or("");
    for (const auto& decoder : decoders) {
        if (decoder.type != type) continue;
        Reader reader(document->root(), text);
        Input input = decoder.decode(reader);
        if (!reader.is_complete()) return std::nullopt;
        return input;
    }
    return std::nullopt;
}

std::optional<Config> decode_config(std::string_view json) {
    const auto document = json::Document::parse(json);
    if (!document) return std::nullopt;
    Reader reader(document->root(), {});
    const auto milliseconds = [&](const char* key) { return Duration(reader.integer(key)); };
    Config config;
    const auto seed = read_seed(document->root()["seed"]);
    config.seed = seed.value_or(0);
    config.url = reader.optional_string("url");
    config.path = reader.optional_string("path");
    config.api = reader.optional_string("api");
    config.csrf_url = reader.optional_string("csrfUrl");
    config.poll_interval = milliseconds("pollIntervalMs");
    config.hidden_poll_interval = milliseconds("hiddenPollIntervalMs");
    config.typing_throttle = milliseconds("typingThrottleMs");
    config.typing_stop = milliseconds("typingStopMs");
    config.typing_expiry = milliseconds("typingExpiryMs");
    config.reconnect_min = milliseconds("reconnectMinMs");
    config.reconnect_max = milliseconds("reconnectMaxMs");
    config.is_stored = reader.flag("isStored");
    config.prefers_polling = reader.flag("prefersPolling");
    config.history_window = static_cast<std::uint32_t>(reader.integer("historyWindow"));
    const bool is_usable = seed && reader.is_complete() && config.reconnect_min.count() > 0 &&
                           config.history_window > 0;
    if (!is_usable) return std::nullopt;
    return config;
}

}  // namespace messaging
