// All that JavaScript sees of the core: four functions. `protocol.ts` says what their texts are. It
// is a list and nothing else; functions and no class, since Embind's classes would cost a page 2.3
// KB more.
#include <emscripten/bind.h>
#include <emscripten/console.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "client/client.h"
#include "client/control_json.h"

namespace {

using messaging::Client;
using messaging::Instant;

// One client an instance: a client that aborts takes nothing else with it.
std::optional<Client> client;
// The bulk texts of the last batch.
std::vector<std::string> texts;

void create(const std::string& config_json) {
    messaging::report_broken_invariant = &emscripten_console_error;
    const auto config = messaging::decode_config(config_json);
    CHECK(config.has_value(), "an incomplete configuration");
    client.emplace(*config);
}

std::string handle(double now_ms, const std::string& control, const std::string& text) {
    CHECK(client.has_value(), "no core was created");
    const auto input = messaging::decode_input(control, text);
    CHECK(input.has_value(), "an unknown input");
    const Instant now{messaging::Duration(static_cast<std::int64_t>(now_ms))};
    texts.clear();
    return messaging::encode(client->handle(now, *input), texts);
}

std::string text(unsigned index) {
    CHECK(index < texts.size(), "no such text");
    return std::move(texts[index]);
}

double deadline() {
    const auto at = client->deadline();
    return at ? static_cast<double>(at->time_since_epoch().count()) : -1;
}

}  // namespace

EMSCRIPTEN_BINDINGS(messaging) {
    emscripten::function("create", &create);
    emscripten::function("handle", &handle);
    emscripten::function("text", &text);
    emscripten::function("deadline", &deadline);
}
