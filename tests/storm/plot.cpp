#include "storm/plot.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace messaging::storm {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One panel for each outage, one below the other, with the same time axis and separate scales.
constexpr int width = 800;
constexpr int left = 60;
constexpr int right = 24;
constexpr int top = 44;
constexpr int panel = 110;
constexpr int gap = 34;
constexpr Duration begin = seconds(-10);
constexpr Duration end = seconds(40);
// Each bar shows the attempts of this period, as a rate.
constexpr Duration bin = milliseconds(500);

constexpr std::array<std::string_view, 3> colours = {"#0a7d5a", "#c2410c", "#4f46e5"};

int x_of(Duration at) {
    return left + static_cast<int>((at - begin) * (width - left - right) / (end - begin));
}

std::size_t rate_at(const Outcome& outcome, Duration at) {
    const auto bins_in_a_second = static_cast<std::size_t>(seconds(1) / bin);
    return outcome.attempts_between(at, at + bin) * bins_in_a_second;
}

// A round number above every rate.
std::size_t rate_max(const Comparison& comparison) {
    std::size_t most = 1;
    for (const auto& outcome : comparison.outcomes) {
        for (Duration at = begin; at < end; at += bin) most = std::max(most, rate_at(outcome, at));
    }
    return (most + 999) / 1000 * 1000;
}

class Plot {
  public:
    void draw_legend() {
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            const int x = left + static_cast<int>(i) * 150;
            text_ << "<rect x='" << x << "' y='14' width='12' height='12' fill='" << colours[i]
                  << "'/>\n";
            words(x + 18, 24, "start", contenders[i].name);
        }
        words(width - right, 24, "end", "attempts per second at the server");
    }

    void draw_panel(int y, const Comparison& comparison) {
        const int bottom = y + panel;
        rate_max_ = rate_max(comparison);
        for (const std::size_t rate : {rate_max_ / 2, rate_max_}) {
            const int at = bottom - height_of(rate);
            line(left, at, width - right, at, "#e5e7eb");
            words(left - 6, at + 4, "end", std::to_string(rate));
        }
        for (std::size_t i = comparison.outcomes.size(); i-- > 0;) {
            draw_rates(bottom, comparison.outcomes[i], colours[i]);
        }
        line(left, bottom, width - right, bottom, "#6b7280");
        line(x_of(Duration::zero()), y, x_of(Duration::zero()), bottom, "#6b7280");
        for (Duration at = begin; at <= end; at += seconds(10)) {
            words(x_of(at), bottom + 14, "middle", std::to_string(at / seconds(1)) + " s");
        }
        words(width - right - 4, y + 12, "end",
              "away for " + std::to_string(comparison.away / seconds(1)) + " s, back at 0 s");
    }

    std::string str() const { return text_.str(); }

  private:
    int height_of(std::size_t rate) const {
        return static_cast<int>(rate * std::size_t{panel} / rate_max_);
    }

    void draw_rates(int bottom, const Outcome& outcome, std::string_view colour) {
        text_ << "<path fill='" << colour << "' fill-opacity='.25' stroke='" << colour << "' d='M"
              << left << ' ' << bottom;
        for (Duration at = begin; at < end; at += bin) {
            text_ << 'V' << bottom - height_of(rate_at(outcome, at)) << 'H' << x_of(at + bin);
        }
        text_ << 'V' << bottom << "'/>\n";
    }

    void line(int x1, int y1, int x2, int y2, std::string_view colour) {
        text_ << "<path stroke='" << colour << "' d='M" << x1 << ' ' << y1 << 'L' << x2 << ' ' << y2
              << "'/>\n";
    }

    void words(int x, int y, std::string_view anchor, std::string_view what) {
        text_ << "<text x='" << x << "' y='" << y << "' text-anchor='" << anchor << "'>" << what
              << "</text>\n";
    }

    // Of the panel that is being drawn.
    std::size_t rate_max_ = 1;
    std::ostringstream text_;
};

}  // namespace

std::string plot_of(const std::vector<Comparison>& comparisons) {
    Plot plot;
    plot.draw_legend();
    int y = top;
    for (const auto& comparison : comparisons) {
        plot.draw_panel(y, comparison);
        y += panel + gap;
    }
    std::ostringstream text;
    text << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << width << ' ' << y
         << "' font-family='sans-serif' font-size='11' fill='#374151'>\n"
         << "<rect width='" << width << "' height='" << y << "' fill='#fff'/>\n"
         << plot.str() << "</svg>\n";
    return text.str();
}

}  // namespace messaging::storm
