// Inputs, effects and the configuration as JSON, as used at the boundary, in traces and in
// scenarios. `bindings/protocol.ts` describes them; this is the other side of it.
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

// nullopt if the text is not a complete configuration.
std::optional<Config> decode_config(std::string_view json);

// nullopt for an unknown type or a missing member. Views in the input point into `text`.
std::optional<Input> decode_input(std::string_view control, std::string_view text);

// One effect as JSON. Bulk text is appended to `texts` and referred to by its index there.
std::string encode(const Effect& effect, List<std::string>& texts);

// A batch as one JSON value; 0 if it has no effects.
void encode(json::Writer& writer, const Client::Batch& batch, List<std::string>& texts);

// Handles one input. `output`: a JSON array with a batch for each of its frames, or one batch for
// any other input; then the bulk texts. False if the input is invalid.
bool exchange(Client& client, Instant now, std::string_view control, std::string_view text,
              List<std::string>& output);

}  // namespace messaging
