#include <doctest/doctest.h>

#include <string_view>

#include "client/client.h"
#include "unit/support/clients.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

void answer_all(Client& client, const Client::Batch& batch) {
    for (const auto& request : only<HttpRequest>(batch)) {
        HttpReplied reply;
        reply.request = request.request;
        reply.status = 200;
        reply.body = R"({"messages":[]})";
        client.handle(start, reply);
    }
}

// Whether a server that has sent this frame, but no other, is polled on under the connection.
bool is_polled_after(std::string_view frame) {
    Client client{Config{}};
    connect(client);
    answer_all(client, client.handle(start, OpenConversation{ConversationId("open")}));
    answer_all(client, client.handle(start, SocketText{SocketNumber(1), frame, false}));
    return !only<HttpRequest>(client.handle(start + 40s, Tick{})).empty();
}

}  // namespace

TEST_CASE("a server is polled on until it has sent any event of a conversation") {
    CHECK(is_polled_after("2"));
    CHECK(is_polled_after(R"(42["hello"])"));
    CHECK(is_polled_after(R"(42["auth:success",{"userId":"alice"}])"));
    CHECK_FALSE(is_polled_after(R"(42["new_message",{"conversationId":"c1"}])"));
    CHECK_FALSE(is_polled_after(R"(42["conversation:updated",{"conversationId":"c1"}])"));
    CHECK_FALSE(is_polled_after(
        R"(42["typing:status",{"conversationId":"c1","userId":"bob","isTyping":true}])"));
    CHECK_FALSE(is_polled_after(R"(42["message:read",{"conversationId":"c1","userId":"bob"}])"));
}

TEST_CASE("a server that acknowledges a join sends its events, one that refuses it may not") {
    CHECK_FALSE(is_polled_after(R"(431[{"ok":true}])"));
    CHECK_FALSE(is_polled_after("431[]"));
    CHECK(is_polled_after(R"(431[{"ok":false,"error":"not yours"}])"));
}

TEST_CASE("what the page hands over proves nothing, and takes no proof back") {
    const Inject injected{R"(["message:read",{"conversationId":"c1","userId":"bob"}])"};
    const std::string_view heard = R"(42["message:read",{"conversationId":"c1","userId":"bob"}])";
    for (const bool is_proven : {false, true}) {
        Client client{Config{}};
        connect(client);
        answer_all(client, client.handle(start, OpenConversation{ConversationId("open")}));
        if (is_proven) client.handle(start, SocketText{SocketNumber(1), heard, false});
        client.handle(start, injected);
        // The next connection begins with what is known of the server.
        client.handle(start, Disconnect{});
        answer_all(client, connect(client));
        const auto later = client.handle(start + 40s, Tick{});
        CHECK(only<HttpRequest>(later).empty() == is_proven);
    }
}

}  // namespace messaging
