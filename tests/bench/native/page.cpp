#include "bench/native/page.h"

#include <utility>
#include <variant>

#include "base/check.h"
#include "base/json_writer.h"
#include "bench/native/texts.h"
#include "client/control_json.h"

namespace messaging::bench {

namespace {

// With so long an interval, silence never matters and no pings are needed.
constexpr std::string_view handshake =
    R"(0{"sid":"engine","upgrades":[],"pingInterval":86400000,"pingTimeout":20000})";

Config config_of(const PageSpec& spec) {
    Config config;
    config.url = "https://host";
    config.api = "/api/messages";
    config.csrf_url = "/api/csrf-token";
    config.history_window = spec.window;
    config.is_stored = true;
    return config;
}

std::string control(std::string_view type, std::string_view key, std::uint32_t number,
                    std::string_view more = {}) {
    return R"({"type":")" + std::string(type) + R"(",")" + std::string(key) +
           "\":" + std::to_string(number) + std::string(more) + '}';
}

}  // namespace

Page::Page(const PageSpec& spec) : spec_(spec), client_(config_of(spec)) {
    const auto tell = [this](std::string_view input) {
        feed(input);
        serve();
    };
    tell(R"({"type":"SignIn","userId":"usr_alice"})");
    tell(R"({"type":"WatchConversations","userId":"usr_alice","userType":"customer"})");
    tell(R"({"type":"WatchUnread"})");
    tell(R"({"type":"Connect"})");
    for (std::size_t i = 0; i < spec.open; ++i) {
        tell(R"({"type":"OpenConversation","conversationId":")" + conversation_id(i) + "\"}");
    }
    CHECK(client_.connection_phase() == ConnectionPhase::online, "the page is not online");
}

void Page::feed(std::string_view control, std::string_view text) {
    const auto input = decode_input(control, text);
    CHECK(input.has_value(), "an unknown input");
    output_.clear();
    output_.push_back({});
    batch_ = client_.handle(now_, *input);
    json::Writer answer;
    encode(answer, batch_, output_);
    output_[0] = answer.take();
    deadline_ = client_.deadline();
}

void Page::serve() {
    while (true) {
        for (const auto& effect : batch_.effects) {
            std::visit([this](const auto& what) { on(what); }, effect);
        }
        if (answers_.empty()) return;
        const Answer answer = std::move(answers_.front());
        answers_.pop_front();
        feed(answer.control, answer.text);
    }
}

std::string Page::replied(RequestNumber request) {
    return control("HttpReplied", "request", request.value(), ",\"status\":200");
}

std::string Page::persisted(TicketNumber ticket) {
    return control("Persisted", "ticket", ticket.value());
}

RequestNumber Page::request() const {
    for (const auto& effect : batch_.effects) {
        if (const auto* http = std::get_if<HttpRequest>(&effect)) return http->request;
    }
    CHECK(false, "nothing was requested");
    return {};
}

TicketNumber Page::ticket() const {
    for (const auto& effect : batch_.effects) {
        if (const auto* persist = std::get_if<Persist>(&effect)) return persist->ticket;
        if (const auto* forget = std::get_if<Forget>(&effect)) return forget->ticket;
    }
    CHECK(false, "nothing was to be stored");
    return {};
}

void Page::on(const AskAuth& effect) {
    answers_.push_back(
        {control("AuthReady", "ask", effect.ask.value(), R"(,"userId":"usr_alice")"), {}});
}

void Page::on(const OpenSocket& effect) {
    CHECK(effect.socket.value() == 1, "a second socket was opened");
    answers_.push_back({control("SocketText", "socket", 1), std::string(handshake)});
}

void Page::on(const SendText& effect) {
    const auto frame = effect.frame.view();
    const auto hears = [this](std::string text) {
        answers_.push_back({control("SocketText", "socket", 1), std::move(text)});
    };
    if (frame.starts_with("40")) hears(R"(40{"sid":"socket"})");
    if (frame.starts_with("42[\"auth\"")) {
        hears(event_frame("auth:success", reply(R"("userId":"usr_alice")")));
    }
    const auto name = frame.find("[\"subscribe_conversation\"");
    if (name != std::string_view::npos && name > 2) {
        hears("43" + std::string(frame.substr(2, name - 2)) + R"([{"ok":true}])");
    }
}

void Page::on(const HttpRequest& effect) {
    answers_.push_back({replied(effect.request), body_of(effect.url)});
}

void Page::on(const LoadStorage& effect) {
    answers_.push_back({control("StorageLoaded", "ticket", effect.ticket.value()), "[]"});
}

std::string Page::body_of(std::string_view url) const {
    if (url.find("/conversations?") != std::string_view::npos) {
        std::string list;
        for (std::size_t i = 0; i < spec_.conversations; ++i) {
            list += (i == 0 ? "" : ",") + conversation_json(i, spec_.conversations - i);
        }
        return reply("\"conversations\":[" + list + R"(],"cursor":"k1")");
    }
    if (url.find("/unread") != std::string_view::npos) return reply("\"count\":3");
    if (url.find("/sync") != std::string_view::npos) {
        return reply(R"("conversations":[],"messages":[],"reads":[],"cursor":"k1","more":false)");
    }
    for (std::size_t i = 0; i < spec_.open; ++i) {
        if (url.ends_with(conversation_id(i))) return history(i);
    }
    CHECK(false, "an unknown request");
    return {};
}

std::string Page::history(std::size_t conversation) const {
    std::string list;
    for (std::size_t i = 1; i <= spec_.messages; ++i) {
        MessageSpec spec;
        // Ids are unique across all conversations.
        spec.number = conversation * spec_.messages + i;
        spec.seq = i;
        spec.conversation = conversation;
        list += (i == 1 ? "" : ",") + message_json(spec);
    }
    return reply("\"messages\":[" + list + R"(],"hasMore":true,"cursor":"k1")");
}

}  // namespace messaging::bench
