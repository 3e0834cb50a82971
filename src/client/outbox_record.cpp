#include "client/outbox_record.h"

#include "base/json_writer.h"

namespace messaging {

namespace {

// The largest safe integer of JavaScript; a larger one was not written here.
constexpr std::int64_t order_max = (std::int64_t{1} << 53) - 1;

bool is_message(std::string_view text) {
    const auto document = json::Document::parse(text);
    return document && document->root().is_object();
}

}  // namespace

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
    if (!text || !is_message(*text)) return std::nullopt;
    if (!order || *order < 0 || *order > order_max) return std::nullopt;
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
        stored.message.sent_after = MessageId(Text(*after));
    }
    stored.has_failed = record["failed"].boolean().value_or(false);
    return stored;
}

}  // namespace messaging
