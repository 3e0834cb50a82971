// An unsent message as the text that the host keeps beyond the page's life.
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

// nullopt if it is not a record.
std::optional<StoredMessage> read_record(json::Value record);

}  // namespace messaging
