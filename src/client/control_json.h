// Inputs, effects and the configuration as JSON: the words of the boundary, of traces and of
// scenarios. `bindings/protocol.ts` is their description; this is the other side of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "client/client.h"
#include "client/config.h"
#include "client/effect.h"
#include "client/input.h"

namespace messaging {

// Nothing where the text is not a complete configuration.
std::optional<Config> decode_config(std::string_view json);

// Nothing for an unknown type or a missing member. Views of the input point into `text`.
std::optional<Input> decode_input(std::string_view control, std::string_view text);

// One effect as JSON. Bulk text is appended to `texts` and named by its place there.
std::string encode(const Effect& effect, List<std::string>& texts);

// A batch as one JSON value, 0 where it has no effects.
void encode(json::Writer& writer, const Client::Batch& batch, List<std::string>& texts);

// What follows from one input. `output`: a batch for each of its frames, or one for all else, as a
// JSON array; then the bulk texts. False for what is no input.
bool exchange(Client& client, Instant now, std::string_view control, std::string_view text,
              List<std::string>& output);

}  // namespace messaging
