#include "simulation/recording.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "scenarios/compact.h"
#include "scenarios/player.h"
#include "simulation/describe.h"
#include "simulation/timeline.h"

namespace messaging::simulation {

namespace {

constexpr std::string_view indentation = "    ";

}  // namespace

void Recording::input(std::int64_t at_ms, const Input& input, std::string_view text) {
    // The player's timer makes its own ticks.
    if (std::holds_alternative<Tick>(input)) return;
    steps_.push_back({at_ms, describe(input, text)});
}

void Recording::effect(const Effect& effect) {
    const auto epoch = Timeline::beginning.time_since_epoch().count();
    for (auto& line : transcript::compact(effect, epoch)) effects_.push_back(std::move(line));
}

void Recording::nap(std::int64_t at_ms, std::int64_t until_ms) {
    steps_.push_back({at_ms, "sleep " + std::to_string(until_ms - at_ms), false});
}

void Recording::clock_set(std::int64_t at_ms, std::int64_t by_ms) {
    steps_.push_back({at_ms, "clock " + std::to_string(by_ms), false});
}

std::vector<std::string> Recording::commands() const {
    std::vector<std::string> commands;
    std::int64_t now_ms = 0;
    for (const auto& step : steps_) {
        if (step.is_input) {
            commands.push_back(std::to_string(step.at_ms) + ' ' + step.command);
        } else {
            if (step.at_ms > now_ms) {
                commands.push_back("wait " + std::to_string(step.at_ms - now_ms));
            }
            commands.push_back(step.command);
        }
        now_ms = step.at_ms;
    }
    return commands;
}

std::string Recording::first_lines(const std::string& story) const {
    std::string lines = "# " + story + "\n\nconfig";
    for (const auto& [key, value] : settings_) lines += ' ' + key + '=' + value;
    return lines + '\n';
}

std::string Recording::unplayed(const std::string& story) const {
    std::string text = first_lines(story);
    for (const auto& command : commands()) text += command + '\n';
    return text;
}

std::string Recording::played(const std::string& story) const {
    std::string text = first_lines(story);
    transcript::Player player({});
    player.play({{}, text.substr(text.find("config"), text.size() - text.find("config") - 1)});
    std::vector<std::string> effects;
    try {
        for (const auto& command : commands()) {
            text += command + '\n';
            for (auto& answer : player.play({{}, command})) {
                text.append(indentation).append(answer) += '\n';
                if (!answer.starts_with('@')) effects.push_back(std::move(answer));
            }
        }
    } catch (const std::exception& error) {
        return text + "# It cannot be played any further: " + error.what() + '\n';
    }
    // A page that slept, or whose clock was set, may have had its ticks at other times. What
    // follows an effect that was a violation is not in the recording.
    const bool is_same = effects.size() >= effects_.size() &&
                         std::equal(effects_.begin(), effects_.end(), effects.begin());
    if (!is_same) text += "# The core of the simulation has answered otherwise.\n";
    return text;
}

}  // namespace messaging::simulation
