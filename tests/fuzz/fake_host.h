// A host without a network: carries out the effects of a client, remembers the numbers under way,
// and checks after each step what must always hold.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "client/client.h"
#include "fuzz/list_copy.h"

namespace messaging {

class FakeHost {
  public:
    explicit FakeHost(const Config& config) : client_(config) {}

    // Does what a line of a script says, if it says anything.
    void step(std::string_view line);

    // The number that a letter stands for: one that is under way, or one that is not.
    RequestNumber request(char letter) const;
    TicketNumber ticket(char letter) const;
    AskNumber ask() const { return ask_; }
    SocketNumber oldest_socket() const;
    SocketNumber newest_socket() const;
    // The last one that was to be drained; it may be closed.
    SocketNumber drained_socket() const { return drained_; }
    CallNumber new_call();
    AttachmentNumber new_attachment();

  private:
    struct Turn {
        std::string json;
        std::optional<json::Document> document;
        json::Value root();
    };

    bool move_clock(std::string_view line);
    void handle(const Input& input, std::string_view text);
    void forget_ended(const Input& input);
    void check_step(const Client::Batch& batch) const;
    void count_ticks(const Input& input);

    void on(Turn& turn, const OpenSocket& effect);
    void on(Turn& turn, const SendText& effect);
    void on(Turn& turn, const SendBinary& effect);
    void on(Turn& turn, const CloseSocket& effect);
    void on(Turn& turn, const DrainSocket& effect);
    void on(Turn& turn, const DropAttachments& effect);
    void on(Turn& turn, const HttpRequest& effect);
    void on(Turn& turn, const AbortRequest& effect);
    void on(Turn& turn, const AskAuth& effect);
    void on(Turn& turn, const LoadStorage& effect);
    void on(Turn& turn, const Persist& effect);
    void on(Turn& turn, const Forget& effect);
    void on(Turn& turn, const Settle& effect);
    void on(Turn& turn, const StateChanged& effect);
    void on(Turn& turn, const ConnectionChanged& effect);
    void on(Turn& turn, const MessagesChanged& effect);
    void on(Turn& turn, const ConversationsChanged& effect);
    void on(Turn& turn, const UnreadChanged& effect);
    void on(Turn& turn, const EventReceived& effect);
    // Everything else is only for the page to see.
    template <typename Other>
    void on(Turn&, const Other&) {}
    void take_tickets(TicketNumber ticket);
    void take_attachments(const List<AttachmentNumber>& attachments);

    Client client_;
    // A time such as browsers report.
    Instant now_{Duration(1'700'000'000'000)};
    Instant last_tick_{};
    int ticks_at_once_ = 0;

    std::set<SocketNumber> sockets_;
    SocketNumber drained_;
    std::set<RequestNumber> requests_;
    std::set<TicketNumber> tickets_;
    std::set<CallNumber> calls_;
    std::set<AttachmentNumber> attachments_;
    AskNumber ask_;
    RequestNumber last_request_;
    CallNumber last_call_;
    AttachmentNumber last_attachment_;

    std::map<ConversationId, ListCopy> messages_;
    ListCopy conversations_;
    std::optional<bool> is_online_;
};

}  // namespace messaging
