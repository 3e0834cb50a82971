// Unsent messages, kept until the server has stored them or a person has given them up. One message
// of a conversation is under way at a time, so that none overtakes another.
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
    // Grows from message to message, across reloads too; in effect the time at which the page gave
    // it, in milliseconds since 1970.
    std::int64_t order = 0;
    // The page's promise that waits for it; none once that is settled.
    CallNumber call;
    // When that promise is settled with the client id, whatever the server says later.
    Instant answer_by{};

    // A request may have reached the server, and its outcome is not known.
    bool is_doubtful = false;
    // The server has said that its user is not the session's; the page has been asked since.
    bool is_contested = false;
    // The copy in storage says that it may have been sent, in case this page ends first.
    bool is_marked = false;
    // The conversation's newest message before the first request; empty if there was none, nullopt
    // if not known.
    std::optional<MessageId> sent_after;
};

class Outbox {
  public:
    static constexpr std::size_t messages_max = 500;
    static constexpr std::size_t bytes_max = 4'000'000;
    // Messages of an earlier page must not stay behind because this page was given some first: they
    // would be overtaken. These are the limits for both together.
    static constexpr std::size_t with_earlier_messages_max = 2 * messages_max;
    static constexpr std::size_t with_earlier_bytes_max = 2 * bytes_max;

    // How long the page's promise waits for the server.
    static constexpr Duration answer_within = std::chrono::seconds(10);

    enum class Stage : std::uint8_t {
        storing,  // until its copy is safe
        waiting,
        under_way,
        failed,  // a person decides; others may pass it
    };

    // Inserts it by `order`. False if it does not fit.
    bool add(OutgoingMessage message, Stage stage);
    // The same for a message of an earlier page.
    bool add_earlier(OutgoingMessage message, Stage stage);
    // The `order` of a message that the page gives at `now`.
    std::int64_t next_order(Instant now) const;
    // Its copy, written by an earlier page or core, has this order.
    void place(const ClientMessageId& id, std::int64_t order);
    // Orders the others relative to those that have a place: before the next such message, or after
    // `last`, the last order of any copy; the clock may have been set back since. Returns those
    // whose copy is missing or says otherwise, in the order in which to write them: if only some of
    // them get written, a later reader finds the messages in order all the same.
    List<ClientMessageId> settle_places(std::int64_t last);

    // The messages to send now: the first waiting one of each conversation that has none under way.
    // They are under way from then on.
    List<ClientMessageId> take_ready(Instant now);
    // Its copy, or those of all that wait, must be safe before it goes on.
    void store(const ClientMessageId& id);
    void store_waiting();
    void stored(const ClientMessageId& id);
    void stored_all();
    // The outcome was not final: it waits until `at`, and is not woken before `least`.
    void wait(const ClientMessageId& id, Instant at, Instant least = {});
    // The way to the server is free again: nothing waits beyond its `least`.
    void wake_all(Instant now);
    void fail(const ClientMessageId& id);
    bool retry(const ClientMessageId& id, CallNumber call, Instant now);
    // It was delivered or given up.
    std::optional<OutgoingMessage> remove(const ClientMessageId& id);

    OutgoingMessage* find(const ClientMessageId& id);
    bool is_failed(const ClientMessageId& id) const;
    // Those of one conversation, in order.
    std::vector<const OutgoingMessage*> of(const ConversationId& conversation) const;
    List<ClientMessageId> ids() const;
    // Messages whose call has waited long enough; each call is answered once.
    List<OutgoingMessage> take_unanswered(Instant now);
    CallNumber take_call(const ClientMessageId& id);
    List<OutgoingMessage> take_all();

    std::size_t size() const { return items_.size(); }
    // When the next message may be sent.
    Instant deadline() const;
    // When the next call must be answered, whatever became of its message.
    Instant answer_deadline() const;

  private:
    struct Item {
        OutgoingMessage message;
        Stage stage = Stage::waiting;
        Instant not_before{};
        // The earliest time that the server allows.
        Instant least{};
        bool is_placed = false;
    };

    Item* item(const ClientMessageId& id);
    void insert(OutgoingMessage message, Stage stage);
    bool is_blocked(std::size_t index) const;

    // Sorted by `order`.
    List<Item> items_;
    std::size_t bytes_ = 0;
};

}  // namespace messaging
