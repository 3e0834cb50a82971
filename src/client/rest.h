// The REST routes as values, and the requests made of them.
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
    // At most one of the two; both are empty for the newest messages.
    MessageId after;
    MessageId before;
};
struct GetUnread {};
struct GetSync {
    // Empty means from now on.
    Text since;
};
struct GetCsrfToken {};
struct PostMessage {
    ConversationId conversation;
    ClientMessageId message;
    Text body;
    // Whether the server knows `Idempotency-Key`; otherwise it would only cost a preflight.
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
// Messages per request: a delta is small, and older ones come as the reader scrolls.
inline constexpr int delta_limit = 500;
inline constexpr int older_limit = 100;

// The request is not numbered yet.
HttpRequest to_request(const Call& call, const Config& config);
// The name under which errors of this call are reported to the page.
std::string_view operation_of(const Call& call);
ConversationId conversation_of(const Call& call);
bool is_get(const Call& call);

}  // namespace messaging::rest
