#include "wire/model.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "wire/timestamp.h"

namespace messaging {

namespace {

// The names that servers use for one thing, preferred first: `"id|_id"`. A single literal, by
// pointer: a list, or views, would be built anew at each of thirty calls.
using Names = const char*;

Text first_id(json::Value object, Names names) {
    std::string_view left = names;
    Text id;
    while (id.empty() && !left.empty()) id = object[take_word(left)].id();
    return id;
}

std::optional<std::int64_t> first_timestamp(json::Value object, Names names) {
    std::string_view left = names;
    while (!left.empty()) {
        const auto name = take_word(left);
        if (const auto at = read_timestamp(object[name])) return at;
    }
    return std::nullopt;
}

std::optional<std::int64_t> first_count(json::Value object, Names names) {
    std::string_view left = names;
    while (!left.empty()) {
        const auto name = take_word(left);
        const auto count = object[name].integer();
        if (count && *count >= 0) return std::min(*count, count_max);
    }
    return std::nullopt;
}

ConversationId read_conversation_id(json::Value object) {
    return ConversationId(first_id(object, "conversationId|threadId"));
}

// Servers trim white space.
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) + 1 - begin);
}

UserId read_sender(json::Value message) {
    auto sender = first_id(message, "senderId|userId|fromUserId");
    if (sender.empty()) sender = first_id(message["sender"], "id|_id");
    return UserId(std::move(sender));
}

List<UserId> read_readers(json::Value message) {
    List<UserId> readers;
    for (const auto reader : message["readBy"]) {
        if (readers.size() == readers_max) break;
        if (auto id = reader.id(); !id.empty()) readers.push_back(UserId(std::move(id)));
    }
    return readers;
}

MessageRecord read_message(json::Value value, Path path) {
    MessageRecord record;
    record.id = MessageId(first_id(value, "id|_id|messageId"));
    record.client_id = ClientMessageId(first_id(value, "clientMessageId"));
    record.conversation = read_conversation_id(value);
    record.sender = read_sender(value);
    record.seq = value["seq"].integer();
    record.created_at_ms = first_timestamp(value, "createdAt|sentAt|timestamp|updatedAt|date");
    record.read_by = read_readers(value);
    record.path = path;
    return record;
}

ConversationRecord read_conversation(json::Value value, Path path) {
    ConversationRecord record;
    record.id = ConversationId(first_id(value, "id|_id|conversationId|threadId"));
    record.unread_count = first_count(value, "unreadCount|unread");
    record.last_message_at_ms =
        first_timestamp(value, "lastMessageTime|lastMessageAt|updatedAt|createdAt");
    record.path = path;
    return record;
}

// Path of the first of `names` that is an array, or of the root itself if it is one.
std::optional<Path> find_list(json::Value root, Names names) {
    if (root.is_array()) return Path{};
    std::string_view left = names;
    while (!left.empty()) {
        const auto name = take_word(left);
        if (root[name].is_array()) return Path{-1, name, -1};
    }
    return std::nullopt;
}

json::Value at(json::Value root, const Path& path) {
    return path.key.empty() ? root : root[path.key];
}

// The last messages of a list. Their paths refer to the document without its first `left_out`
// messages.
List<MessageRecord> read_messages(json::Value root, const Path& list, std::size_t left_out = 0) {
    List<MessageRecord> messages;
    const auto values = at(root, list);
    const std::size_t skipped =
        std::max(left_out, values.size() - std::min(values.size(), reply_entries_max));
    auto path = list;
    std::size_t index = 0;
    for (const auto value : values) {
        const auto place = index++;
        if (place < skipped) continue;
        path.index = static_cast<int>(place - left_out);
        auto record = read_message(value, path);
        // One message without an id must not cost the reader the others; its position is its id.
        if (record.id.empty()) {
            record.id = MessageId(Text("~" + decimal(static_cast<std::int64_t>(place))));
        }
        messages.push_back(std::move(record));
    }
    return messages;
}

List<ConversationRecord> read_conversation_list(json::Value root, const Path& list) {
    List<ConversationRecord> conversations;
    const auto values = at(root, list);
    auto path = list;
    for (const auto value : values) {
        ++path.index;
        if (conversations.size() == reply_entries_max) break;
        auto record = read_conversation(value, path);
        // Without an id it can be neither requested nor opened.
        if (!record.id.empty()) conversations.push_back(std::move(record));
    }
    return conversations;
}

}  // namespace

std::optional<ConversationPage> read_conversations(json::Value root) {
    const auto list = find_list(root, "conversations|threads|items");
    if (!list) return std::nullopt;
    return ConversationPage{read_conversation_list(root, *list), *list};
}

std::optional<History> read_history(json::Value root, std::size_t messages_max) {
    const auto list = find_list(root, "messages|items");
    if (!list) return std::nullopt;
    History history;
    history.after = MessageId(first_id(root, "after"));
    history.has_more = root["hasMore"].boolean().value_or(false);
    history.path = *list;
    std::size_t left_out = 0;
    const auto values = at(root, *list);
    if (history.after.empty() && values.size() > messages_max) {
        const auto first = values.size() - messages_max;
        const Range before{values[0].place(), values[static_cast<int>(first)].place()};
        if (before.begin > 0 && before.begin < before.end) {
            left_out = first;
            history.left_out = before;
            history.has_more = true;
        }
    }
    history.messages = read_messages(root, *list, left_out);
    return history;
}

