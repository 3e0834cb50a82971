// What becomes of a request.
#include "simulation/choice.h"
#include "simulation/network.h"
#include "simulation/page.h"

namespace messaging::simulation {

namespace {

constexpr Duration slow_min = std::chrono::seconds(3);
constexpr Duration slow_max = std::chrono::seconds(25);

}  // namespace

void Network::request(Page& page, const HttpRequest& request) {
    if (chance(random_, faults_.requests_lost)) return fail_later(page, request.request);
    const bool is_slow = chance(random_, faults_.requests_slow);
    const Duration delay = is_slow ? random_.between(slow_min, slow_max) : latency();
    timeline_.after(delay, [this, &page, request] { request_arrives(page, request); });
}

void Network::request_arrives(Page& page, const HttpRequest& request) {
    const RequestNumber number = request.request;
    if (!server_.is_up()) return fail_later(page, number);
    if (request.purpose == Purpose::csrf) {
        page.renew_csrf();
        return reply_later(page, number, {200, {}, {}});
    }
    if (const auto refused = refuse(page, request)) return reply_later(page, number, *refused);
    const Reply reply =
        server_.answer({page.browser(), request.method, page.path_of(request), request.body});
    if (chance(random_, faults_.replies_lost)) return fail_later(page, number);
    if (chance(random_, faults_.failures_after)) return reply_later(page, number, {500, {}, {}});
    reply_later(page, number, reply);
}

// Answers that mean that nothing was done.
std::optional<Reply> Network::refuse(Page& page, const HttpRequest& request) {
    const std::string error = R"({"error":"not now"})";
    if (chance(random_, faults_.failures_before)) return Reply{500, error, {}};
    if (chance(random_, faults_.busy)) return Reply{503, error, {}};
    if (chance(random_, faults_.limited)) {
        return Reply{429, error, random_.between(std::chrono::seconds(1), std::chrono::seconds(9))};
    }
    if (request.method == Method::post && chance(random_, faults_.csrf_stale)) page.spoil_csrf();
    if (request.method == Method::post && !page.has_csrf()) {
        return Reply{403, R"({"error":"Invalid CSRF token"})", {}};
    }
    return std::nullopt;
}

void Network::reply_later(Page& page, RequestNumber number, const Reply& reply) {
    timeline_.after(latency(), [&page, number, reply] { page.replied(number, reply); });
}

// Some failures are seen at once, some never, and time out.
void Network::fail_later(Page& page, RequestNumber number) {
    if (chance(random_, 30)) return;
    timeline_.after(latency(), [&page, number] { page.request_failed(number, false); });
}

}  // namespace messaging::simulation
