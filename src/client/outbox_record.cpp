#include "client/outbox_record.h"

#include "base/json_writer.h"

namespace messaging {

std::string to_record(const OutgoingMessage& message, bool has_failed) {
    json::Writer record;
    record.begin_object()
        .member("id", message.id.text())
        .member("conversationId", message.conversation.text())
        .member("order", message.order)
        .member("text", message.json)
        .member("marked", message.is_marked)
        .member("failed", has_failed);
    if (message.sent_after) record.member("after", message.sent_after->text());
    return record.end_object().take();
}

std::optional<StoredMessage> read_record(json::Value record) {
    const auto text = record["text"].string();
    const auto order = record["order"].integer();
    if (!text || !order) return std::nullopt;
    StoredMessage stored;
    stored.message.id = ClientMessageId(record["id"].id());
    stored.message.conversation = ConversationId(record["conversationId"].id());
    if (stored.message.id.empty() || stored.message.conversation.empty()) return std::nullopt;
    stored.message.json = *text;
    stored.message.order = *order;
    stored.message.is_marked = record["marked"].boolean().value_or(false);
    // The page may have ended between the request and its answer.
    stored.message.is_doubtful = stored.message.is_marked;
    if (const auto after = record["after"].string()) {
        stored.message.sent_after = MessageId(std::string(*after));
    }
    stored.has_failed = record["failed"].boolean().value_or(false);
    return stored;
}

}  // namespace messaging
