// What happened, for the one run that is looked at; all others leave it off.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace messaging::simulation {

class Trace {
  public:
    static constexpr std::size_t lines_max = 200'000;

    explicit Trace(bool is_on) : is_on_(is_on) {}

    bool is_on() const { return is_on_; }
    void add(std::string line) {
        lines_.push_back(std::move(line));
        if (lines_.size() > lines_max) lines_.pop_front();
    }
    const std::deque<std::string>& lines() const { return lines_; }

  private:
    bool is_on_;
    std::deque<std::string> lines_;
};

}  // namespace messaging::simulation
