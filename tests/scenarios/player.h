// Plays a script on a client of its own, and collects the answers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/client.h"
#include "scenarios/script.h"

namespace messaging::transcript {

// `settings`: those that differ from the usual ones, as JSON. nullopt if they are wrong.
std::optional<Config> configured(std::map<std::string, std::string> settings);

class Player {
  public:
    // `folder`: where the scripts are that others begin with (`after`).
    explicit Player(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // The answers to one step. Throws if the command is unknown.
    std::vector<std::string> play(const Step& step);

  private:
    void configure(const std::string& members);
    void play_before(const std::string& name);
    void play_input(std::string_view moment, const std::string& input);
    void wait(const std::string& what);
    void run_until(std::int64_t at_ms);
    void wait_for(const std::string& effect);
    // Lets the next thing happen, if that is by `latest_ms`. Returns whether it was.
    bool advance_to_next(std::int64_t latest_ms);
    void feed(const std::string& control, const std::string& text);
    void answer_as_dead_server(const Effect& effect);

    Client& client();
    std::int64_t reading_ms() const;

    std::filesystem::path folder_;
    std::map<std::string, std::string> settings_;
    std::optional<Client> client_;
    std::int64_t now_ms_ = 0;
    bool is_asleep_ = false;
    std::int64_t clock_offset_ms_ = 0;
    bool is_server_down_ = false;
    // What the network of a dead server answers, by time.
    std::multimap<std::int64_t, std::string> coming_;
    int ticks_at_once_ = 0;

    std::vector<std::string> answers_;
    std::vector<std::string> effects_seen_;
};

}  // namespace messaging::transcript
