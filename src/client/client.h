// The client: one state machine that combines connection, session, lists, outbox and polling.
//
// The law:
// 1. `handle` runs to completion. It never blocks, throws or calls out.
// 2. After each `handle` the host carries out all effects in order, then sets one timer for
//    `deadline()`, at which it hands in a `Tick`. Frames that arrived together are handled together
//    first.
// 3. `handle` is never called while effects are being carried out; what the page asks meanwhile is
//    fed afterwards.
// 4. The result depends on the configuration and the sequence of (now, Input), on nothing else.
// 5. Every socket, request and question carries a number that the core handed out; an input with an
//    old number changes nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/json.h"
#include "base/list.h"
#include "base/map.h"
#include "base/random.h"
#include "base/time.h"
#include "client/config.h"
#include "client/connection.h"
#include "client/effect.h"
#include "client/input.h"
#include "client/outbox_record.h"
#include "client/picture.h"
#include "client/requests.h"
#include "client/session.h"
#include "client/storage.h"
#include "state/freshness.h"
#include "state/outbox.h"
#include "state/poll_schedule.h"
#include "state/read_marks.h"
#include "state/rooms.h"
#include "state/typing_sender.h"
#include "state/typing_watch.h"
#include "wire/model.h"

namespace messaging {

class Client {
  public:
    // The page's events that wait for a connection, and the acknowledgements that it waits for.
    static constexpr std::size_t waiting_emits_max = 256;
    static constexpr std::size_t acks_max = 1024;
    // How many fresh CSRF tokens a request gets before it counts as refused, and the shortest pause
    // before each but the first; the longest is ten times that.
    static constexpr int fresh_tokens_max = 3;
    static constexpr Duration csrf_pause = std::chrono::milliseconds(100);

    struct Batch {
        // Where the JSON document starts in the input's text; `Path`s in the effects refer to it.
        std::uint32_t json = 0;
        // What to cut out of it, as a range of the text.
        Range left_out;
        Effects effects;
    };

    explicit Client(const Config& config);

    // `reading` is the host's clock, which may jump in both directions.
    Batch handle(Instant reading, const Input& input);
    // When a `Tick` is due, by the same clock; `never` if none is.
    Instant deadline() const;

    ConnectionPhase connection_phase() const { return connection_.phase(); }
    std::size_t outbox_size() const { return outbox_.size(); }

  private:
    struct Turn {
        Instant now;
        std::uint32_t json = 0;
        Range left_out;
        Effects effects;
    };

    // What the page wants: client.cpp.
    void on(Turn& turn, const Connect& input);
    void on(Turn& turn, const Disconnect& input);
    void on(Turn& turn, const WatchConversations& input);
    void on(Turn& turn, const UnwatchConversations& input);
    void on(Turn& turn, const WatchUnread& input);
    void on(Turn& turn, const UnwatchUnread& input);
    void on(Turn& turn, const OpenConversation& input);
    void on(Turn& turn, const CloseConversation& input);
    void on(Turn& turn, const JoinConversation& input);
    void on(Turn& turn, const LeaveConversation& input);
    void on(Turn& turn, const SetTyping& input);
    void on(Turn& turn, const MarkRead& input);
    void on(Turn& turn, const Refresh& input);
    void on(Turn& turn, const StartPolling& input);
    void on(Turn& turn, const StopPolling& input);

    // Own messages: client_send.cpp.
    void on(Turn& turn, const SendMessage& input);
    void on(Turn& turn, const Retry& input);
    void on(Turn& turn, const Discard& input);
    void keep(Turn& turn, const OutgoingMessage& message);
    std::optional<OutgoingMessage> take_message(Turn& turn, const ClientMessageId& id);
    void set_own_state(const OutgoingMessage& message, MessageState state);
    void drop_own(const OutgoingMessage& message);
    void show_own(const ConversationId& conversation);
    bool may_send() const;
    void send_ready(Turn& turn);
    void begin_sending(Turn& turn, OutgoingMessage& message);
    void settle_unanswered(Turn& turn);
    void own_message_changed(Turn& turn, const OutgoingMessage& message, MessageState state,
                             const MessageId& id = {}, std::optional<Failure> reason = {});
    void message_delivered(Turn& turn, const rest::PostMessage& call, json::Value reply);
    void message_refused(Turn& turn, const ClientMessageId& id, const CallError& error);
    void message_stored(Turn& turn, const OutgoingMessage& message, const MessageId& id);
    void message_found(Turn& turn, const MessageRecord& record);
    void history_searched(Turn& turn, const rest::FindMessage& call, json::Value root);
    void message_waits(Turn& turn, const ClientMessageId& id, std::optional<Duration> hint);
    void message_request_failed(Turn& turn, const PendingRequest& request, const CallError& error,
                                std::optional<Duration> hint);
    void give_up_messages(Turn& turn, bool are_kept);

