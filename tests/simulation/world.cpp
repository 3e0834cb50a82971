#include "simulation/world.h"

#include <algorithm>

#include "simulation/actions.h"
#include "simulation/agreement.h"
#include "simulation/choice.h"

namespace messaging::simulation {

World::World(std::uint64_t seed, const Setting& setting, Trace& trace)
    : setting_(setting),
      timeline_(seed),
      network_(setting.kind, setting.faults, timeline_, timeline_.random()) {
    const std::vector<std::string> users = {"alice", "bob"};
    auto& store = network_.server().store();
    if (setting.server_doubles_third_message) store.double_third();
    for (std::size_t i = 0; i < setting.conversations; ++i) {
        conversations_.push_back("c" + std::to_string(i + 1));
        store.add_conversation(conversations_.back(), users, timeline_.now());
    }
    Recording::Settings settings;
    settings["historyWindow"] = std::to_string(setting.history_window);
    settings["isStored"] = setting.is_stored ? "true" : "false";
    settings["seed"] = std::to_string(seed);
    for (const auto& user : users) {
        for (std::size_t i = 0; i < setting.pages_each; ++i) {
            const auto browser = user + std::to_string(i + 1);
            pages_.emplace_back(Page::Surroundings{timeline_, network_, timeline_.random(), trace},
                                browser, user, settings);
        }
    }
}

void World::live(const Life& life) {
    for (const auto& occurrence : life.occurrences) {
        timeline_.after(occurrence.at, [this, &occurrence] { happen(occurrence); });
    }
    timeline_.run_for(life.bad);
}

void World::happen(const Occurrence& occurrence) {
    timeline_.draw_from(occurrence.stream);
    Page& page = pages_[occurrence.user * setting_.pages_each + occurrence.page];
    switch (occurrence.kind) {
        case Occurrence::Kind::start:
            return page.start();
        case Occurrence::Kind::action:
            if (!page.is_asleep() && !page.is_gone()) act(page, *this);
            return;
        case Occurrence::Kind::cut:
            return network_.cut(page);
        case Occurrence::Kind::restart:
            network_.restart_server(random().between(Duration(100), std::chrono::seconds(40)));
            return;
    }
}

void World::heal() {
    network_.end_faults();
    // Sleeping pages wake up, and a server that is away comes back.
    timeline_.run_for(std::chrono::minutes(2));
    for (auto& page : pages_) {
        page.feed(Connect{});
        page.feed(PageShown{});
        page.feed(Visible{});
        for (const auto& conversation : conversations_) {
            if (page.conversations().count(conversation) == 0) page.open(conversation);
        }
    }
    if (chance(random(), 30)) sign_in_again();
    // Most agree long before the end; a few runs go on to it all the same.
    const bool is_long = chance(random(), 10);
    const Instant end = timeline_.now() + std::chrono::minutes(15);
    while (timeline_.now() < end && (is_long || !agrees(*this))) {
        timeline_.run_for(std::min<Duration>(std::chrono::minutes(1), end - timeline_.now()));
    }
}

// Somebody signs out and in again in another tab, and then asks the page to try again: it is well
// soon, though it asks ever more rarely by itself.
void World::sign_in_again() {
    Page& page = pages_[random().below(pages_.size())];
    page.sign_out_elsewhere();
    page.feed(Refresh{});
    const Duration pause_max =
        chance(random(), 50) ? std::chrono::milliseconds(100) : std::chrono::minutes(2);
    timeline_.run_for(random().between(Duration(0), pause_max));
    page.sign_in_elsewhere();
    page.feed(Refresh{});
    timeline_.run_for(std::chrono::seconds(20));
    check_connection(page, *this);
}

std::size_t World::requests_made() const {
    std::size_t count = 0;
    for (const auto& page : pages_) count += page.requests_made();
    return count;
}

}  // namespace messaging::simulation
