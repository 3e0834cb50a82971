#include "simulation/life.h"

#include <algorithm>
#include <tuple>

#include "simulation/choice.h"

namespace messaging::simulation {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Setting draw_setting(Random& random) {
    Setting setting;
    setting.kind = server_kinds[random.below(server_kinds.size())];
    setting.faults = draw_faults(random);
    setting.conversations = 1 + random.below(4);
    setting.pages_each = 1 + random.below(2);
    setting.is_stored = chance(random, 80);
    // If the answer to an own message tells only its id, the message cannot be placed once its copy
    // has left the window; then the window is as wide as in real pages.
    const bool may_be_narrow = setting.kind.has_additions;
    setting.history_window =
        may_be_narrow ? pick(random, std::vector<std::uint32_t>{5, 25, 500}) : 500;
    return setting;
}

// Occurrences of one kind in succession, with a pause before each.
template <typename Pause>
void add_series(Life& life, Occurrence each, std::uint64_t series, const Pause& pause) {
    for (std::uint64_t k = 0;; ++k) {
        Random random(stream_of(stream_of(life.seed, series), k));
        each.at += pause(random);
        if (each.at >= life.bad) return;
        if (each.kind == Occurrence::Kind::cut) {
            each.user = random.below(2);
            each.page = random.below(life.setting.pages_each);
        }
        each.stream = random.next();
        life.occurrences.push_back(each);
    }
}

}  // namespace

Life draw_life(std::uint64_t seed) {
    using Kind = Occurrence::Kind;
    Random random(seed);
    Life life;
    life.setting = draw_setting(random);
    life.bad = random.between(seconds(20), seconds(120));
    life.seed = random.next();
    std::uint64_t series = 0;
    for (std::size_t user = 0; user < 2; ++user) {
        for (std::size_t page = 0; page < life.setting.pages_each; ++page) {
            const auto start = random.between(Duration(0), seconds(2));
            life.occurrences.push_back({Kind::start, start, user, page, random.next()});
            add_series(life, {Kind::action, start, user, page}, ++series, [](Random& own) {
                return own.between(milliseconds(10), milliseconds(4000));
            });
        }
    }
    const auto add_faults = [&](Kind kind, Duration mean) {
        if (mean == Duration::zero()) return;
        add_series(life, {kind}, ++series,
                   [mean](Random& own) { return own.between(Duration(0), 2 * mean); });
    };
    add_faults(Kind::cut, life.setting.faults.between_cuts);
    add_faults(Kind::restart, life.setting.faults.between_restarts);
    return life;
}

std::string words_of(const Life& life) {
    const Setting& setting = life.setting;
    std::string words =
        std::string(setting.kind.name) + " server, " + std::to_string(setting.conversations) +
        " conversations, " + std::to_string(setting.pages_each) + " pages each, window " +
        std::to_string(setting.history_window) + (setting.is_stored ? ", stored" : "");
    for (const auto& kind : fault_kinds) {
        const int percent = setting.faults.*kind.percent;
        if (percent == 0) continue;
        words += ", " + std::to_string(percent) + " % " + std::string(kind.name);
    }
    return words;
}

}  // namespace messaging::simulation
