// All that JavaScript sees of the core: five functions of numbers, without logic of their own.
// `protocol.ts` defines the texts, `memory.ts` brings them here. Functions and no class, since
// Embind's classes would cost a page 2.3 KB more.
#include <emscripten/bind.h>
#include <emscripten/console.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "client/client.h"
#include "client/control_json.h"

namespace {

using messaging::Client;
using messaging::Instant;

// One client per instance, so that a client that aborts takes nothing else with it. It ends with
// the instance, so the page need not load its destructor.
Client* client = nullptr;
// The buffer that the host writes into.
std::unique_ptr<char[]> input;
std::size_t input_size = 0;
// The last answer, followed by its bulk texts.
messaging::List<std::string> output;

std::uintptr_t address_of(const char* text) { return reinterpret_cast<std::uintptr_t>(text); }

// Makes room for `bytes` and returns its address.
std::uintptr_t reserve(std::uint32_t bytes) {
    if (bytes > input_size) {
        input.reset(new char[bytes]);
        input_size = bytes;
    }
    return address_of(input.get());
}

void create(std::uint32_t config_bytes) {
    messaging::report_broken_invariant = &emscripten_console_error;
    const auto config = messaging::decode_config({input.get(), config_bytes});
    CHECK(config.has_value(), "an incomplete configuration");
    client = new Client(*config);
}

std::uintptr_t text_address(std::uint32_t index) {
    CHECK(index < output.size(), "no text");
    return address_of(output[index].data());
}

std::size_t text_bytes(std::uint32_t index) {
    CHECK(index < output.size(), "no text");
    return output[index].size();
}

// The text follows the control. Returns when a tick is due; -1 if none is.
double handle(double now_ms, std::uint32_t control_bytes, std::uint32_t text_bytes) {
    CHECK(client != nullptr, "no core");
    const std::string_view control(input.get(), control_bytes);
    const std::string_view text(input.get() + control_bytes, text_bytes);
    const Instant now{messaging::Duration(static_cast<std::int64_t>(now_ms))};
    const bool is_known = messaging::exchange(*client, now, control, text, output);
    CHECK(is_known, "an unknown input");
    const auto at = client->deadline();
    return at == messaging::never ? -1 : static_cast<double>(at.time_since_epoch().count());
}

}  // namespace

EMSCRIPTEN_BINDINGS(messaging) {
    emscripten::function("reserve", &reserve);
    emscripten::function("create", &create);
    emscripten::function("textAddress", &text_address);
    emscripten::function("textBytes", &text_bytes);
    emscripten::function("handle", &handle);
}
