// Messages on their way: kept until the server has stored them or a person has given them up. One
// message of a conversation is under way at a time, so that none overtakes another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/list.h"
#include "base/time.h"

namespace messaging {

struct OutgoingMessage {
    ClientMessageId id;
    ConversationId conversation;
    // The page's object as JSON text.
    Text json;
    // Grows from message to message, also over reloads; by its size the time when the page gave it,
    // in milliseconds since 1970.
    std::int64_t order = 0;
    // The promise of the page that waits for it; none once it was settled.
    CallNumber call;
    // When that promise is settled with the client id, whatever the server says later.
    Instant answer_by{};

    // A request may have reached the server, and nobody knows what became of it.
    bool is_doubtful = false;
    // The server has said that it is of another user than the session; the page was asked since.
    bool is_contested = false;
    // The copy in storage says so already, in case this page ends before the answer.
    bool is_marked = false;
    // The newest message of the conversation before the first request; empty where there was none,
    // nothing where that is not known.
    std::optional<MessageId> sent_after;
};

class Outbox {
  public:
    static constexpr std::size_t messages_max = 500;
    static constexpr std::size_t bytes_max = 4'000'000;
    // What an earlier page was given must not stay behind because this page was given something
    // before: it would be overtaken. Up to so much fits together.
    static constexpr std::size_t with_earlier_messages_max = 2 * messages_max;
    static constexpr std::size_t with_earlier_bytes_max = 2 * bytes_max;

    // How long the page's promise waits for the server.
    static constexpr Duration answer_within = std::chrono::seconds(10);

    enum class Stage : std::uint8_t {
        storing,  // until its copy is safe
        waiting,
        under_way,
        failed,  // a person decides; it lets others pass
    };

    // Puts it at its place by `order`. False when it does not fit.
    bool add(OutgoingMessage message, Stage stage);
    // The same with what an earlier page was given.
    bool add_earlier(OutgoingMessage message, Stage stage);
    // The number of a message that the page gives at `now`.
    std::int64_t next_order(Instant now) const;
    // Its copy, which an earlier page or core wrote, has this order.
    void place(const ClientMessageId& id, std::int64_t order);
    // Orders the others by those that have a place: before the next one of them, or behind `last`,
    // the last order that any copy has; the clock may have been set back since. Those whose copy
    // says something else or is missing, in the order in which to write them: whoever finds only
    // some of these written finds the messages in order as well.
    List<ClientMessageId> settle_places(std::int64_t last);

    // The messages that may be sent now: the first waiting one of each conversation that has none
    // under way. They are under way from then on.
    List<ClientMessageId> take_ready(Instant now);
    // Its copy is to be made safe before it goes on; or those of all that wait.
    void store(const ClientMessageId& id);
    void store_waiting();
    void stored(const ClientMessageId& id);
    void stored_all();
    // The outcome was not final: it waits until `at`.
    void wait(const ClientMessageId& id, Instant at, Instant least = {});
    // Nothing waits any longer for its time: the way is free again.
    void wake_all(Instant now);
    void fail(const ClientMessageId& id);
    bool retry(const ClientMessageId& id, CallNumber call, Instant now);
    // Delivered or given up.
    std::optional<OutgoingMessage> remove(const ClientMessageId& id);

    OutgoingMessage* find(const ClientMessageId& id);
    bool is_failed(const ClientMessageId& id) const;
    // Those of one conversation in their order.
    std::vector<const OutgoingMessage*> of(const ConversationId& conversation) const;
    List<ClientMessageId> ids() const;
    // Calls whose time to wait is over; each is answered once.
    List<OutgoingMessage> take_unanswered(Instant now);
    CallNumber take_call(const ClientMessageId& id);
    List<OutgoingMessage> take_all();

    std::size_t size() const { return items_.size(); }
    // When the next message may be sent.
    Instant deadline() const;
    // When the next call is to be answered, whatever became of its message.
    Instant answer_deadline() const;

  private:
    struct Item {
        OutgoingMessage message;
        Stage stage = Stage::waiting;
        Instant not_before{};
        // The server's own word for it.
        Instant least{};
        bool is_placed = false;
    };

    Item* item(const ClientMessageId& id);
    void insert(OutgoingMessage message, Stage stage);
    bool is_blocked(std::size_t index) const;

    // By their order.
    List<Item> items_;
    std::size_t bytes_ = 0;
};

}  // namespace messaging
