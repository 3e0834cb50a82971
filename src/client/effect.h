// Everything that the core can ask of the host. Effects are carried out in order, after `handle`
// has returned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/id.h"
#include "base/list.h"
#include "base/time.h"
#include "state/list_change.h"
#include "wire/model.h"

namespace messaging {

struct OpenSocket {
    SocketNumber socket;
    Text url;
};
struct SendText {
    SocketNumber socket;
    Text frame;
};
struct SendBinary {
    SocketNumber socket;
    AttachmentNumber attachment;
};
struct CloseSocket {
    SocketNumber socket;
};
// Lets pending requests finish, then the socket is reported closed with code 1000.
struct DrainSocket {
    SocketNumber socket;
};
// Bytes that the host keeps and that nobody will ask for.
struct DropAttachments {
    List<AttachmentNumber> attachments;
};

enum class Method : std::uint8_t { get, post };
// The reply to `csrf` is for the host, which keeps the token and passes on an empty body.
enum class Purpose : std::uint8_t { api, csrf };

struct HttpRequest {
    RequestNumber request;
    Purpose purpose = Purpose::api;
    Method method = Method::get;
    Text url;
    Text body;
    // Empty if the request must not carry the header.
    Text idempotency_key;
    Duration timeout{};
};
struct AbortRequest {
    RequestNumber request;
};
struct AskAuth {
    AskNumber ask;
};

// What is kept of a user's unsent messages, by client id. All but the last are answered under their
// tickets.
struct LoadStorage {
    TicketNumber ticket;
    UserId user;
};
struct Persist {
    TicketNumber ticket;
    UserId user;
    ClientMessageId id;
    Text record;
};
struct Forget {
    TicketNumber ticket;
    UserId user;
    ClientMessageId id;
};
struct WipeStorage {
    UserId user;
};

// Why a call of the page failed.
enum class Failure : std::uint8_t {
    refused,       // the server said no
    network,       // the outcome is unknown or there was none
    timeout,       // like network
    unauthorized,  // the session is not valid
    malformed,     // an answer of another shape
    queue_full,    // a limit of this page
    discarded,     // by the page
    disconnected,  // the connection that would have answered is gone
    not_found,     // nothing here has that id
    stopped,       // the page has disconnected
    signed_out,    // another user, or none
    unknown,       // it is not known whether the server has stored the message
    expired,       // it has waited too long
    memory_only,   // storage does not work: unsent messages are lost with the page
};

struct CallError {
    Failure code = Failure::refused;
    std::optional<int> status;
    // The server's own description.
    Text message;
    bool retryable = false;
};

// A failure of this page's own, not reported by a server.
CallError own_failure(Failure code, bool retryable, const char* message = "");

struct Settled {
    // `Text` is this page's own; `Path` points into the current document.
    std::variant<std::monostate, Text, bool, Path> value;
    List<AttachmentNumber> attachments;
    // The document that `Path` points into, if not the current one.
    std::optional<Text> document;
};

struct Settle {
    CallNumber call;
    std::variant<Settled, CallError> outcome;
};

enum class LogLevel : std::uint8_t { debug, info, warn, error };

struct Log {
    LogLevel level = LogLevel::debug;
    Text message;
};

// For the page: what changed.

enum class Mode : std::uint8_t { none, polling, long_polling, websocket };
enum class ClientState : std::uint8_t {
    idle,
    connecting,
    online,
    polling,
    offline,
    unauthenticated,
    stopped,
};

struct StateChanged {
    ClientState state = ClientState::idle;
    Mode mode = Mode::none;
    Instant since{};
    Instant next_attempt_at = never;
    Text reason;
    // False from the loss of a connection until everything missed has been fetched.
    bool continuity = false;
    // The Socket.IO session while connected.
    Text sid;
};
struct ConnectionChanged {
    bool is_online = false;
    Mode mode = Mode::none;
};
struct TypingChanged {
    ConversationId conversation;
    UserId user;
    bool is_typing = false;
};
struct ReadByOther {
    ReadReceipt receipt;
};
struct OwnMessageChanged {
    ConversationId conversation;
    ClientMessageId client_id;
    MessageId id;
    MessageState state = MessageState::pending;
    std::optional<Failure> reason;
};
struct MessagesChanged {
    ConversationId conversation;
    bool has_older = false;
    ListChanges changes;
};
struct ConversationsChanged {
    ListChanges changes;
};
struct UnreadChanged {
    std::int64_t count = 0;
};
// For the page's handlers; the arguments are the current document unless `document` is given.
struct EventReceived {
    SocketNumber socket;
    List<AttachmentNumber> attachments;
    std::optional<Text> document;
    std::optional<std::uint32_t> ack_id;
};
enum class Toast : std::uint8_t { polling, reconnected, new_message, send_failed };
struct ShowToast {
    Toast toast = Toast::polling;
    Duration interval{};
};
struct ErrorReported {
    std::string_view operation;
    Failure code = Failure::refused;
    ConversationId conversation;
    std::optional<int> status;
    bool retryable = false;
};

using Effect =
    std::variant<OpenSocket, SendText, SendBinary, CloseSocket, DrainSocket, DropAttachments,
                 HttpRequest, AbortRequest, AskAuth, LoadStorage, Persist, Forget, WipeStorage,
                 Settle, Log, StateChanged, ConnectionChanged, TypingChanged, ReadByOther,
                 OwnMessageChanged, MessagesChanged, ConversationsChanged, UnreadChanged,
                 EventReceived, ShowToast, ErrorReported>;

// The effects of one turn, in order.
class Effects {
  public:
    // Out of line and not a template: some forty places call it.
    void add(Effect effect);

    bool empty() const { return effects_.empty(); }
    std::size_t size() const { return effects_.size(); }
    auto begin() const { return effects_.begin(); }
    auto end() const { return effects_.end(); }

  private:
    List<Effect> effects_;
};

}  // namespace messaging
