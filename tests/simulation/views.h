// Records as JSON, with the names that each kind of server uses.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "simulation/server_kind.h"
#include "simulation/store.h"

namespace messaging::simulation {

void write_message(json::Writer& writer, const ServerKind& kind,
                   const StoredConversation& conversation, const StoredMessage& message);
void write_conversation(json::Writer& writer, const StoredConversation& conversation,
                        const std::string& user);
// `"features":[...]`, if the server has any.
void write_features(json::Writer& writer, const ServerKind& kind);
std::string new_message_event(const ServerKind& kind, const StoredConversation& conversation,
                              const StoredMessage& message);
std::string updated_event(const ServerKind& kind, const StoredConversation& conversation,
                          const std::string& user, std::int64_t unread);
std::string read_event(const StoredConversation& conversation, const std::string& reader);

}  // namespace messaging::simulation
