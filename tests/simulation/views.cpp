#include "simulation/views.h"

namespace messaging::simulation {

namespace {

std::int64_t ms_of(Instant at) { return at.time_since_epoch().count(); }

json::Writer begin_event(std::string_view name) {
    json::Writer writer;
    writer.begin_array().string(name).begin_object();
    return writer;
}

std::string end_event(json::Writer& writer) { return writer.end_object().end_array().take(); }

}  // namespace

void write_message(json::Writer& writer, const ServerKind& kind,
                   const StoredConversation& conversation, const StoredMessage& message) {
    writer.begin_object();
    writer.member(kind.has_additions ? "id" : "_id", message.id);
    writer.member("conversationId", conversation.id);
    writer.member(kind.has_additions ? "text" : "content", message.text);
    writer.member(kind.has_additions ? "senderId" : "fromUserId", message.sender);
    writer.member(kind.has_additions ? "createdAt" : "sentAt", ms_of(message.at));
    if (kind.has_additions) {
        writer.member("seq", message.seq);
        if (!message.client_id.empty()) writer.member("clientMessageId", message.client_id);
    }
    writer.key("readBy").begin_array().string(message.sender);
    for (const auto& [user, seq] : conversation.read) {
        if (user != message.sender && seq >= message.seq) writer.string(user);
    }
    writer.end_array().end_object();
}

void write_conversation(json::Writer& writer, const StoredConversation& conversation,
                        const std::string& user) {
    writer.begin_object()
        .member("id", conversation.id)
        .member("unreadCount", conversation.unread_of(user))
        .member("lastMessageTime", ms_of(conversation.active_at))
        .end_object();
}

void write_features(json::Writer& writer, const ServerKind& kind) {
    if (!kind.has_additions) return;
    writer.key("features").begin_array().string("after").string("before").string("idempotency");
    if (kind.has_sync) writer.string("sync");
    if (kind.has_acks) writer.string("acks");
    writer.end_array();
}

std::string new_message_event(const ServerKind& kind, const StoredConversation& conversation,
                              const StoredMessage& message) {
    auto writer = begin_event("new_message");
    writer.member("conversationId", conversation.id);
    if (kind.sends_messages) {
        writer.key("message");
        write_message(writer, kind, conversation, message);
    }
    return end_event(writer);
}

std::string updated_event(const ServerKind& kind, const StoredConversation& conversation,
                          const std::string& user, std::int64_t unread) {
    auto writer = begin_event("conversation:updated");
    writer.member("conversationId", conversation.id);
    if (kind.has_additions) {
        writer.key("conversation");
        write_conversation(writer, conversation, user);
        writer.member("unread", unread);
    }
    return end_event(writer);
}

std::string read_event(const StoredConversation& conversation, const std::string& reader) {
    const auto seq = static_cast<std::size_t>(conversation.read.at(reader));
    auto writer = begin_event("message:read");
    writer.member("conversationId", conversation.id)
        .member("messageId", conversation.messages.at(seq - 1).id)
        .member("userId", reader);
    return end_event(writer);
}

}  // namespace messaging::simulation
