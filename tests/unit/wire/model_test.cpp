// Replies of the REST routes, under all the names that servers have used for their members.
#include "wire/model.h"

#include <doctest/doctest.h>

#include <string>

#include "unit/support/documents.h"

namespace messaging {

using namespace std::string_view_literals;

namespace {

History history_of(std::string_view text) {
    const auto document = parsed(text);
    auto history = read_history(document.root());
    REQUIRE(history.has_value());
    return *std::move(history);
}

// The only message of a history that holds `object`.
MessageRecord message_of(const std::string& object) {
    auto history = history_of("[" + object + "]");
    REQUIRE(history.messages.size() == 1);
    return history.messages[0];
}

ConversationRecord conversation_of(const std::string& object) {
    const auto document = parsed(R"({"conversations":[)" + object + "]}");
    auto page = read_conversations(document.root());
    REQUIRE(page.has_value());
    REQUIRE(page->conversations.size() == 1);
    return page->conversations[0];
}

}  // namespace

TEST_CASE("old-6A-11: a message's members are read under any of their names") {
    for (const std::string name : {"id", "_id", "messageId"}) {
        CHECK(message_of(R"({")" + name + R"(":"m1"})").id == MessageId("m1"));
    }
    for (const std::string name : {"createdAt", "sentAt", "timestamp", "updatedAt", "date"}) {
        CHECK(message_of(R"({")" + name + R"(":"1970-01-01T00:00:07Z"})").created_at_ms == 7000);
        CHECK(message_of(R"({")" + name + R"(":{"seconds":7}})").created_at_ms == 7000);
        CHECK(message_of(R"({")" + name + R"(":7000})").created_at_ms == 7000);
    }
    for (const std::string name : {"senderId", "userId", "fromUserId"}) {
        CHECK(message_of(R"({")" + name + R"(":"u1"})").sender == UserId("u1"));
    }
    CHECK(message_of(R"({"sender":{"id":"u1"}})").sender == UserId("u1"));
    CHECK(message_of(R"({"sender":{"_id":17}})").sender == UserId("17"));
    CHECK(message_of(R"({"threadId":"c1"})").conversation == ConversationId("c1"));
    CHECK(message_of(R"({"conversationId":"c1"})").conversation == ConversationId("c1"));
    CHECK(message_of(R"({"clientMessageId":"k1","seq":9})").client_id == ClientMessageId("k1"));
    CHECK(message_of(R"({"clientMessageId":"k1","seq":9})").seq == 9);
    CHECK(message_of(R"({"readBy":["u1",2,null,{},"u3"]})").read_by ==
          List<UserId>{UserId("u1"), UserId("2"), UserId("u3")});
}

TEST_CASE("the first name that has a value of the right type wins") {
    CHECK(message_of(R"({"id":null,"_id":"m2"})").id == MessageId("m2"));
    CHECK(message_of(R"({"_id":"m2","id":"m1"})").id == MessageId("m1"));
    CHECK(message_of(R"({"createdAt":"soon","sentAt":5})").created_at_ms == 5);
    CHECK(message_of(R"({"senderId":{},"userId":"","fromUserId":"u3"})").sender == UserId("u3"));
}

TEST_CASE("old-6A-12: a malformed message does not affect the others") {
    const auto history = history_of(R"([{"id":"m1"},null,"plain text",7,[],{},)"
                                    R"({"id":[],"seq":"x","createdAt":{}},{"id":"m2"}])");
    REQUIRE(history.messages.size() == 8);
    CHECK(history.messages.front().id == MessageId("m1"));
    CHECK(history.messages.back().id == MessageId("m2"));
    // A message without an id is identified by its position.
    CHECK(history.messages[1].id == MessageId("~1"));
    CHECK(history.messages[6].id == MessageId("~6"));
    CHECK_FALSE(history.messages[6].seq);
    CHECK_FALSE(history.messages[6].created_at_ms);
}

TEST_CASE("old-6A-11: a history is the root, messages or items, and each message has its path") {
    const std::string list = R"([{"id":"m1"},{"id":"m2"}])";
    CHECK(history_of(list).messages[1].path == Path{-1, "", 1});
    CHECK(history_of(R"({"messages":)" + list + "}").messages[1].path == Path{-1, "messages", 1});
    CHECK(history_of(R"({"items":)" + list + "}").messages[0].path == Path{-1, "items", 0});
    CHECK(history_of(R"({"messages":{},"items":[]})").path == Path{-1, "items", -1});
    for (const std::string text : {"{}", "null", "7", R"("text")", R"({"messages":{"id":"m1"}})",
                                   R"({"error":"Conversation not found"})"}) {
        INFO("text: ", text);
        CHECK_FALSE(read_history(parsed(text).root()));
        CHECK_FALSE(read_conversations(parsed(text).root()));
    }
    CHECK_FALSE(read_history(json::Value()));
}

TEST_CASE("a history that echoes after is a delta") {
    CHECK(history_of(R"({"messages":[],"after":"m7","hasMore":true})").after == MessageId("m7"));
    CHECK(history_of(R"({"messages":[],"after":"m7","hasMore":true})").has_more);
    CHECK(history_of(R"({"messages":[]})").after.empty());
    CHECK_FALSE(history_of(R"({"messages":[],"hasMore":"yes"})").has_more);
}

TEST_CASE("old-6A-11: a conversation's members are read under any of their names") {
    for (const std::string name : {"id", "_id", "conversationId", "threadId"}) {
        CHECK(conversation_of(R"({")" + name + R"(":"c1"})").id == ConversationId("c1"));
    }
    for (const std::string name : {"lastMessageTime", "lastMessageAt", "updatedAt", "createdAt"}) {
        CHECK(conversation_of(R"({"id":1,")" + name + R"(":7})").last_message_at_ms == 7);
    }
    CHECK(conversation_of(R"({"id":1,"unreadCount":3})").unread_count == 3);
    CHECK(conversation_of(R"({"id":1,"unread":3})").unread_count == 3);
    for (const std::string list : {"conversations", "threads", "items"}) {
        const auto document = parsed(R"({")" + list + R"(":[{"id":"c1"}]})");
        CHECK(read_conversations(document.root())->conversations[0].path == Path{-1, list, 0});
    }
}

TEST_CASE("old-6A-12: a conversation without an id is skipped, and the others keep their paths") {
    const auto document = parsed(R"([{"name":"nobody"},null,{"id":"c1"},{"id":""},{"id":2}])");
    const auto page = read_conversations(document.root());
    REQUIRE(page.has_value());
    REQUIRE(page->conversations.size() == 2);
    CHECK(page->conversations[0].path == Path{-1, "", 2});
    CHECK(page->conversations[1].id == ConversationId("2"));
    CHECK(page->conversations[1].path == Path{-1, "", 4});
}

TEST_CASE("an invalid unread count is ignored: some servers send counts by user") {
    for (const std::string count : {R"({"u1":3})", "-1", "1.5", R"("3")", "null", "[]", "true"}) {
        INFO("count: ", count);
        CHECK_FALSE(conversation_of(R"({"id":1,"unreadCount":)" + count + "}").unread_count);
    }
}

TEST_CASE("an unread count above count_max is reduced to count_max") {
    const auto counted = [](const std::string& count) {
        return conversation_of(R"({"id":1,"unreadCount":)" + count + "}").unread_count;
    };
    CHECK(counted("1000000000") == count_max);
    CHECK(counted("1000000001") == count_max);
    CHECK(counted("9223372036854775807") == count_max);
    CHECK(counted("999999999") == count_max - 1);
}

TEST_CASE("only the newest reply_entries_max messages are taken") {
    std::string text = R"({"messages":[)";
    for (std::size_t i = 0; i < reply_entries_max; ++i) text += R"({"id":"m"},)";
    CHECK(history_of(text + "{}]}").messages.size() == reply_entries_max);
    const auto history = history_of(text + R"({"id":"newest"}]})");
    CHECK(history.messages.back().id == MessageId("newest"));
    CHECK(history.messages.back().path.index == static_cast<int>(reply_entries_max));
    CHECK(history.messages.front().path.index == 1);
}

TEST_CASE("messages older than the wanted ones are left out of the document") {
    for (const std::string text :
         {R"({"messages":[{"id":"a"}, {"id":"b"} ,{"id":"c","text":"]"},{"id":"d"}],"n":1})",
          R"([{"id":"a"},{"id":"b"},{"id":"c","text":"]"},{"id":"d"}])"}) {
        const auto document = parsed(text);
        const auto history = read_history(document.root(), 2);
        REQUIRE(history.has_value());
        CHECK(history->has_more);
        const auto& [begin, end] = history->left_out;
        CHECK(text.substr(begin, 10) == R"({"id":"a"})");
        const auto rest = parsed(text.substr(0, begin) + text.substr(end));
        REQUIRE(history->messages.size() == 2);
        for (const auto& message : history->messages) {
            const auto list = rest.root().is_array() ? rest.root() : rest.root()["messages"];
            CHECK(list[message.path.index]["id"].id() == message.id.text());
        }
        CHECK(history->messages.back().id == MessageId("d"));
    }
}

