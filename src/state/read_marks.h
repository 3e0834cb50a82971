// Read marks on their way to the server. Those of one conversation are coalesced: while one is
// under way, any number of further ones become a single next one. None are sent while the page is
// not visible.
#pragma once

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"

namespace messaging {

class ReadMarks {
  public:
    static constexpr std::size_t conversations_max = 1000;

    // False if there are too many. `call` waits for the mark.
    bool want(const ConversationId& conversation, CallNumber call);
    // Conversations to mark now; they are under way from then on.
    List<ConversationId> take_ready();
    // The calls that waited for the mark that was just answered.
    List<CallNumber> done(const ConversationId& conversation);
    List<CallNumber> take_all();

  private:
    struct State {
        bool under_way = false;
        List<CallNumber> waiting;
        List<CallNumber> answered_next;
    };

    Map<ConversationId, State> conversations_;
};

}  // namespace messaging
