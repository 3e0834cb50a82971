#include "state/conversation_list.h"

#include <doctest/doctest.h>

#include <string>

#include "support/str.h"
#include "unit/support/conversation_lists.h"

namespace messaging {

TEST_CASE("the server's list replaces the old one and keeps the server's order") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("b", 1, 10), conversation("a", 2, 20)});
    CHECK(conversations.text() == "b a");
    conversations.replace_all({conversation("c")});
    CHECK(conversations.text() == "c");
    CHECK(conversations.list.has(ConversationId("c")));
    CHECK_FALSE(conversations.list.has(ConversationId("a")));
    conversations.replace_all({});
    CHECK(conversations.text().empty());
}

TEST_CASE("a conversation that the server lists twice is kept once, at its first place") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a"), conversation("b"), conversation("a")});
    CHECK(conversations.text() == "a b");
}

TEST_CASE("a merged conversation is placed by the time of its last message") {
    MirroredConversations conversations;
    conversations.replace_all(
        {conversation("a", 0, 40), conversation("b", 0, 30), conversation("c", 0, 10)});
    conversations.merge(conversation("c", 1, 35));
    CHECK(conversations.text() == "a c b");
    conversations.merge(conversation("d", 1, 50));
    CHECK(conversations.text() == "d a c b");
    conversations.merge(conversation("e", 1, 1));
    CHECK(conversations.text() == "d a c b e");
    conversations.merge(conversation("f", 1, 35));
    CHECK(conversations.text() == "d a f c b e");
}

TEST_CASE("an update without a new time is one change and moves nothing") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a", 0, 40), conversation("b", 0, 30)});
    auto renamed = conversation("b", 5, 30);
    renamed.path = {1, "conversation", -1};
    conversations.merge(renamed);
    CHECK(conversations.text() == "a b");
    CHECK(conversations.last_changes() == 1);
    CHECK(std::get<Path>(conversations.mirror[1].object) == renamed.path);
    CHECK(conversations.list.unread_total() == 5);
}

TEST_CASE("without times a new conversation goes to the front, and a known one keeps its place") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a"), conversation("b")});
    conversations.merge(conversation("c"));
    CHECK(conversations.text() == "c a b");
    conversations.merge(conversation("b"));
    CHECK(conversations.text() == "c a b");
}

TEST_CASE("a message moves its conversation to the front and counts as unread unless it is read") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a", 0), conversation("b", 4), conversation("c", 0)});
    const Path path{1, "message", -1};
    CHECK(conversations.note_message("b", false, message("m1", {}, path)));
    CHECK(conversations.text() == "b a c");
    CHECK(conversations.last_changes() == 1);
    CHECK(conversations.mirror[0].entry.unread_count == 5);
    CHECK(conversations.mirror[0].entry.last_message == path);
    CHECK(conversations.note_message("c", true));
    CHECK(conversations.text() == "c b a");
    CHECK(conversations.mirror[0].entry.unread_count == 0);
    CHECK(conversations.list.unread_total() == 5);
}

TEST_CASE("a message in an unknown conversation changes nothing and is reported as unknown") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("c10", 0)});
    CHECK_FALSE(conversations.note_message("c1"));
    CHECK(conversations.last_changes() == 0);
}

TEST_CASE("a message that the server's record already covers is not counted again") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a", 0, 50), conversation("b", 3, 40)});
    CHECK(conversations.note_message("b", false, message("m1", 30)));
    CHECK(conversations.note_message("b", false, message("m2", 40)));
    CHECK(conversations.text() == "a b");
    CHECK(conversations.list.unread_total() == 3);
    conversations.note_message("b", false, message("m3", 41));
    CHECK(conversations.text() == "b a");
    CHECK(conversations.list.unread_total() == 4);
}

TEST_CASE("a repeated event for a conversation's last message is not counted again") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a", 0), conversation("b", 3)});
    conversations.note_message("b", false, message("m1"));
    conversations.note_message("a", false, message("m2"));
    CHECK(conversations.note_message("b", false, message("m1")));
    CHECK(conversations.last_changes() == 0);
    CHECK(conversations.list.unread_total() == 5);
    // A record of the conversation in between makes no difference.
    conversations.merge(conversation("b", 4));
    conversations.note_message("b", false, message("m1"));
    CHECK(conversations.list.unread_total() == 5);
    conversations.note_message("b", false, message("m3"));
    CHECK(conversations.list.unread_total() == 6);
}

