// The page's copies of lists: plain vectors that follow the changes, with the objects that the
// paths lead to. An index or path that leads nowhere is a violation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "state/list_change.h"

namespace messaging::simulation {

struct ShownMessage {
    std::string id;
    std::string client_id;
    std::string text;
    std::optional<std::int64_t> seq;
    std::optional<MessageState> state;

    // The server has it.
    bool is_confirmed() const { return id != client_id; }
};

struct ShownConversation {
    std::string id;
    std::optional<std::int64_t> unread;
};

class MessageMirror {
  public:
    void apply(const ListChanges& changes, json::Value document);
    void set_has_older(bool has_older) { has_older_ = has_older; }
    bool has_older() const { return has_older_; }
    const std::vector<ShownMessage>& entries() const { return entries_; }
    // Nothing is listed twice, the server's messages are in its order, and waiting own ones come
    // after them. `knows_own`: the server's copies tell which own message they are.
    void check(bool knows_own) const;

  private:
    std::vector<ShownMessage> entries_;
    bool has_older_ = false;
};

class ConversationMirror {
  public:
    void apply(const ListChanges& changes, json::Value document);
    const std::vector<ShownConversation>& entries() const { return entries_; }

  private:
    std::vector<ShownConversation> entries_;
};

}  // namespace messaging::simulation
