// What the page sees: the lists that it watches, the unread count, and the changes of this turn,
// which its copies have yet to apply.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "client/effect.h"
#include "state/conversation_list.h"
#include "state/message_list.h"
#include "wire/model.h"

namespace messaging {

class Picture {
  public:
    // How many conversations a page can have open, and follow the messages of.
    static constexpr std::size_t open_max = 200;

    explicit Picture(std::size_t history_window) : history_window_(history_window) {}

    // The list of conversations; the page names user and type.
    void watch_conversations(const UserId& user, const Text& user_type);
    void unwatch_conversations();
    bool watches_conversations() const { return watched_.has_value(); }
    const UserId& named_user() const;
    const Text& named_type() const;

    void watch_unread(bool is_watched) { watches_unread_ = is_watched; }
    bool watches_unread() const { return watches_unread_; }

    // False if too many are open.
    bool open(const ConversationId& conversation);
    void close(const ConversationId& conversation);
    bool is_open(const ConversationId& conversation) const { return open_.contains(conversation); }
    List<ConversationId> open_conversations() const;
    // The list of an open conversation, else nullptr.
    MessageList* messages(const ConversationId& conversation);

    // Answers of the server.
    void apply(const ConversationPage& page);
    void apply(const ConversationId& conversation, const History& history, const UserId& self,
               MessageList::Mark asked_at);
    void apply_older(const ConversationId& conversation, const History& history,
                     const UserId& self);
    void apply(const ConversationRecord& record);
    // Returns whether the conversation was known.
    bool note_message(const ConversationId& conversation, const MessageRecord* message,
                      bool is_read);
    // Called when the server is being told that this user has read it, and when it has been told.
    void begin_read(const ConversationId& conversation);
    void note_read(const ConversationId& conversation);
    void set_unread(std::int64_t count);

    // One message of an open conversation, by whatever way it arrived.
    void merge(const MessageRecord& record, const UserId& self);
    void mark_read_by_other(const ReadReceipt& receipt);

    // Collects the changes of an open conversation.
    ListChanges& changes(const ConversationId& conversation) {
        return message_changes_[conversation];
    }

    bool is_loaded(const ConversationId& conversation) const;
    bool are_conversations_loaded() const { return conversations_loaded_; }
    std::optional<std::int64_t> unread_total() const { return conversations_.unread_total(); }

    // What is here may be out of date: each list must be requested separately.
    void unload();
    // Another user: nothing of this one stays.
    void wipe();
    // Tells the page what has changed.
    void flush(Effects& effects);

  private:
    struct Watched {
        UserId user;
        Text user_type;
    };
    struct OpenList {
        MessageList list;
        bool is_loaded = false;
        // Answers to requests from before this lack what no feed will bring.
        MessageList::Mark unloaded_at = 0;
    };

    std::size_t history_window_;
    std::optional<Watched> watched_;
    bool watches_unread_ = false;
    ConversationList conversations_;
    // With a read mark under way; an update by the server may be newer than the mark's answer.
    Set<ConversationId> reading_;
    bool conversations_loaded_ = false;
    Map<ConversationId, OpenList> open_;

    Map<ConversationId, ListChanges> message_changes_;
    ListChanges conversation_changes_;
    bool conversations_answered_ = false;
    std::optional<std::int64_t> unread_;
    std::optional<std::int64_t> unread_told_;
    bool unread_answered_ = false;
};

}  // namespace messaging
