// A message that waits to be sent, as the text that the host keeps over the page's life.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "state/outbox.h"

namespace messaging {

std::string to_record(const OutgoingMessage& message, bool has_failed);

struct StoredMessage {
    OutgoingMessage message;
    bool has_failed = false;
};

// Nothing for what is no record.
std::optional<StoredMessage> read_record(json::Value record);

}  // namespace messaging
