#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "client/client.h"
#include "unit/support/clients.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

// Why the call was rejected; nothing if it was not.
std::optional<Failure> rejected(const Client::Batch& batch, CallNumber call) {
    for (const auto& settle : only<Settle>(batch)) {
        const auto* error = std::get_if<CallError>(&settle.outcome);
        if (settle.call == call && error != nullptr) return error->code;
    }
    return std::nullopt;
}

std::optional<Failure> reported(const Client::Batch& batch) {
    const auto errors = only<ErrorReported>(batch);
    if (errors.empty()) return std::nullopt;
    return errors[0].code;
}

ConversationId numbered_conversation(std::size_t number) {
    return ConversationId(Text("c" + std::to_string(number)));
}

Client::Batch send(Client& client, std::uint32_t call) {
    SendMessage input;
    input.call = CallNumber(call);
    input.conversation = ConversationId("c1");
    input.json = R"({"message":"hi"})";
    return client.handle(start, input);
}

}  // namespace

TEST_CASE("a message that does not fit into the outbox is rejected, with a toast") {
    Client client{Config{}};
    for (std::uint32_t call = 1; call <= Outbox::messages_max; ++call) {
        CHECK(rejected(send(client, call), CallNumber(call)) == std::nullopt);
    }
    const auto refused = send(client, 1000);
    CHECK(rejected(refused, CallNumber(1000)) == Failure::queue_full);
    const auto toasts = only<ShowToast>(refused);
    REQUIRE(toasts.size() == 1);
    CHECK(toasts[0].toast == Toast::send_failed);
    CHECK(client.outbox_size() == Outbox::messages_max);
}

TEST_CASE("messages stored by an earlier page are taken over even if the outbox is full") {
    Config config;
    config.is_stored = true;
    Client client{config};
    const auto opened = client.handle(start, SignIn{UserId("alice")});
    for (std::uint32_t call = 1; call <= Outbox::messages_max; ++call) send(client, call);
    const auto ticket = only<LoadStorage>(opened)[0].ticket;
    const auto order = std::to_string(start.time_since_epoch().count() - 1);
    const auto records = R"([{"id":"x1","conversationId":"c1","text":"{}","order":)" + order + "}]";
    const auto loaded = client.handle(start, StorageLoaded{ticket, records});
    const auto changed = only<OwnMessageChanged>(loaded);
    REQUIRE(changed.size() == 1);
    CHECK(changed[0].client_id == ClientMessageId("x1"));
    CHECK(client.outbox_size() == Outbox::messages_max + 1);
}

TEST_CASE("up to open_max conversations may be open, and another once one is closed") {
    Client client{Config{}};
    for (std::size_t i = 0; i < Picture::open_max; ++i) {
        CHECK_FALSE(reported(client.handle(start, OpenConversation{numbered_conversation(i)})));
    }
    const OpenConversation another{ConversationId("another")};
    CHECK(reported(client.handle(start, another)) == Failure::queue_full);
    client.handle(start, CloseConversation{numbered_conversation(0)});
    CHECK_FALSE(reported(client.handle(start, another)));
}

TEST_CASE("once rooms_max conversations are joined, another can be neither joined nor opened") {
    Client client{Config{}};
    for (std::size_t i = 0; i < Rooms::rooms_max; ++i) {
        CHECK_FALSE(reported(client.handle(start, JoinConversation{numbered_conversation(i)})));
    }
    const ConversationId another("another");
    CHECK(reported(client.handle(start, JoinConversation{another})) == Failure::queue_full);
    CHECK(reported(client.handle(start, OpenConversation{another})) == Failure::queue_full);
}

TEST_CASE("beyond under_way_max requests, a call is rejected and a watch waits for an answer") {
    Client client{Config{}};
    List<HttpRequest> sent;
    for (std::uint32_t call = 1; call <= Requests::under_way_max; ++call) {
        sent = only<HttpRequest>(client.handle(start, FetchUnread{CallNumber(call)}));
        REQUIRE(sent.size() == 1);
    }
    const FetchUnread another{CallNumber(1000)};
    CHECK(rejected(client.handle(start, another), another.call) == Failure::queue_full);
    // What the page watches is requested once there is room; until then no timer runs for it.
    CHECK(only<HttpRequest>(client.handle(start, WatchUnread{})).empty());
    CHECK(client.deadline() == never);
    HttpReplied reply;
    reply.request = sent[0].request;
    reply.status = 200;
    reply.body = R"({"count":1})";
    CHECK(only<HttpRequest>(client.handle(start, reply)).size() == 1);
    CHECK(rejected(client.handle(start, another), another.call) == Failure::queue_full);
}

TEST_CASE("beyond waiting_emits_max, an event is rejected and its attachments are dropped") {
    Client client{Config{}};
    Emit event;
    event.json = R"(["hello"])";
    event.attachments.push_back(AttachmentNumber(7));
    event.call = CallNumber(1);
    for (std::size_t i = 0; i < Client::waiting_emits_max; ++i) {
        CHECK(client.handle(start, event).effects.size() == (i == 0 ? 1 : 0));
    }
    const auto refused = client.handle(start, event);
    CHECK(rejected(refused, event.call) == Failure::queue_full);
    const auto dropped = only<DropAttachments>(refused);
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].attachments == event.attachments);
}

TEST_CASE("beyond acks_max unanswered events, only events without acknowledgement are sent") {
    Client client{Config{}};
    connect(client);
    Emit event;
    event.json = R"(["hello"])";
    event.call = CallNumber(1);
    for (std::size_t i = 0; i < Client::acks_max; ++i) {
        CHECK(only<SendText>(client.handle(start, event)).size() == 1);
    }
    CHECK(rejected(client.handle(start, event), event.call) == Failure::queue_full);
    event.call = CallNumber();
    CHECK(only<SendText>(client.handle(start, event)).size() == 1);
}

TEST_CASE("joins use at most half of the acknowledgements that may be pending") {
    Client client{Config{}};
    connect(client);
    std::size_t with_ack = 0;
    for (std::size_t i = 0; i < Client::acks_max / 2 + 3; ++i) {
        const auto sent =
            only<SendText>(client.handle(start, JoinConversation{numbered_conversation(i)}));
        REQUIRE(sent.size() == 1);
        const char behind_type = sent[0].frame.view()[2];
        if (behind_type != '[') ++with_ack;
    }
    CHECK(with_ack == Client::acks_max / 2);
}

}  // namespace messaging
