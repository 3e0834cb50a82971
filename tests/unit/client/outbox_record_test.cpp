#include "client/outbox_record.h"

#include <doctest/doctest.h>

#include <string>

#include "base/json_writer.h"
#include "unit/support/documents.h"

namespace messaging {

namespace {

// A record with this text and order, as they are in storage.
std::string record(std::string_view text, std::string_view order = "1700000000000") {
    json::Writer writer;
    writer.begin_object().member("id", "k1").member("conversationId", "c1");
    return writer.member("text", text).key("order").raw(order).end_object().take();
}

bool is_record(std::string_view json) { return read_record(parsed(json).root()).has_value(); }

}  // namespace

TEST_CASE("a message is restored from its record as it was") {
    OutgoingMessage message;
    message.id = ClientMessageId("k1");
    message.conversation = ConversationId("c/1");
    message.json = R"({"message":"\"quoted\" ü"})";
    message.order = 1'700'000'000'123;
    message.call = CallNumber(5);
    for (const bool was_attempted : {false, true}) {
        message.is_marked = was_attempted;
        if (was_attempted) message.sent_after = MessageId("m9");
        const auto document = parsed(to_record(message, was_attempted));
        const auto stored = read_record(document.root());
        REQUIRE(stored.has_value());
        CHECK(stored->has_failed == was_attempted);
        CHECK(stored->message.id == message.id);
        CHECK(stored->message.conversation == message.conversation);
        CHECK(stored->message.json == message.json);
        CHECK(stored->message.order == message.order);
        CHECK(stored->message.sent_after == message.sent_after);
        CHECK(stored->message.is_marked == was_attempted);
        // Its request may have arrived before the page ended.
        CHECK(stored->message.is_doubtful == was_attempted);
        CHECK(stored->message.call.is_none());
    }
}

TEST_CASE("an incomplete or invalid record restores nothing") {
    for (const std::string text :
         {"null", "[]", "{}", R"({"id":"x","conversationId":"c","text":"{}"})",
          R"({"id":"x","conversationId":"c","order":1})",
          R"({"id":"x","conversationId":"c","order":"1","text":"{}"})",
          R"({"id":"","conversationId":"c","order":1,"text":"{}"})",
          R"({"id":"x","conversationId":"","order":1,"text":"{}"})"}) {
        INFO("text: ", text);
        CHECK_FALSE(read_record(parsed(text).root()).has_value());
    }
}

TEST_CASE("a record whose text is not a JSON object restores nothing") {
    REQUIRE(is_record(record("{}")));
    for (const std::string text : {"", "text", "[]", "7", "{", R"({"text":})"}) {
        INFO("text: ", text);
        CHECK_FALSE(is_record(record(text)));
    }
}

TEST_CASE("a record whose order is not a non-negative safe integer restores nothing") {
    CHECK(is_record(record("{}", "0")));
    CHECK(is_record(record("{}", "9007199254740991")));
    for (const std::string order : {"-1", "9007199254740992", "9223372036854775807",
                                    "-9223372036854775808", "1.5", "\"1\"", "null"}) {
        INFO("order: ", order);
        CHECK_FALSE(is_record(record("{}", order)));
    }
}

}  // namespace messaging
