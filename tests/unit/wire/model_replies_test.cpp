// Replies that are not lists, and events.
#include <doctest/doctest.h>

#include <string>

#include "support/str.h"
#include "unit/support/documents.h"
#include "wire/model.h"

namespace messaging {

TEST_CASE("old-6A-11: a sent message's id is read from messageId, message.id or id") {
    const auto sent = [](std::string_view text) {
        const auto document = parsed(text);
        const auto reply = read_sent(document.root());
        return reply ? str(reply->id.text()) : "none";
    };
    CHECK(sent(R"({"messageId":"m1"})") == "m1");
    CHECK(sent(R"({"messageId":17})") == "17");
    CHECK(sent(R"({"success":true,"message":{"id":"m2"}})") == "m2");
    CHECK(sent(R"({"success":true,"message":{"_id":"m3"}})") == "m3");
    CHECK(sent(R"({"id":"m4","text":"hi"})") == "m4");
    CHECK(sent(R"({"messageId":"m5","message":"stored"})") == "m5");
    for (const std::string text : {"{}", "[]", "null", R"({"messageId":""})", R"({"message":{}})",
                                   R"({"message":"ok"})", R"({"messageId":{},"id":[]})"}) {
        INFO("text: ", text);
        CHECK(sent(text) == "none");
    }
}

TEST_CASE("a sent message's record is read only if it has an id") {
    const auto document = parsed(R"({"messageId":"m1","message":{"id":"m1","seq":4}})");
    const auto reply = read_sent(document.root());
    REQUIRE(reply->message.has_value());
    CHECK(reply->message->seq == 4);
    CHECK(reply->message->path == Path{-1, "message", -1});
    CHECK_FALSE(read_sent(parsed(R"({"messageId":"m1","message":{"text":"x"}})").root())->message);
}

TEST_CASE("old-6A-11: an unread count is read from count or unreadCount, and its path matches") {
    const auto count_and_path = [](std::string_view text) {
        const auto document = parsed(text);
        const auto count = read_unread_count(document.root());
        if (!count) return std::string("none");
        return std::to_string(*count) + " " + std::string(unread_count_path(document.root()).key);
    };
    CHECK(count_and_path(R"({"count":0})") == "0 count");
    CHECK(count_and_path(R"({"unreadCount":5})") == "5 unreadCount");
    CHECK(count_and_path(R"({"count":2,"unreadCount":5})") == "2 count");
    CHECK(count_and_path(R"({"count":"2","unreadCount":5})") == "5 unreadCount");
    CHECK(count_and_path(R"({"count":-1,"unreadCount":5})") == "5 unreadCount");
    for (const std::string text : {"{}", "5", "null", R"({"count":null})", R"({"count":-1})",
                                   R"({"count":0.5})", R"({"error":"x"})"}) {
        CHECK(count_and_path(text) == "none");
    }
}

TEST_CASE("a change feed is read with all its parts, and rejected without a cursor") {
    const auto document = parsed(R"({"cursor":"k9","more":true,"unread":4,
        "conversations":[{"id":"c1"}], "messages":[{"id":"m1","conversationId":"c1"}],
        "reads":[{"conversationId":"c1","messageId":"m1","userId":"u2"},{"userId":"u2"},null]})");
    const auto reply = read_sync(document.root());
    REQUIRE(reply.has_value());
    CHECK(str(reply->cursor) == "k9");
    CHECK(reply->more);
    CHECK_FALSE(reply->reset);
    CHECK(reply->unread_total == 4);
    CHECK(reply->conversations[0].path == Path{-1, "conversations", 0});
    CHECK(reply->messages[0].conversation == ConversationId("c1"));
    REQUIRE(reply->reads.size() == 1);
    CHECK(reply->reads[0].message == MessageId("m1"));
    CHECK(read_sync(parsed(R"({"cursor":7,"reset":true})").root())->reset);
    CHECK(read_sync(parsed(R"({"cursor":7,"messages":{},"reads":{}})").root())->messages.empty());
    for (const std::string text : {"{}", "[]", "null", R"({"cursor":""})", R"({"messages":[]})"}) {
        CHECK_FALSE(read_sync(parsed(text).root()));
    }
}

TEST_CASE("only the first reply_entries_max read receipts of a change feed are kept") {
    std::string text = R"({"cursor":1,"reads":[)";
    for (std::size_t i = 0; i < reply_entries_max; ++i) {
        text += R"({"conversationId":"c","userId":"u"},)";
    }
    const auto document = parsed(text + R"({"conversationId":"last","userId":"u"}]})");
    const auto reply = read_sync(document.root());
    CHECK(reply->reads.size() == reply_entries_max);
    CHECK(reply->reads.back().conversation == ConversationId("c"));
}

TEST_CASE("the features are read from a reply's list, and are unknown without one") {
    const auto document =
        parsed(R"({"features":["sync","after","before","idempotency","acks","later",7,null]})");
    CHECK(read_features(document.root()) == Features{true, true, true, true});
    CHECK(read_features(parsed(R"({"features":["sync"]})").root()) == Features{.sync = true});
    CHECK(read_features(parsed(R"({"features":[]})").root()) == Features{});
    for (const std::string text : {"{}", "[]", R"({"features":"sync"})", R"({"features":{}})"}) {
        CHECK_FALSE(read_features(parsed(text).root()));
    }
}

TEST_CASE("old-6A-11: a failure is described by the reply's message, else by its error") {
    CHECK(str(read_error(parsed(R"({"error":"E","message":"M"})").root())) == "M");
    CHECK(str(read_error(parsed(R"({"error":"Access denied"})").root())) == "Access denied");
    CHECK(str(read_error(parsed(R"({"error":"E","message":""})").root())) == "E");
    CHECK(read_error(parsed(R"({"error":{"code":1},"message":null})").root()).empty());
    CHECK(read_error(json::Value()).empty());
}

