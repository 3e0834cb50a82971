// What this user has read, on its way to the server. Marks of one conversation are coalesced: while
// one is under way, any number of further ones become a single next one. Nothing is sent while
// nobody can see the page.
#pragma once

#include <map>
#include <vector>

#include "base/id.h"

namespace messaging {

class ReadMarks {
  public:
    static constexpr std::size_t conversations_max = 1000;

    // False when there are too many. `call` waits for the mark.
    bool want(const ConversationId& conversation, CallNumber call);
    // Conversations to mark now; they are under way from then on.
    std::vector<ConversationId> take_ready();
    // The calls that waited for the mark that has come back.
    std::vector<CallNumber> done(const ConversationId& conversation);
    std::vector<CallNumber> take_all();

  private:
    struct State {
        bool under_way = false;
        std::vector<CallNumber> waiting;
        std::vector<CallNumber> answered_next;
    };

    std::map<ConversationId, State> conversations_;
};

}  // namespace messaging
