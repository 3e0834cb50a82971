// What the host keeps for the page's next life: unsent messages. A write is only requested, under a
// ticket; what depends on it waits until the host answers. Storage that fails or does not answer
// counts as none, unless it does report later what it has kept.
#pragma once

#include <cstddef>
#include <optional>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "base/time.h"
#include "client/effect.h"

namespace messaging {

class Storage {
  public:
    static constexpr Duration answer_within = std::chrono::seconds(2);
    static constexpr std::size_t removed_max = 256;

    // `is_wanted`: false if the page wants everything in memory only.
    explicit Storage(bool is_wanted) : is_usable_(is_wanted) {}

    // Requests what is kept of a user. Answers under way for another user no longer matter. Nothing
    // is kept for an unknown user.
    void open(const UserId& user, Instant now, Effects& effects);
    bool is_open() const { return is_usable_ && !user_.empty(); }
    // It would keep messages if it knew whose they are.
    bool lacks_user() const { return is_usable_ && user_.empty(); }
    // What is kept is not known yet, or no longer: nothing may be sent meanwhile.
    bool is_unsettled() const { return is_usable_ ? is_loading() : !waiting_.empty(); }
    bool is_loading() const { return is_usable_ && !load_.is_none(); }

    void put(const ClientMessageId& id, Text record, Instant now, Effects& effects);
    void remove(const ClientMessageId& id, Instant now, Effects& effects);
    // Removes everything of the user.
    void wipe(Effects& effects);

    // Returns whether this was waited for. If so, storage that was given up is back.
    bool loaded(TicketNumber ticket);
    // It was removed after the load was requested, so the answer may still contain it.
    bool was_removed(const ClientMessageId& id) const;
    std::optional<ClientMessageId> persisted(TicketNumber ticket);
    bool failed(TicketNumber ticket);
    bool is_late(Instant now) const { return deadline() <= now; }
    // Storage counts as none for now. Copies of `ids` must go: they would no longer follow what
    // becomes of the messages, and a later page would send them.
    void give_up(const List<ClientMessageId>& ids, Instant now, Effects& effects);

    Instant deadline() const;

  private:
    struct Waiting {
        ClientMessageId id;
        Instant until;
    };

    TicketNumber take_ticket(const ClientMessageId& id, Instant now);

    bool is_usable_;
    UserId user_;
    TicketNumber load_;
    TicketNumber last_ticket_;
    // In the order in which they were requested.
    Map<TicketNumber, Waiting> waiting_;
    List<ClientMessageId> removed_;
};

}  // namespace messaging
