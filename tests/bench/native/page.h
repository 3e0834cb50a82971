// The minimum of a page with a core: everything crosses the boundary as in bindings/messaging.cpp,
// and a small server answers the core's requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/list.h"
#include "client/client.h"

namespace messaging::bench {

struct PageSpec {
    std::size_t conversations = 1;
    std::size_t open = 1;
    // In each open conversation.
    std::size_t messages = 100;
    std::uint32_t window = 500;
};

class Page {
  public:
    // Online, with everything loaded and delivered.
    explicit Page(const PageSpec& spec);
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    // What is measured: an input is decoded and handled, its effects encoded, the deadline read.
    void feed(std::string_view control, std::string_view text = {});
    void hear(std::string_view frame) { feed(R"({"type":"SocketText","socket":1})", frame); }
    // The effects of the last input.
    const Effects& effects() const { return batch_.effects; }

    // Answers the core's requests, and those that the answers cause.
    void serve();
    // The control part of the answer to a request, and to a ticket.
    static std::string replied(RequestNumber request);
    static std::string persisted(TicketNumber ticket);
    // Those in the effects of the last input.
    RequestNumber request() const;
    TicketNumber ticket() const;

    void wait(Duration duration) { now_ += duration; }

  private:
    struct Answer {
        std::string control;
        std::string text;
    };

    void on(const AskAuth& effect);
    void on(const OpenSocket& effect);
    void on(const SendText& effect);
    void on(const HttpRequest& effect);
    void on(const LoadStorage& effect);
    template <typename Other>
    void on(const Other&) {}

    std::string body_of(std::string_view url) const;
    std::string history(std::size_t conversation) const;

    PageSpec spec_;
    Client client_;
    Instant now_{Duration(1'800'000'000'000)};
    Client::Batch batch_;
    Instant deadline_ = never;
    List<std::string> output_;
    std::deque<Answer> answers_;
};

}  // namespace messaging::bench
