// The whole client: each line is something that the page, the server or the browser does, in the
// notation of client_script.cpp. The first line holds settings.
#include "fuzz/fake_host.h"
#include "fuzz/targets.h"

namespace messaging {

namespace {

std::string_view take_line(std::string_view& rest) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
}

// One letter each.
Config read_settings(std::string_view letters) {
    const auto has = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
    Config config;
    config.url = "http://host";
    config.api = "/api/messages";
    if (has('c')) config.csrf_url = "/api/csrf-token";
    if (has('n')) config.poll_interval = Duration::zero();
    if (has('p')) config.prefers_polling = true;
    if (has('s')) config.is_stored = true;
    if (has('w')) config.history_window = 2;
    return config;
}

}  // namespace

void fuzz_client(std::string_view bytes) {
    FakeHost host(read_settings(take_line(bytes)));
    while (!bytes.empty()) host.step(take_line(bytes));
}

}  // namespace messaging
