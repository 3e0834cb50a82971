// What the model of a server keeps on disk: conversations, messages, read positions, and the log of
// changes from which its feed answers.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"

namespace messaging::simulation {

struct StoredMessage {
    std::string id;
    std::string client_id;
    std::string sender;
    std::string text;
    std::int64_t seq = 0;
    Instant at{};
};

struct StoredConversation {
    std::string id;
    std::vector<std::string> users;
    std::vector<StoredMessage> messages;
    // The highest `seq` that each user has read.
    std::map<std::string, std::int64_t> read;
    Instant active_at{};

    std::int64_t unread_of(const std::string& user) const;
    bool has(const std::string& user) const;
    // Whether a user other than the sender has read the message.
    bool is_read(const StoredMessage& message) const;
};

struct StoredChange {
    std::string conversation;
    // Of a message; zero if `reader` has read further.
    std::int64_t seq = 0;
    std::string reader;
};

class Store {
  public:
    StoredConversation& add_conversation(const std::string& id, std::vector<std::string> users,
                                         Instant at);
    StoredConversation* find(const std::string& id);
    const std::vector<StoredConversation>& conversations() const { return conversations_; }
    // The conversations of a user, latest first.
    std::vector<const StoredConversation*> of(const std::string& user) const;
    std::int64_t unread_of(const std::string& user) const;

    const StoredMessage& add_message(StoredConversation& conversation, StoredMessage message);
    // Returns whether that was news.
    bool mark_read(StoredConversation& conversation, const std::string& user);

    void double_third() { doubles_third_ = true; }

    const std::vector<StoredChange>& changes() const { return changes_; }

  private:
    std::vector<StoredConversation> conversations_;
    std::vector<StoredChange> changes_;
    std::int64_t last_message_ = 0;
    // Each text is sent only once.
    std::set<std::string> texts_;
    bool doubles_third_ = false;
};

}  // namespace messaging::simulation
