#include "client/picture.h"

#include <utility>

#include "base/check.h"

namespace messaging {

namespace {

const UserId no_user;
const Text no_type;

}  // namespace

void Picture::watch_conversations(const UserId& user, const Text& user_type) {
    watched_ = Watched{user, user_type};
}

void Picture::unwatch_conversations() {
    watched_.reset();
    conversations_ = ConversationList();
    conversations_loaded_ = false;
    conversation_changes_.clear();
}

const UserId& Picture::named_user() const { return watched_ ? watched_->user : no_user; }
const Text& Picture::named_type() const { return watched_ ? watched_->user_type : no_type; }

bool Picture::open(const ConversationId& conversation) {
    if (is_open(conversation)) return true;
    if (open_.size() >= open_max) return false;
    open_.insert(conversation, OpenList{MessageList(history_window_)});
    return true;
}

void Picture::close(const ConversationId& conversation) {
    open_.erase(conversation);
    message_changes_.erase(conversation);
}

List<ConversationId> Picture::open_conversations() const {
    List<ConversationId> ids;
    for (const auto& [id, list] : open_) ids.push_back(id);
    return ids;
}

MessageList* Picture::messages(const ConversationId& conversation) {
    const auto found = open_.find(conversation);
    return found == open_.end() ? nullptr : &found->second.list;
}

bool Picture::is_loaded(const ConversationId& conversation) const {
    const auto found = open_.find(conversation);
    return found != open_.end() && found->second.is_loaded;
}

void Picture::apply(const ConversationPage& page) {
    if (!watched_) return;
    conversations_.replace_all(page, conversation_changes_);
    conversations_loaded_ = true;
    conversations_answered_ = true;
}

void Picture::apply(const ConversationId& conversation, const History& history, const UserId& self,
                    MessageList::Mark asked_at) {
    const auto found = open_.find(conversation);
    if (found == open_.end()) return;
    ListChanges& changes = message_changes_[conversation];
    MessageList& list = found->second.list;
    if (history.after.empty()) {
        list.replace_all(history, self, asked_at, changes);
    } else {
        for (const auto& record : history.messages) list.merge(record, self, changes);
    }
    const bool is_complete = history.after.empty() || !history.has_more;
    if (is_complete) list.accept_gaps(history, asked_at);
    if (history.after.empty() && asked_at >= found->second.unloaded_at) {
        found->second.is_loaded = true;
    }
}

void Picture::apply_older(const ConversationId& conversation, const History& history,
                          const UserId& self) {
    MessageList* list = messages(conversation);
    if (list != nullptr) list->prepend(history, self, message_changes_[conversation]);
}

void Picture::apply(const ConversationRecord& record) {
    reading_.erase(record.id);
    if (watched_) conversations_.merge(record, conversation_changes_);
}

bool Picture::note_message(const ConversationId& conversation, const MessageRecord* message,
                           bool is_read) {
    return conversations_.note_message(conversation, message, is_read, conversation_changes_);
}

void Picture::begin_read(const ConversationId& conversation) {
    reading_.insert(conversation);
    conversations_.begin_read(conversation);
}

void Picture::note_read(const ConversationId& conversation) {
    if (!reading_.erase(conversation)) return;
    conversations_.note_read(conversation, conversation_changes_);
}

void Picture::set_unread(std::int64_t count) {
    unread_ = count;
    unread_answered_ = true;
}

void Picture::merge(const MessageRecord& record, const UserId& self) {
    MessageList* list = messages(record.conversation);
    if (list != nullptr) list->merge(record, self, message_changes_[record.conversation]);
}

void Picture::mark_read_by_other(const ReadReceipt& receipt) {
    MessageList* list = messages(receipt.conversation);
    if (list == nullptr) return;
    list->mark_read_by_other(receipt.message, message_changes_[receipt.conversation]);
}

void Picture::unload() {
    conversations_loaded_ = false;
    for (auto& [id, open] : open_) {
        open.is_loaded = false;
        open.unloaded_at = open.list.next_mark();
    }
}

void Picture::wipe() {
    // Changes that were not flushed refer to lists that are gone.
    message_changes_.clear();
    conversation_changes_.clear();
    conversation_changes_.push_back({});
    conversations_ = ConversationList();
    conversations_loaded_ = false;
    for (auto& [id, open] : open_) {
        open = OpenList{MessageList(history_window_)};
        message_changes_[id].push_back({});
    }
    unread_ = 0;
}

void Picture::flush(Effects& effects) {
    for (auto& [id, changes] : message_changes_) {
        const auto found = open_.find(id);
        CHECK(found != open_.end(), "changes of a closed list");
        effects.add(MessagesChanged{id, found->second.list.has_older(), std::move(changes)});
    }
    message_changes_.clear();
    if (!conversation_changes_.empty() || conversations_answered_) {
        effects.add(ConversationsChanged{std::exchange(conversation_changes_, {})});
        conversations_answered_ = false;
    }
    const bool has_new_count = unread_ && (unread_answered_ || unread_ != unread_told_);
    if (has_new_count && watches_unread_) {
        effects.add(UnreadChanged{*unread_});
        unread_told_ = unread_;
    }
    unread_answered_ = false;
}

}  // namespace messaging
