// What becomes of a request.
#include "simulation/choice.h"
#include "simulation/network.h"
#include "simulation/page.h"
#include "support/str.h"

namespace messaging::simulation {

namespace {

constexpr Duration slow_min = std::chrono::seconds(3);
constexpr Duration slow_max = std::chrono::seconds(25);

}  // namespace

void Network::request(Page& page, const HttpRequest& request) {
    const Asker asker{&page, page.life(), request.request};
    if (chance(random_, faults_.requests_lost)) return fail_later(asker);
    const bool is_slow = chance(random_, faults_.requests_slow);
    const Duration delay = is_slow ? random_.between(slow_min, slow_max) : latency();
    timeline_.after(delay, [this, asker, request] { request_arrives(asker, request); });
}

void Network::request_arrives(const Asker& asker, const HttpRequest& request) {
    Page& page = *asker.page;
    if (!server_.is_up()) return fail_later(asker);
    if (request.purpose == Purpose::csrf) {
        page.renew_csrf();
        return reply_later(asker, {200, {}, {}});
    }
    if (const auto refused = refuse(page, request)) return reply_later(asker, *refused);
    const Reply reply =
        server_.answer({page.browser(), request.method, page.path_of(request), str(request.body)});
    if (chance(random_, faults_.replies_lost)) return fail_later(asker);
    if (chance(random_, faults_.failures_after)) return reply_later(asker, {500, {}, {}});
    reply_later(asker, reply);
}

// Answers which mean that nothing was done.
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

void Network::reply_later(const Asker& asker, const Reply& reply) {
    timeline_.after(latency(), [asker, reply] {
        if (asker.page->life() == asker.life) asker.page->replied(asker.request, reply);
    });
}

// Some failures are noticed at once; others never are, and time out.
void Network::fail_later(const Asker& asker) {
    if (chance(random_, 30)) return;
    timeline_.after(latency(), [asker] {
        if (asker.page->life() == asker.life) asker.page->request_failed(asker.request, false);
    });
}

}  // namespace messaging::simulation
