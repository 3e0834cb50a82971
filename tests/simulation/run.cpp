#include "simulation/run.h"

#include <algorithm>

#include "simulation/agreement.h"
#include "simulation/violation.h"
#include "simulation/world.h"

namespace messaging::simulation {

namespace {

// Every page gets to hear something new, so that each knows that its server sends events.
void say_a_last_word(World& world) {
    for (auto& page : world.pages()) page.send(world.conversations().front());
    world.timeline().run_for(std::chrono::minutes(2));
}

void heal(World& world) {
    world.heal();
    say_a_last_word(world);
    check_messages(world);
    check_pages(world);
    check_idleness(world);
    check_pages(world);
}

// Violations name the page at which they were seen.
const Page& page_of(World& world, const std::string& violation) {
    const auto& pages = world.pages();
    const auto found = std::find_if(pages.begin(), pages.end(), [&](const Page& page) {
        return violation.find(page.browser()) != std::string::npos;
    });
    return found == pages.end() ? pages.front() : *found;
}

}  // namespace

Outcome run(const Life& life, Trace& trace) {
    World world(life.seed, life.setting, trace);
    Outcome outcome;
    try {
        world.live(life);
        if (life.heals) heal(world);
    } catch (const Violation& violation) {
        outcome.violation = violation.what;
        if (trace.is_on()) {
            outcome.scenario = page_of(world, violation.what).recording().played(violation.what);
        }
    }
    outcome.steps = world.timeline().steps();
    for (const auto& conversation : world.network().server().store().conversations()) {
        outcome.messages += conversation.messages.size();
    }
    return outcome;
}

}  // namespace messaging::simulation