std::optional<SentReply> read_sent(json::Value root) {
    if (!root.is_object()) return std::nullopt;
    SentReply reply;
    const auto message = root["message"];
    if (message.is_object()) {
        auto record = read_message(message, Path{-1, "message", -1});
        if (!record.id.empty()) reply.message = std::move(record);
    }
    reply.id = MessageId(first_id(root, "messageId"));
    if (reply.id.empty() && reply.message) reply.id = reply.message->id;
    if (reply.id.empty()) reply.id = MessageId(first_id(root, "id|_id"));
    if (reply.id.empty()) return std::nullopt;
    return reply;
}

std::string_view read_text(json::Value message) {
    std::string_view names = "text|message|content|body|value";
    auto text = message.string();
    while (!text && !names.empty()) text = message[take_word(names)].string();
    return trimmed(text.value_or(""));
}

std::optional<MessageId> find_sent(json::Value root, const UserId& self, std::string_view text,
                                   const MessageId& after) {
    const auto list = find_list(root, "messages|items");
    bool is_behind = after.empty();
    for (const auto value : at(root, list.value_or(Path{}))) {
        MessageId id(first_id(value, "id|_id|messageId"));
        if (is_behind && read_sender(value) == self && read_text(value) == text) return id;
        if (id == after) is_behind = true;
    }
    return std::nullopt;
}

std::optional<SyncReply> read_sync(json::Value root) {
    SyncReply reply;
    reply.cursor = read_cursor(root);
    if (reply.cursor.empty()) return std::nullopt;
    if (root["conversations"].is_array()) {
        reply.conversations = read_conversation_list(root, Path{-1, "conversations", -1});
    }
    if (root["messages"].is_array()) {
        reply.messages = read_messages(root, Path{-1, "messages", -1});
    }
    for (const auto read : root["reads"]) {
        if (reply.reads.size() == reply_entries_max) break;
        if (auto receipt = read_read_receipt(read)) reply.reads.push_back(*std::move(receipt));
    }
    reply.unread_total = first_count(root, "unread");
    reply.more = root["more"].boolean().value_or(false);
    reply.reset = root["reset"].boolean().value_or(false);
    return reply;
}

std::optional<std::int64_t> read_unread_count(json::Value root) {
    return first_count(root, "count|unreadCount");
}

Path unread_count_path(json::Value root) {
    return Path{-1, first_count(root, "count") ? "count" : "unreadCount", -1};
}

std::optional<Features> read_features(json::Value root) {
    const auto list = root["features"];
    if (!list.is_array()) return std::nullopt;
    Features features;
    for (const auto feature : list) {
        const auto name = feature.string().value_or("");
        if (name == "after") features.after = true;
        if (name == "before") features.before = true;
        if (name == "idempotency") features.idempotency = true;
        if (name == "sync") features.sync = true;
    }
    return features;
}

Text read_cursor(json::Value root) { return root["cursor"].id(); }

Text read_error(json::Value root) {
    std::string_view names = "message|error";
    while (!names.empty()) {
        const auto words = root[take_word(names)].string();
        if (words && !words->empty()) return Text(*words);
    }
    return {};
}

std::optional<NewMessage> read_new_message(json::Value data) {
    NewMessage event;
    event.conversation = read_conversation_id(data);
    const auto message = data["message"];
    if (message.is_object()) {
        auto& record = event.message.emplace(read_message(message, Path{1, "message", -1}));
        if (event.conversation.empty()) event.conversation = record.conversation;
        record.conversation = event.conversation;
        if (record.id.empty()) event.message.reset();
    }
    if (event.conversation.empty()) return std::nullopt;
    return event;
}

std::optional<ConversationUpdate> read_conversation_update(json::Value data) {
    ConversationUpdate event;
    event.conversation = read_conversation_id(data);
    const auto conversation = data["conversation"];
    if (conversation.is_object()) {
        auto record = read_conversation(conversation, Path{1, "conversation", -1});
        if (event.conversation.empty()) event.conversation = record.id;
        if (record.id == event.conversation) event.record = std::move(record);
    }
    if (event.conversation.empty()) return std::nullopt;
    event.unread_total = first_count(data, "unread");
    return event;
}

std::optional<TypingStatus> read_typing_status(json::Value data) {
    TypingStatus status{read_conversation_id(data), UserId(first_id(data, "userId")), false};
    const auto is_typing = data["isTyping"].boolean();
    if (status.conversation.empty() || status.user.empty() || !is_typing) return std::nullopt;
    status.is_typing = *is_typing;
    return status;
}

std::optional<ReadReceipt> read_read_receipt(json::Value data) {
    ReadReceipt receipt{read_conversation_id(data), MessageId(first_id(data, "messageId")),
                        UserId(first_id(data, "userId"))};
    if (receipt.conversation.empty() || receipt.user.empty()) return std::nullopt;
    return receipt;
}

}  // namespace messaging