TEST_CASE("a new-message event is read with or without the message itself") {
    const auto document = parsed(R"({"conversationId":"c1","message":{"id":"m1","seq":3}})");
    const auto whole = read_new_message(document.root());
    REQUIRE(whole->message.has_value());
    CHECK(whole->conversation == ConversationId("c1"));
    CHECK(whole->message->path == Path{1, "message", -1});
    for (const std::string text :
         {R"({"conversationId":"c1"})", R"({"threadId":"c1","message":"hello"})",
          R"({"conversationId":"c1","message":null})", R"({"conversationId":"c1","message":{}})"}) {
        const auto news = read_new_message(parsed(text).root());
        REQUIRE(news.has_value());
        CHECK(news->conversation == ConversationId("c1"));
        CHECK_FALSE(news->message);
    }
    const auto named =
        read_new_message(parsed(R"({"message":{"id":"m1","threadId":"c2"}})").root());
    REQUIRE(named.has_value());
    CHECK(named->conversation == ConversationId("c2"));
}

TEST_CASE("a conversation update is read with its total, and with its record if the ids match") {
    const auto document =
        parsed(R"({"conversationId":"c1","conversation":{"id":"c1","unreadCount":2},"unread":9})");
    const auto update = read_conversation_update(document.root());
    CHECK(update->record->unread_count == 2);
    CHECK(update->record->path == Path{1, "conversation", -1});
    CHECK(update->unread_total == 9);
    CHECK(
        read_conversation_update(parsed(R"({"conversation":{"_id":"c2"}})").root())->conversation ==
        ConversationId("c2"));
    const auto other = parsed(R"({"conversationId":"c1","conversation":{"id":"c2"}})");
    CHECK_FALSE(read_conversation_update(other.root())->record);
}

TEST_CASE("typing statuses and read receipts are read, a receipt also without a message") {
    const auto document = parsed(R"({"conversationId":"c1","userId":"u2","isTyping":true})");
    const auto status = read_typing_status(document.root());
    CHECK(status->conversation == ConversationId("c1"));
    CHECK(status->user == UserId("u2"));
    CHECK(status->is_typing);
    const auto read = parsed(R"({"conversationId":"c1","messageId":"m1","userId":"u2"})");
    CHECK(read_read_receipt(read.root())->message == MessageId("m1"));
    CHECK(read_read_receipt(parsed(R"({"threadId":1,"userId":2})").root())->message.empty());
}

TEST_CASE("events without a conversation, user or flag that they need are rejected") {
    for (const std::string text : {"null", "[]", "7", R"("c1")", "{}", R"({"conversationId":""})",
                                   R"({"conversationId":{}})", R"({"userId":"u2"})",
                                   R"({"messageId":"m1","userId":"u2"})", R"({"isTyping":true})"}) {
        INFO("text: ", text);
        const auto document = parsed(text);
        CHECK_FALSE(read_new_message(document.root()));
        CHECK_FALSE(read_conversation_update(document.root()));
        CHECK_FALSE(read_typing_status(document.root()));
        CHECK_FALSE(read_read_receipt(document.root()));
    }
    for (const std::string flag : {"", R"(,"isTyping":1)", R"(,"isTyping":"true")"}) {
        CHECK_FALSE(read_typing_status(
            parsed(R"({"conversationId":"c","userId":"u")" + flag + "}").root()));
    }
    // With a conversation, but no user who types or has read.
    for (const std::string user : {"", R"(,"userId":"")", R"(,"userId":null)"}) {
        INFO("user: ", user);
        const auto document = parsed(R"({"conversationId":"c","isTyping":true)" + user + "}");
        CHECK_FALSE(read_typing_status(document.root()));
        CHECK_FALSE(read_read_receipt(document.root()));
    }
    // A server may send an event without any argument.
    CHECK_FALSE(read_new_message(json::Value()));
}

TEST_CASE("a sent message is found by its text after the newest message known before it") {
    const auto found = [](std::string_view text, const std::string& after) {
        const auto document = parsed(R"({"messages":[
            {"id":"m1","senderId":"me","text":"hello"},
            {"id":"m2","senderId":"you","message":"again"},
            {"_id":"m3","fromUserId":"me","message":" again\n"},
            {"id":"m4","senderId":"me","content":"hello"},
            {"id":"m5","senderId":"me"}]})");
        const auto id = find_sent(document.root(), UserId("me"), text, MessageId(after));
        return id ? str(id->text()) : "none";
    };
    CHECK(found("hello", "") == "m1");
    CHECK(found("hello", "m1") == "m4");
    CHECK(found("again", "m1") == "m3");
    CHECK(found("again", "m3") == "none");
    CHECK(found("hello", "m4") == "none");
    // The list does not reach back to the known message, so nothing can be concluded.
    CHECK(found("hello", "m0") == "none");
    CHECK(found("never sent", "") == "none");
    CHECK_FALSE(find_sent(parsed("{}").root(), UserId("me"), "x", {}).has_value());
}

TEST_CASE("old-6A-11: a text is read under any of its names, without surrounding white space") {
    for (const std::string text :
         {R"({"text":"hi"})", R"({"message":" hi"})", R"({"content":"hi\t"})", R"({"body":"hi"})",
          R"({"value":"\r\nhi "})", R"("hi")"}) {
        INFO("text: ", text);
        CHECK(read_text(parsed(text).root()) == "hi");
    }
    for (const std::string text : {"{}", "5", R"({"text":5})", R"({"text":"  "})"}) {
        CHECK(read_text(parsed(text).root()).empty());
    }
}

}  // namespace messaging
