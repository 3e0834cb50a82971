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

// Whether a connected server that has sent only this frame is still polled.
bool is_polled_after(std::string_view frame) {
    Client client{Config{}};
    connect(client);
    answer_all(client, client.handle(start, OpenConversation{ConversationId("open")}));
    answer_all(client, client.handle(start, SocketText{SocketNumber(1), frame, false}));
    return !only<HttpRequest>(client.handle(start + 40s, Tick{})).empty();
}

}  // namespace

TEST_CASE("a connected server is polled until it has sent any conversation event") {
    CHECK(is_polled_after("2"));
    CHECK(is_polled_after(R"(42["hello"])"));
    CHECK(is_polled_after(R"(42["auth:success",{"userId":"alice"}])"));
    CHECK_FALSE(is_polled_after(R"(42["new_message",{"conversationId":"c1"}])"));
    CHECK_FALSE(is_polled_after(R"(42["conversation:updated",{"conversationId":"c1"}])"));
    CHECK_FALSE(is_polled_after(
        R"(42["typing:status",{"conversationId":"c1","userId":"bob","isTyping":true}])"));
    CHECK_FALSE(is_polled_after(R"(42["message:read",{"conversationId":"c1","userId":"bob"}])"));
}

TEST_CASE("polling ends when the server acknowledges a join, but not when it refuses one") {
    CHECK_FALSE(is_polled_after(R"(431[{"ok":true}])"));
    CHECK_FALSE(is_polled_after("431[]"));
    CHECK(is_polled_after(R"(431[{"ok":false,"error":"not yours"}])"));
}

TEST_CASE("an event injected by the page neither ends polling nor resumes it") {
    const Inject injected{R"(["message:read",{"conversationId":"c1","userId":"bob"}])"};
    const std::string_view heard = R"(42["message:read",{"conversationId":"c1","userId":"bob"}])";
    for (const bool is_proven : {false, true}) {
        Client client{Config{}};
        connect(client);
        answer_all(client, client.handle(start, OpenConversation{ConversationId("open")}));
        if (is_proven) client.handle(start, SocketText{SocketNumber(1), heard, false});
        client.handle(start, injected);
        // The next connection starts with what is known about the server.
        client.handle(start, Disconnect{});
        answer_all(client, connect(client));
        const auto later = client.handle(start + 40s, Tick{});
        CHECK(only<HttpRequest>(later).empty() == is_proven);
    }
}

}  // namespace messaging
