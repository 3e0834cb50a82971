// What the host keeps for the page's next life: messages that were not delivered. A write is only
// asked for, under a ticket; whoever depends on it waits until the host answers. Storage that fails
// or does not answer counts as none, unless it tells after all what it has kept.
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

    // `is_wanted`: false where the page wants everything in memory only.
    explicit Storage(bool is_wanted) : is_usable_(is_wanted) {}

    // The part of a user, which is asked for. Answers that are under way for another no longer
    // matter. Nothing is kept for an unknown user.
    void open(const UserId& user, Instant now, Effects& effects);
    bool is_open() const { return is_usable_ && !user_.empty(); }
    // It would keep what it is given, if it knew whose that is.
    bool lacks_user() const { return is_usable_ && user_.empty(); }
    // What is kept is not known, or no longer: nothing may be sent meanwhile.
    bool is_unsettled() const { return is_usable_ ? is_loading() : !waiting_.empty(); }
    bool is_loading() const { return is_usable_ && !load_.is_none(); }

    void put(const ClientMessageId& id, Text record, Instant now, Effects& effects);
    void remove(const ClientMessageId& id, Instant now, Effects& effects);
    // Everything of the user.
    void wipe(Effects& effects);

    // Whether that was waited for. What was kept brings given up storage back.
    bool loaded(TicketNumber ticket);
    // It was removed after it had been asked what is kept: what was loaded may still tell of it.
    bool was_removed(const ClientMessageId& id) const;
    std::optional<ClientMessageId> persisted(TicketNumber ticket);
    bool failed(TicketNumber ticket);
    bool is_late(Instant now) const { return deadline() <= now; }
    // For now there is none. Of `ids` no copy may stay: it would not follow any more what
    // becomes of the message, and a later page would send it.
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
    // In the order in which they were asked for.
    Map<TicketNumber, Waiting> waiting_;
    List<ClientMessageId> removed_;
};

}  // namespace messaging
