#include "client/effect.h"

#include <utility>

namespace messaging {

CallError own_failure(Failure code, bool retryable, const char* message) {
    return {code, std::nullopt, message, retryable};
}

void Effects::add(Effect effect) { effects_.push_back(std::move(effect)); }

}  // namespace messaging
