// One document, read as every kind of reply and event.
#include "wire/model.h"

#include "base/check.h"
#include "fuzz/paths.h"
#include "fuzz/targets.h"
#include "wire/timestamp.h"
#include "wire/url.h"

namespace messaging {

namespace {

// Paths in an event start at its arguments, the first of which is its name.
json::Value follow_event(json::Value data, Path path) {
    CHECK(path.argument == 1, "a path that does not begin at the event's data");
    path.argument = -1;
    return follow(data, path);
}

void check_count(std::optional<std::int64_t> count) {
    CHECK(!count || (*count >= 0 && *count <= count_max), "a count beyond its limits");
}

// A server may list anything as a message.
void check(json::Value, const MessageRecord& message) {
    CHECK(!message.id.empty(), "a message without an id");
    CHECK(message.read_by.size() <= readers_max, "more readers than the limit");
}

void check(json::Value object, const ConversationRecord& conversation) {
    CHECK(object.is_object(), "a conversation that is no object");
    CHECK(!conversation.id.empty(), "a conversation without an id");
    check_count(conversation.unread_count);
}

void check_replies(json::Value root) {
    if (const auto page = read_conversations(root)) {
        CHECK(follow(root, page->path).is_array(), "a list that is no array");
        for (const auto& entry : page->conversations) check(follow(root, entry.path), entry);
    }
    if (const auto history = read_history(root)) {
        CHECK(follow(root, history->path).is_array(), "a list that is no array");
        for (const auto& entry : history->messages) check(follow(root, entry.path), entry);
    }
    if (const auto sent = read_sent(root)) {
        CHECK(!sent->id.empty(), "a sent message without an id");
        if (sent->message) check(follow(root, sent->message->path), *sent->message);
    }
    if (const auto sync = read_sync(root)) {
        for (const auto& entry : sync->conversations) check(follow(root, entry.path), entry);
        for (const auto& entry : sync->messages) check(follow(root, entry.path), entry);
        check_count(sync->unread_total);
    }
    if (const auto count = read_unread_count(root)) {
        check_count(count);
        const auto value = follow(root, unread_count_path(root)).integer();
        CHECK(value && std::min(*value, count_max) == *count, "a path to another count");
    }
    read_features(root);
    read_cursor(root);
    read_error(root);
}

void check_events(json::Value data) {
    if (const auto event = read_new_message(data)) {
        CHECK(!event->conversation.empty(), "a message of no conversation");
        if (event->message) check(follow_event(data, event->message->path), *event->message);
    }
    if (const auto event = read_conversation_update(data)) {
        CHECK(!event->conversation.empty(), "news of no conversation");
        check_count(event->unread_total);
        if (event->record) check(follow_event(data, event->record->path), *event->record);
    }
    if (const auto status = read_typing_status(data)) {
        CHECK(!status->conversation.empty() && !status->user.empty(), "nobody types");
    }
    if (const auto receipt = read_read_receipt(data)) {
        CHECK(!receipt->conversation.empty() && !receipt->user.empty(), "nobody has read");
    }
}

// What the page sent is found again in a history that contains it.
void check_search(json::Value root) {
    const auto history = read_history(root);
    if (!history || history->messages.empty()) return;
    const auto& first = history->messages.front();
    const auto text = read_text(follow(root, first.path));
    const auto found = find_sent(root, first.sender, text, {});
    CHECK(found.has_value(), "a message that is there is not found");
}

}  // namespace

void fuzz_model(std::string_view bytes) {
    parse_iso_8601(bytes);
    CHECK(url::encode_component(bytes).size() <= 3 * bytes.size(), "an address that grows");
    const auto document = json::Document::parse(bytes);
    if (!document) return;
    check_replies(document->root());
    check_events(document->root());
    check_search(document->root());
    read_timestamp(document->root());
}

}  // namespace messaging
