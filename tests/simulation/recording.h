// What one core was told and what it answered, in the notation of scenarios.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/effect.h"
#include "client/input.h"

namespace messaging::simulation {

class Recording {
  public:
    // Members of the `config` line, as JSON.
    using Settings = std::map<std::string, std::string>;

    Recording() = default;
    explicit Recording(Settings settings) : settings_(std::move(settings)) {}

    // Times are milliseconds since the beginning of the world.
    void input(std::int64_t at_ms, const Input& input, std::string_view text);
    void effect(const Effect& effect);
    void nap(std::int64_t at_ms, std::int64_t until_ms);
    void clock_set(std::int64_t at_ms, std::int64_t by_ms);

    // A scenario for the player of scenarios, with the answers that it gets. `story`: the text of
    // the first line.
    std::string played(const std::string& story) const;
    // The same without answers, for a core that would break.
    std::string unplayed(const std::string& story) const;

  private:
    std::vector<std::string> commands() const;
    std::string first_lines(const std::string& story) const;

    struct Step {
        std::int64_t at_ms = 0;
        std::string command;
        // It carries its own time; otherwise time must pass before it.
        bool is_input = true;
    };

    Settings settings_;
    std::vector<Step> steps_;
    std::vector<std::string> effects_;
};

}  // namespace messaging::simulation