TEST_CASE("nothing is left out of a delta, or if all messages are wanted") {
    const std::string_view list = R"({"messages":[{"id":"a"},{"id":"b"}],"after":"m0"})";
    for (const std::string_view text : {R"([{"id":"a"},{"id":"b"}])"sv, list}) {
        const auto document = parsed(text);
        const auto history = read_history(document.root(), text == list ? 1 : 2);
        REQUIRE(history.has_value());
        CHECK(history->left_out == Range());
        CHECK_FALSE(history->has_more);
        CHECK(history->messages.size() == 2);
        CHECK(history->messages.back().path.index == 1);
    }
}

TEST_CASE("a message without an id is identified by its position, even if others are left out") {
    const auto document = parsed(R"([{"text":"a"},{"text":"b"},{"text":"c"}])");
    const auto history = read_history(document.root(), 1);
    REQUIRE(history->messages.size() == 1);
    CHECK(history->messages[0].id == MessageId("~2"));
    CHECK(history->messages[0].path.index == 0);
}

TEST_CASE("nothing is left out of a list that begins with a non-object, and all are read") {
    const auto document = parsed(R"([7,{"id":"a"},{"id":"b"}])");
    const auto history = read_history(document.root(), 1);
    REQUIRE(history->messages.size() == 3);
    CHECK(history->messages[2].path.index == 2);
    CHECK(history->left_out == Range());
}

TEST_CASE("only the first reply_entries_max conversations are taken") {
    std::string text = R"({"conversations":[{"id":"first"})";
    for (std::size_t i = 0; i < reply_entries_max; ++i) text += R"(,{"id":"c"})";
    const auto document = parsed(text + "]}");
    const auto page = read_conversations(document.root());
    CHECK(page->conversations.size() == reply_entries_max);
    CHECK(page->conversations.front().id == ConversationId("first"));
}

TEST_CASE("only the first readers_max readers of a message are taken") {
    std::string text = R"({"readBy":[0)";
    for (std::size_t i = 1; i < readers_max; ++i) text += "," + std::to_string(i);
    CHECK(message_of(text + "]}").read_by.size() == readers_max);
    CHECK(message_of(text + ",1000]}").read_by.size() == readers_max);
    CHECK(message_of(text + ",1000]}").read_by.back() == UserId(std::to_string(readers_max - 1)));
}

}  // namespace messaging
