// Messages on their way: kept until the server has stored them or a person has given them up. One
// message of a conversation is under way at a time, so that none overtakes another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace messaging {

struct OutgoingMessage {
    ClientMessageId id;
    ConversationId conversation;
    // The page's object as JSON text, without and with the client id.
    std::string json;
    std::string body;
    // The promise of the page that waits for it; none once it was settled.
    CallNumber call;
    // When that promise is settled with the client id, whatever the server says later.
    Instant answer_by{};
};

class Outbox {
  public:
    static constexpr std::size_t messages_max = 500;
    static constexpr std::size_t bytes_max = 4'000'000;

    // How long the page's promise waits for the server.
    static constexpr Duration answer_within = std::chrono::seconds(10);

    // False when the message does not fit.
    bool add(OutgoingMessage message);

    // The messages that may be sent now: the first waiting one of each conversation that has none
    // under way. They are under way from then on.
    std::vector<ClientMessageId> take_ready(Instant now);
    // The outcome was not final: it waits until `at`.
    void wait(const ClientMessageId& id, Instant at);
    // Nothing waits any longer for its time: the way is free again.
    void wake_all(Instant now);
    // It needs a person: it lets others pass until it is retried.
    void fail(const ClientMessageId& id);
    bool retry(const ClientMessageId& id, CallNumber call, Instant now);
    // Delivered or given up.
    std::optional<OutgoingMessage> remove(const ClientMessageId& id);

    const OutgoingMessage* find(const ClientMessageId& id) const;
    bool is_failed(const ClientMessageId& id) const;
    // Those of one conversation in their order.
    std::vector<const OutgoingMessage*> of(const ConversationId& conversation) const;
    // Calls whose time to wait is over; each is answered once.
    std::vector<OutgoingMessage> take_unanswered(Instant now);
    CallNumber take_call(const ClientMessageId& id);
    std::vector<OutgoingMessage> take_all();

    std::size_t size() const { return items_.size(); }
    // When the next message may be sent.
    std::optional<Instant> deadline() const;
    // When the next call is to be answered, whatever became of its message.
    std::optional<Instant> answer_deadline() const;

  private:
    enum class Stage : std::uint8_t { waiting, under_way, failed };

    struct Item {
        OutgoingMessage message;
        Stage stage = Stage::waiting;
        Instant not_before{};
    };

    Item* item(const ClientMessageId& id);
    bool is_blocked(std::size_t index) const;

    // In the order in which the page gave them.
    std::vector<Item> items_;
    std::size_t bytes_ = 0;
};

}  // namespace messaging
