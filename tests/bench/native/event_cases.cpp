// Single events, in and out, each across the boundary and through `Client::handle`.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "bench/native/case.h"
#include "bench/native/page.h"
#include "bench/native/texts.h"

namespace messaging::bench {

namespace {

using Frames = std::vector<std::string>;

// Frames that a page receives, all made before the first is measured.
struct Hearing {
    explicit Hearing(const PageSpec& what) : page(what), spec(what) {}

    Page page;
    PageSpec spec;
    std::size_t told = 0;
    Frames frames;
};

using MakeFrame = std::function<std::string(const Hearing&)>;

Case heard(std::string name, std::size_t count, const PageSpec& spec, const MakeFrame& make) {
    return {std::move(name), count, [=] {
                auto hearing = std::make_shared<Hearing>(spec);
                const auto prepare = [=] {
                    hearing->page.wait(std::chrono::seconds(1));
                    hearing->frames.clear();
                    for (std::size_t i = 0; i < count; ++i) {
                        ++hearing->told;
                        hearing->frames.push_back(make(*hearing));
                    }
                };
                const auto step = [=] {
                    for (const auto& frame : hearing->frames) hearing->page.hear(frame);
                };
                return Work{prepare, step};
            }};
}

// The next message, of each of the open conversations in turn.
MessageSpec next_message(const Hearing& hearing) {
    MessageSpec spec;
    const std::size_t open = hearing.spec.open;
    spec.conversation = hearing.told % open;
    spec.number = open * hearing.spec.messages + hearing.told;
    spec.seq = hearing.spec.messages + (hearing.told + open - 1) / open;
    return spec;
}

MakeFrame with_text(std::string text) {
    return [text = std::move(text)](const Hearing& hearing) {
        auto message = next_message(hearing);
        message.text = text;
        return new_message_frame(message, message_json(message));
    };
}

Case messages(std::string name, std::size_t count, const PageSpec& spec, std::string text) {
    return heard(std::move(name), count, spec, with_text(std::move(text)));
}

// Messages that have passed through must not make later ones more expensive.
Case later_messages(std::string name, std::size_t others) {
    const auto later = messages(std::move(name), 100, {}, text_of(300, Script::ascii));
    return {later.name, later.operations, [later, others] {
                auto work = later.make();
                for (std::size_t told = 0; told < others; told += later.operations) {
                    work.prepare();
                    work.step();
                }
                return work;
            }};
}

void add_sizes(Cases& cases) {
    const std::pair<const char*, std::size_t> sizes[] = {
        {"100 B", 100}, {"300 B", 300}, {"2 KB", 2048}, {"20 KB", 20'480}};
    for (const auto& [name, bytes] : sizes) {
        const std::string said = "new_message, " + std::string(name);
        cases.push_back(messages(said, 100, {}, text_of(bytes, Script::ascii)));
        cases.push_back(messages(said + ", not ASCII", 100, {}, text_of(bytes, Script::mixed)));
    }
    cases.push_back(
        messages("new_message, 300 B, 1,000 in a burst", 1000, {}, text_of(300, Script::ascii)));
    cases.push_back(heard("new_message as the reference server sends it, 300 B", 100, {},
                          [text = text_of(300, Script::ascii)](const Hearing& hearing) {
                              auto message = next_message(hearing);
                              message.text = text;
                              return new_message_frame(message, full_message_json(message));
                          }));
}

void add_stored(Cases& cases) {
    const auto add = [&](std::string name, const PageSpec& spec) {
        // Each list is used once before it is measured.
        const std::size_t count = std::max<std::size_t>(spec.open, 20);
        cases.push_back(messages(std::move(name), count, spec, text_of(300, Script::ascii)));
    };
    // With the page's default window of messages; 200 conversations can be open.
    add("new_message, 100 messages stored", {1, 1, 100, 500});
    add("new_message, 10,000 messages stored", {20, 20, 500, 500});
    add("new_message, 100,000 messages stored", {200, 200, 500, 500});
    add("new_message, 20,000 messages stored in its conversation", {1, 1, 20'000, 100'000});
    add("new_message, 10 conversations", {10, 10, 100, 500});
    add("new_message, 1,000 conversations", {1000, 10, 100, 500});
    add("new_message, 10,000 conversations", {10'000, 10, 100, 500});
    cases.push_back(later_messages("new_message, after 1,000 others", 1000));
    cases.push_back(later_messages("new_message, after 20,000 others", 20'000));
    // Each time the one that is last in the list.
    cases.push_back(heard("new_message, the last of 10,000 conversations", 100,
                          {10'000, 1, 100, 500}, [](const Hearing& hearing) {
                              MessageSpec message;
                              // No more than 5,000 are kept.
                              message.conversation = 5000 - hearing.told % 5000;
                              message.number = 1'000'000 + hearing.told;
                              return new_message_frame(message, message_json(message));
                          }));
}

std::string about(std::size_t conversation, const std::string& more) {
    return R"({"conversationId":")" + conversation_id(conversation) + R"(","userId":"usr_bloom")" +
           more + '}';
}

void add_others(Cases& cases) {
    cases.push_back(heard("ping", 100, {}, [](const Hearing&) { return std::string("2"); }));
    cases.push_back(heard("typing:status", 100, {}, [](const Hearing& hearing) {
        const bool is_typing = hearing.told % 2 == 1;
        return event_frame("typing:status",
                           about(0, is_typing ? ",\"isTyping\":true" : ",\"isTyping\":false"));
    }));
    cases.push_back(heard("message:read", 100, {}, [](const Hearing& hearing) {
        return event_frame(
            "message:read",
            about(0, ",\"messageId\":\"" + id_of("msg", 1 + hearing.told % 100) + '"'));
    }));
    cases.push_back(
        heard("conversation:updated", 100, {100, 1, 100, 500}, [](const Hearing& hearing) {
            const std::size_t number = hearing.told % 100;
            return event_frame("conversation:updated",
                               about(number, ",\"unread\":4,\"conversation\":" +
                                                 conversation_json(number, 100 + hearing.told)));
        }));
}

// What the page does, with the responses of the server.
struct Acting {
    explicit Acting(const PageSpec& spec) : page(spec) {}

    Page page;
    std::size_t done = 0;
    std::vector<std::pair<std::string, std::string>> wishes;
    Frames answers;
    Frames echoes;
};

void prepare_send(Acting& acting) {
    const std::size_t number = 1000 + ++acting.done;
    const auto client_id = id_of("cm", number);
    acting.wishes.emplace_back(
        R"({"type":"SendMessage","call":)" + std::to_string(acting.done) +
            R"(,"conversationId":")" + conversation_id(0) + "\"}",
        R"({"message":"Is Saturday still free?","clientMessageId":")" + client_id + "\"}");
    MessageSpec spec;
    spec.number = number;
    spec.seq = 100 + acting.done;
    spec.sender = me;
    spec.client_id = client_id;
    const auto message = message_json(spec);
    acting.answers.push_back(
        reply(R"("messageId":")" + id_of("msg", number) + R"(","message":)" + message));
    acting.echoes.push_back(new_message_frame(spec, message));
}

Case sends() {
    constexpr std::size_t count = 20;
    return {"send: stored, answered, heard again", count, [] {
                auto acting = std::make_shared<Acting>(PageSpec{});
                const auto prepare = [acting] {
                    acting->page.wait(std::chrono::seconds(1));
                    acting->wishes.clear();
                    acting->answers.clear();
                    acting->echoes.clear();
                    for (std::size_t i = 0; i < count; ++i) prepare_send(*acting);
                };
                const auto step = [acting] {
                    Page& page = acting->page;
                    for (std::size_t i = 0; i < count; ++i) {
                        page.feed(acting->wishes[i].first, acting->wishes[i].second);
                        page.feed(Page::persisted(page.ticket()));
                        page.feed(Page::replied(page.request()), acting->answers[i]);
                        page.feed(Page::persisted(page.ticket()));
                        page.hear(acting->echoes[i]);
                    }
                };
                return Work{prepare, step};
            }};
}

Case wished(std::string name, std::string control, Duration pause, bool is_answered) {
    constexpr std::size_t count = 20;
    return {std::move(name), count, [=] {
                auto page = std::make_shared<Page>(PageSpec{});
                const auto step = [=] {
                    for (std::size_t i = 0; i < count; ++i) {
                        page->wait(pause);
                        page->feed(control);
                        if (is_answered)
                            page->feed(Page::replied(page->request()), R"({"ok":true})");
                    }
                };
                return Work{[] {}, step};
            }};
}

}  // namespace

void add_event_cases(Cases& cases) {
    add_sizes(cases);
    add_stored(cases);
    add_others(cases);
    cases.push_back(sends());
    const auto conversation = R"(","conversationId":")" + conversation_id(0) + '"';
    cases.push_back(wished("typing, told once a second",
                           R"({"type":"SetTyping)" + conversation + ",\"isTyping\":true}",
                           std::chrono::milliseconds(100), false));
    cases.push_back(wished("read mark, answered",
                           R"({"type":"MarkRead)" + conversation + R"(,"call":1,"userId":"x"})",
                           std::chrono::milliseconds(100), true));
}

}  // namespace messaging::bench
