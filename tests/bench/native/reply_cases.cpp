// Long REST responses.
#include <memory>
#include <string>
#include <utility>

#include "bench/native/case.h"
#include "bench/native/page.h"
#include "bench/native/texts.h"

namespace messaging::bench {

namespace {

std::string messages_from(std::size_t first, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        MessageSpec spec;
        spec.number = first + i;
        list += (i == 0 ? "" : ",") + message_json(spec);
    }
    return "\"messages\":[" + list + ']';
}

std::string conversations_at(std::size_t count, std::size_t minute) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
        list += (i == 0 ? "" : ",") + conversation_json(i, minute + count - i);
    }
    return "\"conversations\":[" + list + ']';
}

// `ask` makes the core send a request, whose response is measured.
struct Asking {
    explicit Asking(const PageSpec& spec) : page(spec) {}

    Page page;
    std::size_t round = 0;
    std::string control;
    std::string body;
};

Case answered(std::string name, std::size_t entries, const PageSpec& spec, std::string ask,
              std::function<std::string(std::size_t round)> body) {
    return {std::move(name), entries, [=] {
                auto asking = std::make_shared<Asking>(spec);
                const auto prepare = [=] {
                    asking->page.wait(std::chrono::seconds(1));
                    asking->page.feed(ask);
                    asking->control = Page::replied(asking->page.request());
                    asking->body = body(++asking->round);
                };
                const auto step = [=] { asking->page.feed(asking->control, asking->body); };
                return Work{prepare, step};
            }};
}

}  // namespace

void add_reply_cases(Cases& cases) {
    constexpr std::size_t messages = 10'000;
    constexpr std::size_t conversations = 1000;
    const auto history = [](std::size_t) {
        return reply(messages_from(1, messages) + R"(,"hasMore":true)");
    };
    const std::string fetch = R"({"type":"Fetch","what":"messages","call":1,"conversationId":")" +
                              conversation_id(0) + "\"}";
    const std::string open =
        R"({"type":"OpenConversation","conversationId":")" + conversation_id(0) + "\"}";
    const std::string close =
        R"({"type":"CloseConversation","conversationId":")" + conversation_id(0) + "\"}";
    cases.push_back(
        answered("history of 10,000, fetched by the page", messages, {}, fetch, history));
    for (const std::uint32_t window : {500U, 100'000U}) {
        cases.push_back(
            {"history of 10,000, window of " + std::string(window == 500 ? "500" : "100,000"),
             messages, [=] {
                 // Nothing is stored yet, so the list is new each time.
                 auto asking = std::make_shared<Asking>(PageSpec{1, 0, 0, window});
                 const auto prepare = [=] {
                     asking->page.feed(close);
                     asking->page.feed(open);
                     asking->control = Page::replied(asking->page.request());
                     asking->body = history(0);
                 };
                 return Work{prepare, [=] { asking->page.feed(asking->control, asking->body); }};
             }});
    }
    const std::string refresh = R"({"type":"Refresh"})";
    cases.push_back(
        answered("sync of 10,000 messages", messages, {}, refresh, [](std::size_t round) {
            return reply(messages_from(round * messages, messages) +
                         R"(,"conversations":[],"reads":[],"cursor":"k1","more":false)");
        }));
    cases.push_back(answered("sync with nothing new", 1, {}, refresh, [](std::size_t) {
        return reply(R"("conversations":[],"messages":[],"reads":[],"cursor":"k1","more":false)");
    }));
    cases.push_back(answered("sync of 1,000 conversations", conversations,
                             {conversations, 1, 100, 500}, refresh, [](std::size_t round) {
                                 return reply(conversations_at(conversations, round * 1000) +
                                              R"(,"messages":[],"reads":[],"cursor":"k1")");
                             }));
    cases.push_back(
        {"list of 1,000 conversations", conversations, [] {
             auto asking = std::make_shared<Asking>(PageSpec{0, 1, 100, 500});
             const auto prepare = [=] {
                 asking->page.feed(R"({"type":"UnwatchConversations"})");
                 asking->page.feed(
                     R"({"type":"WatchConversations","userId":"u","userType":"customer"})");
                 asking->control = Page::replied(asking->page.request());
                 asking->body = reply(conversations_at(conversations, 0));
             };
             return Work{prepare, [=] { asking->page.feed(asking->control, asking->body); }};
         }});
}

}  // namespace messaging::bench
