#include "simulation/minimise.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <sstream>

#include "simulation/apart.h"

namespace messaging::simulation {

namespace {

class Minimiser {
  public:
    Minimiser(Life life, const Fails& fails) : life_(std::move(life)), fails_(fails) {}

    Life run() {
        do {
            has_shrunk_ = false;
            shorten();
            leave_out_occurrences();
            simplify_setting();
            leave_out_faults();
            shorten_pauses();
        } while (has_shrunk_);
        return life_;
    }

  private:
    // Keeps `smaller` if it still fails.
    bool take(Life smaller) {
        if (++tries_ > tries_max || !fails_(smaller)) return false;
        life_ = std::move(smaller);
        has_shrunk_ = true;
        return true;
    }

    // Half of them at a time, then a quarter, down to each alone.
    void leave_out_occurrences() {
        for (auto size = life_.occurrences.size(); size > 0; size /= 2) {
            for (std::size_t from = 0; from < life_.occurrences.size();) {
                if (!leave_out(from, size)) from += size;
            }
        }
    }

    bool leave_out(std::size_t from, std::size_t size) {
        Life smaller = life_;
        auto& all = smaller.occurrences;
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = begin + static_cast<std::ptrdiff_t>(std::min(size, all.size() - from));
        all.erase(std::remove_if(
                      begin, end,
                      [](const Occurrence& one) { return one.kind != Occurrence::Kind::start; }),
                  end);
        return all.size() < life_.occurrences.size() && take(std::move(smaller));
    }

    void leave_out_faults() {
        const Faults none;
        for (const auto& kind : fault_kinds) {
            Life smaller = life_;
            smaller.setting.faults.*kind.percent = 0;
            if (life_.setting.faults.*kind.percent != 0) take(std::move(smaller));
        }
        if (life_.setting.faults.latency_max == none.latency_max) return;
        Life smaller = life_;
        smaller.setting.faults.latency_max = none.latency_max;
        take(std::move(smaller));
    }

    void simplify_setting() {
        if (life_.setting.pages_each > 1) {
            Life smaller = life_;
            smaller.setting.pages_each = 1;
            std::erase_if(smaller.occurrences, [](const auto& one) { return one.page > 0; });
            take(std::move(smaller));
        }
        while (life_.setting.conversations > 1) {
            Life smaller = life_;
            --smaller.setting.conversations;
            if (!take(std::move(smaller))) break;
        }
        if (life_.setting.is_stored) {
            Life smaller = life_;
            smaller.setting.is_stored = false;
            take(std::move(smaller));
        }
    }

    // Everything after a pause moves earlier.
    void shorten_pauses() {
        constexpr Duration pause_min{50};
        std::stable_sort(life_.occurrences.begin(), life_.occurrences.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
        for (std::size_t k = 0; k < life_.occurrences.size(); ++k) {
            const Duration before = k == 0 ? Duration(0) : life_.occurrences[k - 1].at;
            const Duration surplus = life_.occurrences[k].at - before - pause_min;
            if (surplus <= Duration(0)) continue;
            for (const auto by : {surplus, surplus / 2, surplus / 4}) {
                Life smaller = life_;
                for (auto later = k; later < smaller.occurrences.size(); ++later) {
                    smaller.occurrences[later].at -= by;
                }
                if (take(std::move(smaller))) break;
            }
        }
    }

    void shorten() {
        if (life_.heals) {
            Life smaller = life_;
            smaller.heals = false;
            take(std::move(smaller));
        }
        Duration last{0};
        for (const auto& one : life_.occurrences) last = std::max(last, one.at);
        for (const auto after : {Duration(1), Duration(5000)}) {
            Life smaller = life_;
            smaller.bad = last + after;
            if (smaller.bad < life_.bad && take(std::move(smaller))) return;
        }
    }

    // After this many tries the result is shown as it is.
    static constexpr int tries_max = 3000;

    Life life_;
    const Fails& fails_;
    int tries_ = 0;
    bool has_shrunk_ = false;
};

constexpr std::ptrdiff_t inputs_max = 25;

// Inputs are not indented, and begin with their time.
std::ptrdiff_t inputs_in(const std::string& scenario) {
    std::istringstream lines(scenario);
    std::ptrdiff_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && std::isdigit(static_cast<unsigned char>(line.front())) != 0) ++count;
    }
    return count;
}

}  // namespace

std::string kind_of(const std::string& violation) {
    std::istringstream words(violation);
    std::string kind;
    bool was_name = false;
    for (std::string word; words >> word;) {
        const bool is_name =
            std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
        if (!is_name) kind += ' ' + word;
        if (is_name && !was_name) kind += " #";
        was_name = is_name;
    }
    return kind;
}

Life minimise(Life life, const Fails& fails) { return Minimiser(std::move(life), fails).run(); }

bool check_minimiser() {
    Life life = draw_life(1);
    life.setting.server_doubles_third_message = true;
    const auto looked_for = kind_of("stored twice: alice1-1");
    const auto smallest = minimise(life, [&](const Life& smaller) {
        const auto violation = violation_of(smaller);
        return violation && kind_of(*violation) == looked_for;
    });
    Trace trace(true);
    const auto scenario = run(smallest, trace).scenario;
    const auto inputs = inputs_in(scenario);
    std::cout << "a planted violation is left with " << smallest.occurrences.size() << " of "
              << life.occurrences.size() << " occurrences, its scenario with " << inputs
              << " inputs\n";
    if (inputs > 0 && inputs <= inputs_max) return true;
    std::cout << scenario << "That is no scenario, or has more than " << inputs_max << " inputs\n";
    return false;
}

}  // namespace messaging::simulation
