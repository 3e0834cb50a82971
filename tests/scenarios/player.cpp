#include "scenarios/player.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "client/control_json.h"
#include "scenarios/compact.h"

namespace messaging::transcript {

namespace {

// A time such as browsers report, so that zero is as far away as it is there.
constexpr std::int64_t epoch_ms = 1'700'000'000'000;
constexpr std::int64_t dead_server_answers_after_ms = 5;
constexpr std::int64_t patience_ms = 3'600'000;
constexpr int ticks_at_once_max = 100;

const std::map<std::string, std::string> usual_settings = {
    {"seed", R"("1")"},
    {"url", R"("http://host")"},
    {"path", R"("/socket.io")"},
    {"api", R"("/api/messages")"},
    {"csrfUrl", R"("/api/csrf-token")"},
    {"pollIntervalMs", "30000"},
    {"hiddenPollIntervalMs", "120000"},
    {"typingThrottleMs", "1000"},
    {"typingStopMs", "3000"},
    {"typingExpiryMs", "6000"},
    {"reconnectMinMs", "1000"},
    {"reconnectMaxMs", "30000"},
    {"historyWindow", "500"},
};

bool is_json(const std::string& value) {
    const bool is_literal = value == "true" || value == "false" || value == "null";
    return is_literal || value.find_first_of("\"[{-0123456789") == 0;
}

// `socket=1 code=1006` as members of a JSON object.
std::vector<Member> read_members(const std::string& text) {
    std::vector<Member> members;
    for (const auto& word : split(text, ' ')) {
        if (word.empty()) continue;
        const auto sign = word.find('=');
        if (sign == std::string::npos) throw std::runtime_error("no member: " + word);
        const auto value = word.substr(sign + 1);
        members.push_back({word.substr(0, sign), is_json(value) ? value : '"' + value + '"'});
    }
    return members;
}

std::string to_control(const std::string& input) {
    const auto space = input.find(' ');
    std::string json = R"({"type":")" + input.substr(0, space) + '"';
    const auto rest = space == std::string::npos ? std::string() : input.substr(space + 1);
    for (const auto& [key, value] : read_members(rest)) json += ",\"" + key + "\":" + value;
    return json + '}';
}

// What follows `word` and a space, if `text` begins with them.
std::optional<std::string> after_word(const std::string& text, std::string_view word) {
    const std::string start = std::string(word) + ' ';
    if (!text.starts_with(start)) return std::nullopt;
    return text.substr(start.size());
}

}  // namespace

std::optional<Config> configured(std::map<std::string, std::string> settings) {
    settings.insert(usual_settings.begin(), usual_settings.end());
    std::string json;
    for (const auto& [key, value] : settings) {
        json += (json.empty() ? "{\"" : ",\"") + key + "\":" + value;
    }
    return decode_config(json + '}');
}

std::vector<std::string> Player::play(const Step& step) {
    answers_.clear();
    if (const auto members = after_word(step.command, "config")) {
        configure(*members);
    } else if (const auto name = after_word(step.command, "after")) {
        play_before(*name);
    } else if (const auto what = after_word(step.command, "wait")) {
        wait(*what);
    } else if (const auto duration = after_word(step.command, "sleep")) {
        now_ms_ += std::stoll(*duration);
        is_asleep_ = true;
    } else if (const auto jump = after_word(step.command, "clock")) {
        clock_offset_ms_ += std::stoll(*jump);
    } else if (const auto state = after_word(step.command, "server")) {
        is_server_down_ = *state == "down";
    } else {
        const auto space = step.command.find(' ');
        if (space == std::string::npos) throw std::runtime_error("no command: " + step.command);
        play_input(step.command.substr(0, space), step.command.substr(space + 1));
    }
    return std::exchange(answers_, {});
}

void Player::configure(const std::string& members) {
    if (client_) throw std::runtime_error("the client has begun with another configuration");
    for (const auto& [key, value] : read_members(members)) settings_[key] = value;
}

void Player::play_before(const std::string& name) {
    for (const auto& step : read_script(folder_ / (name + ".txt")).steps) play(step);
    answers_.clear();
}

void Player::play_input(std::string_view moment, const std::string& input) {
    const bool is_relative = moment.starts_with('+');
    const auto ms = std::stoll(std::string(moment.substr(is_relative ? 1 : 0)));
    const auto at_ms = is_relative ? now_ms_ + ms : ms;
    if (at_ms < now_ms_) throw std::runtime_error("time does not run backwards");
    // What wakes a page comes before the timers that became due meanwhile.
    if (!std::exchange(is_asleep_, false)) run_until(at_ms);
    now_ms_ = at_ms;
    const auto bar = input.find(" | ");
    const auto control = to_control(input.substr(0, bar));
    const auto text = bar == std::string::npos ? std::string() : input.substr(bar + 3);
    if (!answers_.empty()) answers_.push_back('@' + std::to_string(now_ms_));
    feed(control, text);
}

void Player::wait(const std::string& what) {
    if (const auto effect = after_word(what, "for")) {
        wait_for(*effect);
    } else {
        run_until(now_ms_ + std::stoll(what));
    }
}

void Player::run_until(std::int64_t at_ms) {
    while (advance_to_next(at_ms)) {
    }
    now_ms_ = at_ms;
}

void Player::wait_for(const std::string& effect) {
    const auto latest_ms = now_ms_ + patience_ms;
    effects_seen_.clear();
    while (advance_to_next(latest_ms)) {
        for (const auto& seen : effects_seen_) {
            if (seen == effect || seen.starts_with(effect + ' ')) return;
        }
    }
    throw std::runtime_error("there was no " + effect + " within an hour");
}

bool Player::advance_to_next(std::int64_t latest_ms) {
    std::optional<std::int64_t> tick_ms;
    if (const auto deadline = client().deadline(); deadline != never) {
        const auto due_ms = deadline.time_since_epoch().count() - epoch_ms - clock_offset_ms_;
        tick_ms = std::max(due_ms, now_ms_);
    }
    const bool has_coming = !coming_.empty() && (!tick_ms || coming_.begin()->first <= *tick_ms);
    const auto next_ms = has_coming ? std::optional(coming_.begin()->first) : tick_ms;
    if (!next_ms || *next_ms > latest_ms) return false;
    ticks_at_once_ = *next_ms == now_ms_ ? ticks_at_once_ + 1 : 0;
    if (ticks_at_once_ > ticks_at_once_max) throw std::runtime_error("the machine spins");
    now_ms_ = *next_ms;
    const auto mark = answers_.size();
    feed(has_coming ? coming_.extract(coming_.begin()).mapped() : R"({"type":"Tick"})", "");
    if (answers_.size() > mark) {
        answers_.insert(answers_.begin() + static_cast<std::ptrdiff_t>(mark),
                        '@' + std::to_string(now_ms_));
    }
    return true;
}

void Player::feed(const std::string& control, const std::string& text) {
    const auto input = decode_input(control, text);
    if (!input) throw std::runtime_error("no input: " + control);
    const auto batch = client().handle(Instant(Duration(reading_ms())), *input);
    for (const auto& effect : batch.effects) {
        for (auto& line : compact(effect, epoch_ms)) {
            effects_seen_.push_back(line);
            answers_.push_back(std::move(line));
        }
        if (is_server_down_) answer_as_dead_server(effect);
    }
}

void Player::answer_as_dead_server(const Effect& effect) {
    const auto at_ms = now_ms_ + dead_server_answers_after_ms;
    if (const auto* open = std::get_if<OpenSocket>(&effect)) {
        const auto number = std::to_string(open->socket.value());
        coming_.emplace(at_ms, R"({"type":"SocketClosed","socket":)" + number + R"(,"code":1006})");
    }
    if (const auto* ask = std::get_if<AskAuth>(&effect)) {
        const auto number = std::to_string(ask->ask.value());
        coming_.emplace(at_ms, R"({"type":"AuthReady","ask":)" + number + '}');
    }
    if (const auto* request = std::get_if<HttpRequest>(&effect)) {
        const auto number = std::to_string(request->request.value());
        coming_.emplace(at_ms,
                        R"({"type":"HttpFailed","request":)" + number + R"(,"reason":"network"})");
    }
}

Client& Player::client() {
    if (client_) return *client_;
    const auto config = configured(settings_);
    if (!config) throw std::runtime_error("a setting is wrong");
    return client_.emplace(*config);
}

std::int64_t Player::reading_ms() const { return epoch_ms + now_ms_ + clock_offset_ms_; }

}  // namespace messaging::transcript
