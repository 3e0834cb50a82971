// The requests under way, by the number that each carries. A number is used once, so an answer that
// comes after its request was given up finds nothing.
#pragma once

#include <cstddef>
#include <optional>

#include "base/id.h"
#include "base/list.h"
#include "base/map.h"
#include "client/config.h"
#include "client/effect.h"
#include "client/rest.h"
#include "state/freshness.h"
#include "state/message_list.h"

namespace messaging {

struct PendingRequest {
    rest::Call call;
    // The page's promise that waits for exactly this request; none for the client's own.
    CallNumber page_call;
    // What of the picture it renews.
    std::optional<Part> part;
    // The state of the message list when its history was asked for.
    MessageList::Mark asked_at = 0;
    // So often the CSRF token was refreshed for this request.
    int fresh_tokens = 0;
};

class Requests {
  public:
    // More at once are not sent: a page that asks faster than a server answers is told so.
    static constexpr std::size_t under_way_max = 64;

    explicit Requests(const Config& config) : config_(config) {}

    // The newest that was sent.
    RequestNumber last() const { return last_; }
    bool is_full() const { return pending_.size() >= under_way_max; }
    void send(PendingRequest request, Effects& effects);
    std::optional<PendingRequest> take(RequestNumber number);
    // Gives up the request that renews this part.
    void abort(const Part& part, Effects& effects);
    // Gives up everything that is under way.
    List<PendingRequest> abort_all(Effects& effects);

  private:
    const Config& config_;
    RequestNumber last_;
    Map<RequestNumber, PendingRequest> pending_;
};

}  // namespace messaging
