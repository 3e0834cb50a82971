#include "simulation/world.h"

#include "simulation/actions.h"
#include "simulation/choice.h"

namespace messaging::simulation {

Setting draw_setting(Random& random) {
    Setting setting;
    setting.kind = server_kinds[random.below(server_kinds.size())];
    setting.faults = draw_faults(random);
    setting.conversations = 1 + random.below(4);
    setting.pages_each = 1 + random.below(2);
    // An own message whose answer tells nothing but its id cannot be placed once its copy has left
    // the window; where that is so, the window is as wide as pages have it.
    setting.is_stored = chance(random, 80);
    const bool may_be_narrow = setting.kind.has_additions;
    setting.history_window =
        may_be_narrow ? pick(random, std::vector<std::uint32_t>{5, 25, 500}) : 500;
    return setting;
}

World::World(std::uint64_t seed, const Setting& setting, Trace& trace)
    : trace_(trace),
      random_(seed),
      setting_(setting),
      network_(setting.kind, setting.faults, timeline_, random_) {
    const std::vector<std::string> users = {"alice", "bob"};
    for (std::size_t i = 0; i < setting.conversations; ++i) {
        conversations_.push_back("c" + std::to_string(i + 1));
        network_.server().store().add_conversation(conversations_.back(), users, timeline_.now());
    }
    Config config;
    config.url = "http://host";
    config.api = "/api/messages";
    config.csrf_url = "/api/csrf-token";
    config.history_window = setting.history_window;
    config.is_stored = setting.is_stored;
    for (const auto& user : users) {
        for (std::size_t i = 0; i < setting.pages_each; ++i) {
            config.seed = random_.next();
            pages_.emplace_back(Page::Surroundings{timeline_, network_, random_, trace_},
                                user + std::to_string(i + 1), user, config);
        }
    }
}

void World::live(Duration duration) {
    const Instant end = timeline_.now() + duration;
    for (auto& page : pages_) {
        timeline_.after(random_.between(Duration(0), std::chrono::seconds(2)), [this, &page, end] {
            page.start();
            live_on(page, end);
        });
    }
    if (setting_.faults.between_cuts > Duration::zero()) cut_on(end);
    if (setting_.faults.between_restarts > Duration::zero()) restart_on(end);
    timeline_.run_until(end);
}

void World::live_on(Page& page, Instant end) {
    using std::chrono::milliseconds;
    const Duration pause = random_.between(milliseconds(10), milliseconds(4000));
    if (timeline_.now() + pause >= end) return;
    timeline_.after(pause, [this, &page, end] {
        if (!page.is_asleep() && !page.is_gone()) act(page, *this);
        live_on(page, end);
    });
}

void World::cut_on(Instant end) {
    const Duration pause = random_.between(Duration(0), 2 * setting_.faults.between_cuts);
    if (timeline_.now() + pause >= end) return;
    timeline_.after(pause, [this, end] {
        network_.cut(pages_[random_.below(pages_.size())]);
        cut_on(end);
    });
}

void World::restart_on(Instant end) {
    const Duration pause = random_.between(Duration(0), 2 * setting_.faults.between_restarts);
    if (timeline_.now() + pause >= end) return;
    timeline_.after(pause, [this, end] {
        network_.restart_server(random_.between(Duration(100), std::chrono::seconds(40)));
        restart_on(end);
    });
}

void World::heal() {
    network_.end_faults();
    // Whoever sleeps wakes up, and a server that is away comes back.
    timeline_.run_for(std::chrono::minutes(2));
    for (auto& page : pages_) {
        page.feed(Connect{});
        page.feed(PageShown{});
        page.feed(Visible{});
        for (const auto& conversation : conversations_) {
            if (page.conversations().count(conversation) == 0) page.open(conversation);
        }
    }
    timeline_.run_for(std::chrono::minutes(15));
}

std::size_t World::requests_made() const {
    std::size_t count = 0;
    for (const auto& page : pages_) count += page.requests_made();
    return count;
}

}  // namespace messaging::simulation