    // What outlives the page: client_storage.cpp.
    void on(Turn& turn, const StorageLoaded& input);
    void on(Turn& turn, const Persisted& input);
    void on(Turn& turn, const PersistFailed& input);
    void open_storage(Turn& turn);
    bool take_up(Turn& turn, const StoredMessage& stored);
    void give_up_storage(Turn& turn);

    // Who the user is: client_session.cpp.
    void on(Turn& turn, const SignIn& input);
    void on(Turn& turn, const SignOut& input);
    void on(Turn& turn, const AuthReady& input);
    void on(Turn& turn, const AuthFailed& input);
    void change_user(Turn& turn, const UserId& user);
    void ask_auth(Turn& turn);
    void ask_for_socket(Turn& turn);
    UserId socket_user() const;

    // The socket and its events: client_socket.cpp.
    void on(Turn& turn, const Emit& input);
    void on(Turn& turn, const Acknowledge& input);
    void on(Turn& turn, const Inject& input);
    void on(Turn& turn, const SocketText& input);
    void on(Turn& turn, const SocketBinary& input);
    void on(Turn& turn, const SocketClosed& input);
    void deliver(Turn& turn, Connection::Delivery delivery, bool is_quiet);
    void receive_event(Turn& turn, json::Value arguments);
    void receive_ack(Turn& turn, const Connection::Delivery& delivery);
    void new_message(Turn& turn, json::Value data);
    void conversation_updated(Turn& turn, json::Value data);
    void typing_status(Turn& turn, json::Value data);
    void message_read(Turn& turn, json::Value data);
    void read_by_other(Turn& turn, const ReadReceipt& receipt);
    void send_auth(Turn& turn);
    void auth_confirmed(json::Value data);
    void auth_refused(Turn& turn);
    void rate_limited(Turn& turn, json::Value data);
    void prove_server();
    static std::string about(const ConversationId& conversation);
    void emit(Turn& turn, std::string_view name, std::string_view data,
              std::optional<std::uint32_t> ack_id = std::nullopt);
    void send_packet(Turn& turn, bool is_ack, std::string_view json,
                     std::optional<std::uint32_t> ack_id,
                     const List<AttachmentNumber>& attachments);
    void send_typing(Turn& turn, const List<TypingSignal>& signals);
    void follow_connection(Turn& turn);
    void went_online(Turn& turn);
    void went_offline(Turn& turn);
    void join_due_rooms(Turn& turn);

    // The browser around the page: client_surroundings.cpp.
    void on(Turn& turn, const Online& input);
    void on(Turn& turn, const Offline& input);
    void on(Turn& turn, const Visible& input);
    void on(Turn& turn, const Hidden& input);
    void on(Turn& turn, const Frozen& input);
    void on(Turn& turn, const Resumed& input);
    void on(Turn& turn, const PageHidden& input);
    void on(Turn& turn, const PageShown& input);
    void on(Turn& turn, const Tick& input);
    void wake(Turn& turn);
    void suspect(Turn& turn);

