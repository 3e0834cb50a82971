// The product's JSON: what the core reads of messages, conversations and events, under any name
// that a server gives to a member (`docs/server-contract.md`). The rest of an object belongs to the
// page, which finds it by its `Path`. A member of the wrong type counts as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/json.h"
#include "base/list.h"

namespace messaging {

// Steps from the root of the current document to a value: an argument of an event, a member, an
// element; each is optional. Keys are literals of this module.
struct Path {
    int argument = -1;
    std::string_view key;
    int index = -1;

    bool operator==(const Path&) const = default;
};

// Entries read from one reply. Of more messages, which come oldest first, the last are taken; of
// anything else the first.
inline constexpr std::size_t reply_entries_max = 20'000;
inline constexpr std::size_t readers_max = 64;
// Larger counts are reduced to this, so that their sum fits.
inline constexpr std::int64_t count_max = 1'000'000'000;

// A part of a text, in bytes: [begin, end).
struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool operator==(const Range&) const = default;
};

struct MessageRecord {
    MessageId id;
    ClientMessageId client_id;
    ConversationId conversation;
    UserId sender;
    std::optional<std::int64_t> seq;
    std::optional<std::int64_t> created_at_ms;
    List<UserId> read_by;
    Path path;
};

struct ConversationRecord {
    ConversationId id;
    std::optional<std::int64_t> unread_count;
    std::optional<std::int64_t> last_message_at_ms;
    Path path;
};

struct ReadReceipt {
    ConversationId conversation;
    // The last message that was read.
    MessageId message;
    UserId user;
};

struct TypingStatus {
    ConversationId conversation;
    UserId user;
    bool is_typing = false;
};

struct NewMessage {
    ConversationId conversation;
    // Absent if the event only says that there is one.
    std::optional<MessageRecord> message;
};

struct ConversationUpdate {
    ConversationId conversation;
    std::optional<ConversationRecord> record;
    std::optional<std::int64_t> unread_total;
};

// What a server adds to the original contract; all of it is optional.
struct Features {
    bool after = false;
    bool before = false;
    bool idempotency = false;
    bool sync = false;

    bool operator==(const Features&) const = default;
};

struct History {
    // Oldest first, as in the reply.
    List<MessageRecord> messages;
    // Where earlier messages that were left out stand in the text. No `Path` counts them.
    Range left_out;
    // The `after` that the reply echoes if it is a delta; empty for a whole list.
    MessageId after;
    bool has_more = false;
    Path path;
};

struct ConversationPage {
    List<ConversationRecord> conversations;
    Path path;
};

struct SyncReply {
    Text cursor;
    List<ConversationRecord> conversations;
    List<MessageRecord> messages;
    List<ReadReceipt> reads;
    std::optional<std::int64_t> unread_total;
    bool more = false;
    bool reset = false;
};

struct SentReply {
    MessageId id;
    std::optional<MessageRecord> message;
};

// Bodies of REST replies; nullopt if the shape is altogether different.
std::optional<ConversationPage> read_conversations(json::Value root);
// Of a whole list only the newest `messages_max` are read; those before them are left out.
std::optional<History> read_history(json::Value root, std::size_t messages_max = SIZE_MAX);
std::optional<SentReply> read_sent(json::Value root);
std::optional<SyncReply> read_sync(json::Value root);
std::optional<std::int64_t> read_unread_count(json::Value root);
// Path of the count in a reply, for a page that asked for the reply itself.
Path unread_count_path(json::Value root);

// The text of a message, whether from a server or from a page.
std::string_view read_text(json::Value message);
// The first message of `self` with this text among those that follow `after` in a history; an empty
// `after` means among all.
std::optional<MessageId> find_sent(json::Value root, const UserId& self, std::string_view text,
                                   const MessageId& after);

// Members that any reply may have.
std::optional<Features> read_features(json::Value root);
Text read_cursor(json::Value root);
// The server's own description of a failure.
Text read_error(json::Value root);

// Events; `data` is the first argument after the name.
std::optional<NewMessage> read_new_message(json::Value data);
std::optional<ConversationUpdate> read_conversation_update(json::Value data);
std::optional<TypingStatus> read_typing_status(json::Value data);
std::optional<ReadReceipt> read_read_receipt(json::Value data);

}  // namespace messaging
