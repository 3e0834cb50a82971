#include "simulation/budgets.h"

#include <iostream>
#include <string_view>

#include "simulation/violation.h"
#include "simulation/world.h"

namespace messaging::simulation {

namespace {

struct Budget {
    std::string_view name;
    std::size_t requests_max = 0;
    std::size_t conversations = 1;
    bool can_connect = false;
    bool is_hidden = false;
};

constexpr Budget budgets[] = {
    {"connected and idle", 0, 20, true, false},
    {"polling, 1 conversation open", 120, 1, false, false},
    {"polling, 20 conversations open", 120, 20, false, false},
    {"polling, hidden", 30, 20, false, true},
};

// The requests of one page in an hour, once it has loaded everything.
std::size_t requests_in_an_hour(const Budget& budget) {
    Setting setting;
    setting.kind = server_kinds.front();
    setting.conversations = budget.conversations;
    setting.faults.connects_refused = budget.can_connect ? 0 : 100;
    Trace trace(false);
    World world(1, setting, trace);
    Page& page = world.pages().front();
    page.start();
    for (const auto& conversation : world.conversations()) page.open(conversation);
    world.timeline().run_for(std::chrono::minutes(1));
    if (budget.is_hidden) page.feed(Hidden{});
    world.timeline().run_for(std::chrono::minutes(4));
    const auto before = page.requests_made();
    world.timeline().run_for(std::chrono::hours(1));
    return page.requests_made() - before;
}

}  // namespace

bool check_budgets() {
    bool are_kept = true;
    for (const auto& budget : budgets) {
        std::cout << "requests in an hour, " << budget.name << ": ";
        try {
            const auto used = requests_in_an_hour(budget);
            std::cout << used << " of at most " << budget.requests_max << '\n';
            are_kept = are_kept && used <= budget.requests_max;
        } catch (const Violation& violation) {
            std::cout << violation.what << '\n';
            are_kept = false;
        }
    }
    return are_kept;
}

}  // namespace messaging::simulation
