#include "client/effect.h"

#include <utility>

namespace messaging {

void Effects::add(Effect effect) { effects_.push_back(std::move(effect)); }

}  // namespace messaging
