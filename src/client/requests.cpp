#include "client/requests.h"

#include <utility>

namespace messaging {

void Requests::send(PendingRequest request, Effects& effects) {
    last_ = last_.next();
    HttpRequest http = rest::to_request(request.call, config_);
    http.request = last_;
    effects.add(std::move(http));
    pending_.insert(last_, std::move(request));
}

std::optional<PendingRequest> Requests::take(RequestNumber number) {
    const auto found = pending_.find(number);
    if (found == pending_.end()) return std::nullopt;
    PendingRequest request = std::move(found->second);
    pending_.erase(found);
    return request;
}

void Requests::abort(const Part& part, Effects& effects) {
    for (const auto& [number, request] : pending_) {
        if (request.part != part) continue;
        const RequestNumber given_up = number;
        effects.add(AbortRequest{given_up});
        pending_.erase(given_up);
        return;
    }
}

List<PendingRequest> Requests::abort_all(Effects& effects) {
    List<PendingRequest> given_up;
    for (auto& [number, request] : pending_) {
        effects.add(AbortRequest{number});
        given_up.push_back(std::move(request));
    }
    pending_.clear();
    return given_up;
}

}  // namespace messaging
