// What crosses the boundary between core and host, as text.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "client/control_json.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

constexpr std::string_view socket_text = R"({"type":"SocketText","socket":1})";

// A client that has opened socket 1.
struct Page {
    Client client;
    // The bulk texts of all answers.
    std::vector<std::string> texts;

    explicit Page(std::uint32_t history_window = 500) : client(config(history_window)) {
        CHECK(tell(R"({"type":"Connect"})", "") != "[0]");
    }

    std::string hear(std::string_view text) { return tell(socket_text, text); }

    void connect() {
        hear(R"(0{"sid":"e","pingInterval":25000,"pingTimeout":20000})");
        tell(R"({"type":"AuthReady","ask":1})", "");
        hear(R"(40{"sid":"s"})");
    }

    std::string tell(std::string_view control, std::string_view text) {
        List<std::string> output;
        REQUIRE(exchange(client, start, control, text, output));
        for (std::size_t i = 1; i < output.size(); ++i) texts.push_back(output[i]);
        return output[0];
    }

    static Config config(std::uint32_t history_window) {
        Config config;
        config.history_window = history_window;
        config.url = "https://host";
        config.api = "https://host/api";
        config.csrf_url = "https://host/csrf";
        return config;
    }
};

}  // namespace

TEST_CASE("frames in one payload get the same answers as frames one by one") {
    const std::vector<std::string> frames = {
        "6",
        R"(0{"sid":"e","pingInterval":25000,"pingTimeout":20000})",
        R"(40{"sid":"s"})",
        R"(42["news",{"n":1}])",
        "2",
    };
    Page alone;
    Page together;
    std::string expected;
    std::string payload;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto answer = alone.hear(frames[i]);
        expected += (i == 0 ? "" : ",") + answer.substr(1, answer.size() - 2);
        payload += (i == 0 ? "" : "\x1e") + frames[i];
    }
    CHECK(together.hear(payload) == '[' + expected + ']');
    CHECK(together.texts == alone.texts);
}

TEST_CASE("each frame without effects is answered with 0") {
    Page page;
    CHECK(page.hear("6") == "[0]");
    CHECK(page.hear("6\x1e"
                    "6") == "[0,0]");
}

TEST_CASE("for a history longer than the window, the answer gives the omitted range in bytes") {
    Page page(1);
    page.tell(R"({"type":"SignIn","userId":"alice"})", "");
    page.tell(R"({"type":"OpenConversation","conversationId":"c1"})", "");
    const std::string body =
        "{\"messages\":[{\"id\":\"m1\",\"text\":\"\xC3\xA4\"},{\"id\":\"m2\"},{\"id\":\"m3\"}]}";
    const auto answer = page.tell(R"({"type":"HttpReplied","request":1,"status":200})", body);
    const auto begin = std::to_string(body.find(R"({"id":"m1)"));
    const auto end = std::to_string(body.find(R"({"id":"m3)"));
    CHECK(answer.find("[{\"json\":0,\"leftOut\":[" + begin + ',' + end + "],") == 0);
    CHECK(answer.find(R"(["insert",0,{"id":"m3"},["messages",0]])") != std::string::npos);
}

TEST_CASE("the text of any other input is not split into frames") {
    CHECK(Page().tell(R"({"type":"Inject"})", "[\"a\x1e\"]") == "[0]");
}

TEST_CASE("unacknowledged joins leave acknowledgements for the page's events") {
    Page page;
    page.connect();
    const std::string room = R"(Conversation","conversationId":"c"})";
    for (std::size_t i = 0; i < Client::acks_max; ++i) {
        page.tell(R"({"type":"Join)" + room, "");
        page.tell(R"({"type":"Leave)" + room, "");
    }
    const auto answer = page.tell(R"({"type":"Emit","call":1})", R"(["quote:price",1])");
    CHECK(answer.find("SendText") != std::string::npos);
}

TEST_CASE("the last value of each enumeration is encoded as the right word") {
    const auto text = [](const Effect& effect) {
        List<std::string> texts;
        return encode(effect, texts);
    };
    StateChanged state;
    state.state = ClientState::stopped;
    state.mode = Mode::websocket;
    CHECK(text(state).find(R"("state":"stopped","mode":"websocket")") != std::string::npos);
    const OwnMessageChanged own{{}, {}, {}, MessageState::failed, Failure::memory_only};
    CHECK(text(own).find(R"("state":"failed","reason":"memory_only")") != std::string::npos);
    CHECK(text(ShowToast{Toast::send_failed, {}}).find("send_failed") != std::string::npos);
    CHECK(text(Log{LogLevel::error, {}}).find(R"("level":"error")") != std::string::npos);
    ConversationsChanged list;
    list.changes.push_back(ListChange{ListChange::Kind::to_front, 0, {}, {}});
    CHECK(text(list).find("toFront") != std::string::npos);
}

TEST_CASE("an unknown or incomplete input is rejected") {
    Page page;
    List<std::string> output;
    CHECK_FALSE(exchange(page.client, start, R"({"type":"Unheard"})", "", output));
    CHECK_FALSE(exchange(page.client, start, R"({"type":"SocketText"})", "2", output));
}

}  // namespace messaging
