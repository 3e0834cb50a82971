// The seeded simulation: `simulation --seeds N [--first S] [--jobs J]` runs many seeds, `simulation
// --seed S --trace` shows one. A seed that fails is shown reduced to what it needs in order to
// fail.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "base/check.h"
#include "simulation/apart.h"
#include "simulation/budgets.h"
#include "simulation/minimise.h"
#include "simulation/page.h"
#include "simulation/run.h"

namespace {

using namespace messaging::simulation;

struct Wish {
    std::uint64_t first = 1;
    std::uint64_t seeds = 500;
    unsigned jobs = std::thread::hardware_concurrency();
    bool has_trace = false;
};

// A random seed could not be run again, so seeds count up from `first`.
Wish read_wish(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        const auto number = [&] { return i + 1 < count ? std::stoull(arguments[++i]) : 0; };
        if (name == "--trace") wish.has_trace = true;
        if (name == "--seeds") wish.seeds = number();
        if (name == "--first") wish.first = number();
        if (name == "--jobs") wish.jobs = static_cast<unsigned>(number());
        if (name == "--seed") {
            wish.first = number();
            wish.seeds = 1;
        }
    }
    return wish;
}

void print_abort(const char* what) {
    const Page* page = Page::under_way();
    if (page != nullptr) std::cout << page->recording().unplayed(what);
    std::cout << "broken invariant: " << what << std::endl;
}

// The same life is the same run, so it can be looked at again.
Outcome run_traced(const Life& life, bool shows_trace) {
    messaging::report_broken_invariant = print_abort;
    Trace trace(true);
    auto outcome = run(life, trace);
    if (shows_trace) {
        for (const auto& line : trace.lines()) std::cout << line << '\n';
    }
    return outcome;
}

void report(std::uint64_t seed) {
    const auto life = draw_life(seed);
    const auto violation = violation_of(life).value_or("it fails only beside other seeds");
    std::cout << "Seed " << seed << " (" << words_of(life) << "): " << violation << "\n"
              << "Replay it with: npm run test:simulation -- --seed " << seed << " --trace\n"
              << "Now everything is left out that it fails without." << std::endl;
    const auto kind = kind_of(violation);
    const auto smallest = minimise(life, [&](const Life& smaller) {
        const auto left = violation_of(smaller);
        return left && kind_of(*left) == kind;
    });
    std::cout << "Left are " << smallest.occurrences.size() << " of " << life.occurrences.size()
              << " occurrences; " << words_of(smallest)
              << ". As a scenario, to be played from a file in tests/scenarios:\n"
              << std::endl;
    std::cout << run_traced(smallest, false).scenario << std::endl;
}

int run_all(const Wish& wish) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto tally = run_seeds(wish.first, wish.seeds, wish.jobs);
    if (tally.failed_seed) {
        report(*tally.failed_seed);
        return 1;
    }
    const std::chrono::duration<double> taken = Clock::now() - begin;
    std::cout << wish.seeds << " seeds from " << wish.first << ", " << tally.messages
              << " messages, " << tally.steps << " steps: none lost, doubled or out of order; "
              << static_cast<double>(wish.seeds) / taken.count() << " seeds per second by "
              << wish.jobs << " processes\n";
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const auto wish = read_wish(count, arguments);
    if (wish.has_trace) run_traced(draw_life(wish.first), true);
    if (wish.seeds > 1 && !(check_budgets() && check_minimiser())) return 1;
    return run_all(wish);
}
