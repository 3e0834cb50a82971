// What became of the messages that a page sent, and of its promises.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "client/effect.h"

namespace messaging::simulation {

struct SentMessage {
    ClientMessageId id;
    std::string conversation;
    std::string text;
    // As the page handed it over.
    std::string json;
    std::optional<MessageState> state;
    std::optional<Failure> reason;
    // It failed at some point; a person may have sent it again.
    bool has_failed = false;
    bool was_discarded = false;
    // The page ended before it was safe, so nothing was promised.
    bool is_void = false;
    // It was stored, but the core ended before its copy was removed: the next core takes it up in
    // its earlier state until it hears from the server.
    bool has_stale_copy = false;
};

class Ledger {
  public:
    // A new promise.
    CallNumber call();
    // A message is handed to the core with `call`; its client id becomes known in the same turn.
    void sending(CallNumber call, const std::string& conversation, const std::string& text,
                 const std::string& json);

    using IsKept = std::function<bool(const ClientMessageId&)>;
    // The page is gone, and its promises with it. `is_kept`: what is safe in storage.
    void page_ended(const IsKept& is_kept);
    // The core is gone. The page keeps its promises for messages, for the next core.
    std::vector<std::pair<CallNumber, SentMessage>> core_ended(const IsKept& is_kept);

    void settled(const Settle& settle);
    void changed(const OwnMessageChanged& change);

    std::vector<SentMessage>& messages() { return messages_; }
    const std::vector<SentMessage>& messages() const { return messages_; }
    const std::set<CallNumber>& open_calls() const { return open_calls_; }

  private:
    void look_at_copies(const IsKept& is_kept);
    bool is_known(const ClientMessageId& id) const;
    SentMessage& find(const ClientMessageId& id);

    CallNumber last_call_;
    std::set<CallNumber> open_calls_;
    // In the order in which they were sent.
    std::vector<SentMessage> messages_;
    std::map<CallNumber, std::size_t> by_call_;
};

}  // namespace messaging::simulation