TEST_CASE("a message that is repeated after the list was reloaded is not counted again") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("a", 0)});
    conversations.note_message("a", false, message("m1"));
    conversations.replace_all({conversation("a", 1), conversation("b", 0)});
    CHECK(conversations.note_message("a", false, message("m1")));
    CHECK(conversations.last_changes() == 0);
    CHECK(conversations.list.unread_total() == 1);
    conversations.note_message("a", false, message("m2"));
    CHECK(conversations.list.unread_total() == 2);
}

TEST_CASE("placing a conversation skips one that a message has moved to the front") {
    MirroredConversations conversations;
    conversations.replace_all(
        {conversation("a", 0, 40), conversation("b", 0, 30), conversation("c", 0, 20)});
    conversations.note_message("c");
    conversations.merge(conversation("d", 0, 35));
    CHECK(conversations.text() == "c a d b");
    // The server's record moves it to its place.
    conversations.merge(conversation("c", 1, 38));
    CHECK(conversations.text() == "a c d b");
}

TEST_CASE("a conversation without messages stays where the server listed it") {
    MirroredConversations conversations;
    conversations.replace_all(
        {conversation("a", 0, 40), conversation("new", 0), conversation("b", 0, 30)});
    conversations.merge(conversation("b", 1, 35));
    CHECK(conversations.text() == "a new b");
}

TEST_CASE("reading a conversation clears its unread count, once") {
    MirroredConversations conversations;
    conversations.replace_all({conversation("c1", 3), conversation("c10", 2)});
    conversations.note_read("c1");
    CHECK(conversations.last_changes() == 1);
    CHECK(conversations.mirror[0].entry.unread_count == 0);
    CHECK(conversations.list.unread_total() == 2);
    conversations.note_read("c1");
    CHECK(conversations.last_changes() == 0);
    conversations.note_read("unknown");
    CHECK(conversations.last_changes() == 0);
}

TEST_CASE("old-6A-19: the unread total is the sum of the counts, or unknown if one is unknown") {
    MirroredConversations conversations;
    CHECK(conversations.list.unread_total() == 0);
    conversations.replace_all({conversation("a", 3), conversation("b", 0)});
    CHECK(conversations.list.unread_total() == 3);
    conversations.merge(conversation("c"));
    CHECK(conversations.list.unread_total() == std::nullopt);
    conversations.note_message("c");
    conversations.note_read("c");
    CHECK(conversations.list.unread_total() == std::nullopt);
}

TEST_CASE("up to conversations_max conversations are kept, and the oldest are dropped") {
    constexpr std::size_t most = ConversationList::conversations_max;
    std::vector<ConversationRecord> records;
    for (std::size_t i = 0; i <= most; ++i) {
        const auto at_ms = static_cast<std::int64_t>(2 * (most - i));
        records.push_back(conversation(std::to_string(i), 0, at_ms));
    }
    MirroredConversations conversations;
    conversations.replace_all(records);
    CHECK(conversations.list.size() == most);
    CHECK(conversations.last_changes() == most);
    CHECK_FALSE(conversations.list.has(ConversationId(std::to_string(most))));
    conversations.merge(conversation("newest", 0, 1'000'000));
    CHECK(conversations.list.size() == most);
    CHECK_FALSE(conversations.list.has(ConversationId(std::to_string(most - 1))));
    conversations.merge(conversation("older than all", 0, 1));
    CHECK(conversations.list.size() == most);
    CHECK_FALSE(conversations.list.has(ConversationId("older than all")));
    CHECK(str(conversations.mirror[0].entry.id) == "newest");
}

TEST_CASE("the largest counts in conversations_max conversations do not overflow the total") {
    std::vector<ConversationRecord> records;
    for (std::size_t i = 0; i < ConversationList::conversations_max; ++i) {
        records.push_back(conversation(std::to_string(i), count_max));
    }
    MirroredConversations conversations;
    conversations.replace_all(records);
    conversations.note_message("7");
    CHECK(*conversations.list.unread_total() ==
          static_cast<std::int64_t>(ConversationList::conversations_max) * count_max + 1);
}

}  // namespace messaging
