// The REST routes as values: what is asked, and the request that asks it.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "client/config.h"
#include "client/effect.h"

namespace messaging::rest {

struct GetConversations {
    UserId user;
    Text user_type;
};
struct GetMessages {
    ConversationId conversation;
    // At most one of the two; empty for the server's newest.
    MessageId after;
    MessageId before;
};
struct GetUnread {};
struct GetSync {
    // Empty: from now on.
    Text since;
};
struct GetCsrfToken {};
struct PostMessage {
    ConversationId conversation;
    ClientMessageId message;
    Text body;
    // Whether the server knows `Idempotency-Key`; elsewhere the header would only cost a preflight.
    bool is_idempotent = false;
};
// The conversation's newest messages, to see whether an own one is among them.
struct FindMessage {
    ConversationId conversation;
    ClientMessageId message;
};
struct PostRead {
    ConversationId conversation;
    UserId user;
};
struct PostThreadRead {
    ConversationId thread;
};

using Call = std::variant<GetConversations, GetMessages, GetUnread, GetSync, GetCsrfToken,
                          PostMessage, FindMessage, PostRead, PostThreadRead>;

inline constexpr Duration timeout = std::chrono::seconds(15);
// Messages asked for at once: a delta is small, and older ones come as the reader scrolls.
inline constexpr int delta_limit = 500;
inline constexpr int older_limit = 100;

// `request` is yet to be numbered.
HttpRequest to_request(const Call& call, const Config& config);
// The name by which errors of this call are reported to the page.
std::string_view operation_of(const Call& call);
ConversationId conversation_of(const Call& call);
bool is_get(const Call& call);

}  // namespace messaging::rest
