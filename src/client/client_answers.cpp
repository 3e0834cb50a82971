// REST: what a successful answer leads to.
#include <utility>

#include "client/client.h"

namespace messaging {

void Client::answer_page(Turn& turn, const PendingRequest& request, json::Value root) {
    const CallError malformed = own_failure(Failure::malformed, true);
    const CallNumber call = request.page_call;
    if (std::holds_alternative<rest::PostThreadRead>(request.call)) {
        marked_read(turn, rest::conversation_of(request.call));
        settle(turn, call, true);
    } else if (std::holds_alternative<rest::GetConversations>(request.call)) {
        const auto page = read_conversations(root);
        if (!page) return failed(turn, request, malformed, std::nullopt);
        settle(turn, call, page->path);
    } else if (const auto* get = std::get_if<rest::GetMessages>(&request.call)) {
        const auto history = read_history(root);
        if (!history) return failed(turn, request, malformed, std::nullopt);
        if (get->before.empty()) return settle(turn, call, history->path);
        const MessageList* list = picture_.messages(get->conversation);
        const auto oldest = list == nullptr ? std::nullopt : list->oldest();
        if (oldest && *oldest != get->before) {
            // The window has moved meanwhile, so these would not adjoin it.
            return request_for_page(turn, rest::GetMessages{get->conversation, {}, *oldest}, call);
        }
        if (oldest) picture_.apply_older(get->conversation, *history, session_.user());
        settle(turn, call, history->has_more);
    } else if (std::holds_alternative<rest::GetUnread>(request.call)) {
        const auto count = read_unread_count(root);
        if (!count) return failed(turn, request, malformed, std::nullopt);
        picture_.set_unread(*count);
        settle(turn, call, unread_count_path(root));
    }
}

// False if the answer has the wrong shape for this part.
bool Client::apply_part(Turn& turn, const PendingRequest& request, json::Value root) {
    const Part& part = *request.part;
    if (part.kind == Part::Kind::sync) return apply_sync(turn, root);
    if (part.kind == Part::Kind::unread) {
        const auto count = read_unread_count(root);
        if (count) picture_.set_unread(*count);
        return count.has_value();
    }
    if (part.kind == Part::Kind::messages) {
        const MessageList* list = picture_.messages(part.conversation);
        // An unsent message may be stored in it, however far back.
        std::size_t messages_max = SIZE_MAX;
        if (list != nullptr && outbox_.size() == 0) messages_max = list->window();
        const auto history = read_history(root, messages_max);
        if (!history) return false;
        turn.left_out = history->left_out;
        picture_.apply(part.conversation, *history, session_.user(), request.asked_at);
        for (const auto& record : history->messages) message_found(turn, record);
        const bool is_delta = !history->after.empty();
        const bool has_moved = list != nullptr && list->resume_after() != history->after;
        if (is_delta && history->has_more && has_moved) want_messages(part.conversation);
        return true;
    }
    const auto page = read_conversations(root);
    if (page) picture_.apply(*page);
    return page.has_value();
}

// What was loaded before may lack changes that no feed will bring, since a later cursor does not
// cover them.
void Client::begin_feed_anew() {
    cursor_ = {};
    picture_.unload();
}

void Client::set_cursor(Text cursor) {
    cursor_ = std::move(cursor);
    last_before_cursor_ = requests_.last();
}

// Whether the answer may be older than the cursor from which the feed goes on; it would then lack
// for good what changed in between.
bool Client::is_before_feed(RequestNumber number, json::Value root) const {
    return features_.sync && number <= last_before_cursor_ && read_cursor(root) != cursor_;
}

bool Client::apply_sync(Turn& turn, json::Value root) {
    const auto reply = read_sync(root);
    if (!reply) return false;
    if (reply->reset) {
        // The server no longer knows what changed since then.
        begin_feed_anew();
        want_everything();
        set_cursor(reply->cursor);
        return true;
    }
    const bool has_moved = reply->cursor != cursor_;
    set_cursor(reply->cursor);
    for (const auto& record : reply->conversations) picture_.apply(record);
    for (const auto& record : reply->messages) {
        // Also while a history is under way: it may have been read before this was stored.
        picture_.merge(record, session_.user());
        message_found(turn, record);
    }
    for (const auto& receipt : reply->reads) {
        if (receipt.user == session_.user()) continue;
        read_by_other(turn, receipt);
        turn.effects.add(ReadByOther{receipt});
    }
    if (reply->unread_total) picture_.set_unread(*reply->unread_total);
    if (reply->more && has_moved) want(Part::Kind::sync);
    return true;
}

// The server has stored that this user has read a conversation.
void Client::marked_read(Turn& turn, const ConversationId& conversation) {
    picture_.note_read(conversation);
    freshness_.distrust_under_way(turn.now);
    if (connection_.is_online()) {
        emit(turn, "conversation:read", about(conversation));
    }
    // Servers with a change feed send the new count over the socket by themselves.
    const bool is_told = features_.sync && connection_.is_online();
    if (picture_.watches_unread() && !is_told) want(Part::Kind::unread);
}

// What any answer may tell about the server.
void Client::learn(json::Value root) {
    if (const auto features = read_features(root)) features_ = *features;
    if (features_.sync && cursor_.empty()) set_cursor(read_cursor(root));
}

}  // namespace messaging