    // Requests, and who hears of their answers: client_rest.cpp.
    void on(Turn& turn, const MarkThreadRead& input);
    void on(Turn& turn, const FetchConversations& input);
    void on(Turn& turn, const FetchMessages& input);
    void on(Turn& turn, const FetchUnread& input);
    void on(Turn& turn, const LoadOlder& input);
    void on(Turn& turn, const HttpReplied& input);
    void on(Turn& turn, const HttpFailed& input);
    void request_for_page(Turn& turn, rest::Call call, CallNumber page_call);
    void want_everything();
    void want_messages(const ConversationId& conversation);
    void want(Part::Kind kind);
    void request_due_parts(Turn& turn);
    void give_up_requests(Turn& turn, const CallError& error);
    void send_read_marks(Turn& turn);
    rest::Call call_for(const Part& part);
    void forget(Turn& turn, const Part& part);
    bool handle_refusals(Turn& turn, PendingRequest& request, const HttpReplied& reply,
                         json::Value root);
    void fetch_csrf(Turn& turn);
    void resend_after_csrf(Turn& turn);
    void succeeded(Turn& turn, RequestNumber number, const PendingRequest& request,
                   json::Value root);
    void failed(Turn& turn, const PendingRequest& request, const CallError& error,
                std::optional<Duration> retry_after);

    // What follows from their answers: client_answers.cpp.
    void answer_page(Turn& turn, const PendingRequest& request, json::Value root);
    bool apply_part(Turn& turn, const PendingRequest& request, json::Value root);
    bool apply_sync(Turn& turn, json::Value root);
    void begin_feed_anew();
    void set_cursor(Text cursor);
    bool is_before_feed(RequestNumber number, json::Value root) const;
    void marked_read(Turn& turn, const ConversationId& conversation);
    void learn(json::Value root);

    // What the page is told: client_report.cpp. `advance`: client.cpp.
    void advance(Turn& turn);
    void settle(Turn& turn, CallNumber call, Settled settled);
    void settle(Turn& turn, CallNumber call, decltype(Settled::value) value = {});
    void reject(Turn& turn, CallNumber call, CallError error);
    void report_error(Turn& turn, std::string_view operation, const CallError& error,
                      const ConversationId& conversation = {});
    void report_state(Turn& turn);
    bool has_real_time() const;
    StateChanged present_state(Instant now, bool is_online) const;
    bool is_seen(const ConversationId& conversation) const;

    Config config_;
    SteadyTime time_;
    Instant now_{};
    Random random_;

    Connection connection_;
    Session session_;
    Requests requests_;
    Picture picture_;
    Rooms rooms_;
    Freshness freshness_;
    PollSchedule polling_;
    Storage storage_;
    Outbox outbox_;
    Backoff outbox_backoff_;
    ReadMarks read_marks_;
    TypingSender typing_sender_;
    TypingWatch typing_watch_;

    // What this server is known to add to the original contract.
    Features features_;
    // Position in the change feed, and the last request that was sent before it was known.
    Text cursor_;
    RequestNumber last_before_cursor_;
    // The server has proved that it sends events.
    bool is_proven_ = false;
    // The server has answered `auth` on this connection, or refused its user.
    bool answers_auth_ = false;
    bool is_socket_refused_ = false;
    std::uint32_t socket_refusals_ = 0;
    Backoff socket_backoff_{Session::ask_again_min, Session::ask_again_max};
    Instant socket_ask_at_ = never;
    bool is_visible_ = true;
    Instant typing_allowed_at_{};
    // The last message that was announced to the page.
    MessageId news_;

    // Acknowledgements awaited on this connection, for a join or a call of the page.
    std::uint32_t last_ack_ = 0;
    Map<std::uint32_t, std::variant<ConversationId, CallNumber>> acks_;
    struct WaitingEmit {
        CallNumber call;
        Text json;
        List<AttachmentNumber> attachments;
    };
    List<WaitingEmit> waiting_emits_;
    // Requests refused for a stale CSRF token, waiting for a fresh one.
    List<PendingRequest> csrf_waiting_;
    // While some wait, `never` means that a token is being fetched.
    Instant csrf_fetch_at_ = never;
    // The last request that was sent before the current token was known, or before the page was
    // asked about a refused session.
    RequestNumber last_before_renewal_;
    Map<Part, Backoff> part_backoffs_;

    // What was last seen of the connection, and what the page was last told.
    std::uint32_t sessions_seen_ = 0;
    bool was_online_ = false;
    std::optional<bool> status_told_;
    std::optional<StateChanged> state_told_;
    bool outage_told_ = false;
    bool last_poll_failed_ = false;
    bool has_continuity_ = true;
};

}  // namespace messaging
