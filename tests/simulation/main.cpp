// The seeded simulation: `simulation --seeds N [--first S]` runs many seeds, `simulation --seed S
// --trace` shows one.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/check.h"
#include "simulation/budgets.h"
#include "simulation/run.h"

namespace {

using namespace messaging::simulation;

struct Wish {
    std::uint64_t first = 1;
    std::uint64_t seeds = 500;
    bool has_trace = false;
};

// A seed at random would not come again; so they count up from `first`.
Wish read_wish(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        const auto number = [&] { return i + 1 < count ? std::stoull(arguments[++i]) : 0; };
        if (name == "--trace") wish.has_trace = true;
        if (name == "--seeds") wish.seeds = number();
        if (name == "--first") wish.first = number();
        if (name == "--seed") {
            wish.first = number();
            wish.seeds = 1;
        }
    }
    return wish;
}

std::uint64_t seed_under_way = 0;

void print_replay(std::uint64_t seed) {
    std::cout << "Replay it with: npm run test:simulation -- --seed " << seed << " --trace"
              << std::endl;
}

void print_tail(const Trace& trace, std::size_t lines_max) {
    const auto& lines = trace.lines();
    const std::size_t skipped = lines.size() - std::min(lines.size(), lines_max);
    for (std::size_t i = skipped; i < lines.size(); ++i) std::cout << lines[i] << '\n';
}

// Runs it once more with its trace on: the same seed is the same run.
void report(std::uint64_t seed, const Outcome& outcome) {
    Trace trace(true);
    run_seed(seed, trace);
    print_tail(trace, 80);
    std::cout << "\nSeed " << seed << " (" << outcome.setting << "): " << *outcome.violation
              << '\n';
    print_replay(seed);
}

void report_abort(const char* what) {
    std::cout << "Seed " << seed_under_way << " broke an invariant of the core: " << what << '\n';
    print_replay(seed_under_way);
}

int run_all(const Wish& wish) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    std::uint64_t steps = 0;
    std::uint64_t messages = 0;
    for (std::uint64_t seed = wish.first; seed < wish.first + wish.seeds; ++seed) {
        seed_under_way = seed;
        Trace trace(wish.has_trace);
        const auto outcome = run_seed(seed, trace);
        if (wish.has_trace) print_tail(trace, Trace::lines_max);
        if (outcome.violation) {
            report(seed, outcome);
            return 1;
        }
        steps += outcome.steps;
        messages += outcome.messages;
    }
    const std::chrono::duration<double> taken = Clock::now() - begin;
    std::cout << wish.seeds << " seeds from " << wish.first << ", " << messages << " messages, "
              << steps << " steps: none lost, doubled or out of order; "
              << static_cast<double>(wish.seeds) / taken.count() << " seeds per second\n";
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    messaging::report_broken_invariant = report_abort;
    const auto wish = read_wish(count, arguments);
    if (wish.seeds > 1 && !check_budgets()) return 1;
    return run_all(wish);
}
