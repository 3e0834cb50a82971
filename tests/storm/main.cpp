// Reconnect storms: `storm [--seed N] [--plot FILE]` prints the figures of the three schedules side
// by side, and fails if ours exceeds a bound. `--bounds` checks only the bounds, which is quicker.
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>

#include "storm/contenders.h"
#include "storm/plot.h"
#include "storm/report.h"
#include "storm/storm.h"

namespace {

using namespace messaging::storm;
using messaging::Duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Wish {
    std::uint64_t seed = 1;
    std::string plot;
    bool wants_bounds_only = false;
};

Wish read_wish(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        const bool has_value = i + 1 < count;
        if (name == "--bounds") wish.wants_bounds_only = true;
        if (name == "--seed" && has_value) wish.seed = std::stoull(arguments[++i]);
        if (name == "--plot" && has_value) wish.plot = arguments[++i];
    }
    return wish;
}

// The storms of the first `count` contenders.
std::vector<Comparison> compare(Setting setting, std::size_t count = contenders.size()) {
    std::vector<Comparison> comparisons;
    for (const int away : {0, 2, 10, 60, 300}) {
        setting.away = seconds(away);
        Comparison comparison{setting.away, {}};
        for (std::size_t i = 0; i < count; ++i) {
            comparison.outcomes.push_back(run_storm(contenders[i], setting));
        }
        comparisons.push_back(std::move(comparison));
    }
    return comparisons;
}

std::vector<FarewellRow> compare_farewells(Setting setting) {
    std::vector<FarewellRow> rows;
    for (const int away : {0, 2}) {
        setting.away = seconds(away);
        const auto add = [&](Farewell farewell, std::string what) {
            setting.farewell = farewell;
            rows.push_back({setting.away, std::move(what), run_storm(contenders.front(), setting)});
        };
        add(Farewell::none, "none");
        add(Farewell::same, "5,000 for all");
        add(Farewell::spread, "500 to 4,500, each its own");
    }
    return rows;
}

}  // namespace

int main(int count, char** arguments) {
    const auto wish = read_wish(count, arguments);
    Setting setting;
    setting.seed = wish.seed;
    std::cout << "Seed " << setting.seed << ", " << setting.clients << " clients.\n\n";

    if (wish.wants_bounds_only) return check_bounds(compare(setting, 1)) ? 0 : 1;

    const auto unlimited = compare(setting);
    std::cout << "A server that takes everyone at once:\n\n" << table_of_peaks(unlimited) << '\n';

    Setting limited = setting;
    limited.capacity = {milliseconds(1), 4096};
    std::cout << "A server that takes 1,000 handshakes a second and lets 4,096 wait:\n\n"
              << table_of_capacity(compare(limited)) << '\n';

    std::cout << "messaging-wasm, with a server that takes everyone and says when to come back:\n\n"
              << table_of_farewells(compare_farewells(setting)) << '\n';

    if (!wish.plot.empty()) std::ofstream(wish.plot) << plot_of(unlimited);
    return check_bounds(unlimited) ? 0 : 1;
}
