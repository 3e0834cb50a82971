// The requests under way, by number. A number is used once, so the answer to a request that was
// given up finds nothing.
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
    // The page's promise that waits for this very request; none for the client's own.
    CallNumber page_call;
    // The part of the picture that it renews.
    std::optional<Part> part;
    // The mark of the message list when its history was requested.
    MessageList::Mark asked_at = 0;
    // How often the CSRF token was refreshed for this request.
    int fresh_tokens = 0;
};

class Requests {
  public:
    // No more are sent at once; a page that asks faster than a server answers is told so.
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
