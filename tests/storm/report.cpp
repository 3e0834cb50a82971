#include "storm/report.h"

#include <array>
#include <iostream>

namespace messaging::storm {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

using Cells = std::vector<std::string>;

std::string row_of(const Cells& cells) {
    std::string row = "|";
    for (const auto& cell : cells) row += ' ' + cell + " |";
    return row + '\n';
}

// The first `texts` columns hold words, the others numbers.
std::string head_of(const Cells& cells, std::size_t texts) {
    std::string rule = "|";
    for (std::size_t i = 0; i < cells.size(); ++i) rule += i < texts ? "---|" : "---:|";
    return row_of(cells) + rule + '\n';
}

// `12,345`
std::string count_of(std::size_t count) {
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string share_of(std::size_t part, std::size_t whole) {
    const std::size_t thousandths = whole == 0 ? 1000 : (part * 1000 + whole / 2) / whole;
    return std::to_string(thousandths / 10) + '.' + std::to_string(thousandths % 10) + " %";
}

std::string away_of(Duration away) { return std::to_string(away / seconds(1)) + " s"; }

void add_returns(Cells& cells, const Outcome& outcome) {
    for (const std::size_t percent : {50U, 95U, 99U, 100U}) {
        const auto back = outcome.back(percent);
        cells.push_back(back ? seconds_of(*back) + " s" : "never");
    }
}

}  // namespace

std::string seconds_of(Duration duration) {
    const auto tenths = (duration.count() + 50) / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

std::string table_of_peaks(const std::vector<Comparison>& comparisons) {
    auto text = head_of({"Away", "Schedule", "Peak in 100 ms", "Peak in 1 s", "Attempts",
                         "50 % back", "95 %", "99 %", "100 %"},
                        2);
    for (const auto& [away, outcomes] : comparisons) {
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const auto& outcome = outcomes[i];
            Cells cells = {away_of(away), std::string(contenders[i].name),
                           count_of(outcome.peak_in(milliseconds(100))),
                           count_of(outcome.peak_in(seconds(1))), count_of(outcome.attempts())};
            add_returns(cells, outcome);
            text += row_of(cells);
        }
    }
    return text;
}

std::string table_of_capacity(const std::vector<Comparison>& comparisons) {
    auto text = head_of({"Away", "Schedule", "Attempts", "Refused", "Given up", "Served",
                         "50 % back", "95 %", "99 %", "100 %"},
                        2);
    for (const auto& [away, outcomes] : comparisons) {
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const auto& outcome = outcomes[i];
            const auto attempts = outcome.attempts_after_return();
            const auto served = outcome.handshakes() - outcome.wasted();
            Cells cells = {away_of(away),
                           std::string(contenders[i].name),
                           count_of(attempts),
                           count_of(outcome.refused_after_return()),
                           count_of(outcome.wasted()),
                           share_of(served, attempts)};
            add_returns(cells, outcome);
            text += row_of(cells);
        }
    }
    return text;
}

std::string table_of_farewells(const std::vector<FarewellRow>& rows) {
    auto text = head_of({"Away", "`retryAfterMs`", "Peak in 100 ms", "Peak in 1 s", "Attempts",
                         "50 % back", "95 %", "99 %", "100 %"},
                        2);
    for (const auto& [away, what, outcome] : rows) {
        Cells cells = {away_of(away), what, count_of(outcome.peak_in(milliseconds(100))),
                       count_of(outcome.peak_in(seconds(1))), count_of(outcome.attempts())};
        add_returns(cells, outcome);
        text += row_of(cells);
    }
    return text;
}

bool check_bounds(const std::vector<Comparison>& comparisons) {
    constexpr Duration long_outage = seconds(30);
    constexpr std::size_t peak_max_long = 100;
    constexpr std::size_t peak_max_short = 500;
    constexpr Duration back_within = seconds(35);
    bool are_kept = true;
    for (const auto& [away, outcomes] : comparisons) {
        const auto& ours = outcomes.front();
        const auto peak = ours.peak_in(milliseconds(100));
        const auto peak_max = away >= long_outage ? peak_max_long : peak_max_short;
        const auto back = ours.back(100);
        const bool is_kept = peak <= peak_max && back && *back <= back_within;
        are_kept = are_kept && is_kept;
        std::cerr << (is_kept ? "ok      " : "FAILED  ") << "away " << away_of(away) << ": peak "
                  << peak << " of at most " << peak_max << " in 100 ms, all back after "
                  << (back ? seconds_of(*back) : "more than 120") << " s of at most "
                  << seconds_of(back_within) << " s\n";
    }
    return are_kept;
}

}  // namespace messaging::storm
