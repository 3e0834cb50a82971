// Everything that the core can be told: facts in the past tense, requests in the imperative. Views
// point into text that the host keeps for the duration of one `handle`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/list.h"
#include "base/time.h"

namespace messaging {

// What the page wants.
struct Connect {};
struct Disconnect {};
struct SignIn {
    UserId user;
};
struct SignOut {
    // Nothing may stay here, even if the session has only expired.
    bool is_final = false;
    // The page knows that the session has only expired; a new core does not.
    bool is_expired = false;
};
struct WatchConversations {
    UserId user;
    Text user_type;
};
struct UnwatchConversations {};
struct WatchUnread {};
struct UnwatchUnread {};
struct OpenConversation {
    ConversationId conversation;
};
struct CloseConversation {
    ConversationId conversation;
};
struct JoinConversation {
    ConversationId conversation;
};
struct LeaveConversation {
    ConversationId conversation;
};
struct LoadOlder {
    CallNumber call;
    ConversationId conversation;
};
struct SendMessage {
    CallNumber call;
    ConversationId conversation;
    // An earlier core of this page was given it, and what became of it is not known.
    bool is_repeated = false;
    // The page's message object.
    std::string_view json;
};
struct Retry {
    CallNumber call;
    ClientMessageId message;
};
struct Discard {
    CallNumber call;
    ClientMessageId message;
};
struct SetTyping {
    ConversationId conversation;
    bool is_typing = false;
};
struct MarkRead {
    CallNumber call;
    ConversationId conversation;
    UserId user;
};
struct MarkThreadRead {
    CallNumber call;
    ConversationId thread;
};
struct FetchConversations {
    CallNumber call;
    UserId user;
    Text user_type;
};
struct FetchMessages {
    CallNumber call;
    ConversationId conversation;
};
struct FetchUnread {
    CallNumber call;
};
struct Refresh {};
struct StartPolling {};
struct StopPolling {};
struct Emit {
    // None if the page wants no acknowledgement.
    CallNumber call;
    List<AttachmentNumber> attachments;
    // `["name", ...]`
    std::string_view json;
};
// What a handler of the page answers to an event that asked for an acknowledgement.
struct Acknowledge {
    SocketNumber socket;
    std::uint32_t ack_id = 0;
    List<AttachmentNumber> attachments;
    // `[...]`
    std::string_view json;
};
// An event that the page hands in as if it had come over the socket.
struct Inject {
    std::string_view json;
};

// The network.
struct SocketText {
    SocketNumber socket;
    std::string_view frame;
    // Nobody listens to raw events: only what they say of messages counts.
    bool is_quiet = false;
};
struct SocketBinary {
    SocketNumber socket;
    AttachmentNumber attachment;
    std::uint32_t bytes = 0;
};
struct SocketClosed {
    SocketNumber socket;
    int code = 0;
};
struct HttpReplied {
    RequestNumber request;
    int status = 0;
    std::optional<Duration> retry_after;
    std::string_view body;
};
struct HttpFailed {
    RequestNumber request;
    bool timed_out = false;
};

// The host.
struct AuthReady {
    AskNumber ask;
    // The user as the page knows it now; empty if it knows none.
    UserId user;
    // The payload of CONNECT, or empty.
    std::string_view payload;
};
struct AuthFailed {
    AskNumber ask;
};
// `LoadStorage`, `Persist` and `Forget` are answered under their tickets.
struct StorageLoaded {
    TicketNumber ticket;
    // An array of the records.
    std::string_view json;
};
struct Persisted {
    TicketNumber ticket;
};
struct PersistFailed {
    TicketNumber ticket;
};

// The environment.
struct Online {};
struct Offline {};
struct Visible {};
struct Hidden {};
struct Frozen {};
struct Resumed {};
struct PageHidden {};
struct PageShown {};
struct Tick {};

using Input =
    std::variant<Connect, Disconnect, SignIn, SignOut, WatchConversations, UnwatchConversations,
                 WatchUnread, UnwatchUnread, OpenConversation, CloseConversation, JoinConversation,
                 LeaveConversation, LoadOlder, SendMessage, Retry, Discard, SetTyping, MarkRead,
                 MarkThreadRead, FetchConversations, FetchMessages, FetchUnread, Refresh,
                 StartPolling, StopPolling, Emit, Acknowledge, Inject, SocketText, SocketBinary,
                 SocketClosed, HttpReplied, HttpFailed, AuthReady, AuthFailed, StorageLoaded,
                 Persisted, PersistFailed, Online, Offline, Visible, Hidden, Frozen, Resumed,
                 PageHidden, PageShown, Tick>;

}  // namespace messaging
