#include "simulation/run.h"

#include "simulation/agreement.h"
#include "simulation/violation.h"
#include "simulation/world.h"

namespace messaging::simulation {

namespace {

// Every page has something new to hear, so that each knows that its server speaks.
void say_a_last_word(World& world) {
    for (auto& page : world.pages()) page.send(world.conversations().front());
    world.timeline().run_for(std::chrono::minutes(2));
}

std::string words_of(const Setting& setting) {
    return std::string(setting.kind.name) + " server, " + std::to_string(setting.conversations) +
           " conversations, " + std::to_string(setting.pages_each) + " pages each, window " +
           std::to_string(setting.history_window) + (setting.is_stored ? ", stored" : "");
}

}  // namespace

Outcome run_seed(std::uint64_t seed, Trace& trace) {
    Random random(seed);
    const auto setting = draw_setting(random);
    World world(random.next(), setting, trace);
    Outcome outcome;
    outcome.setting = words_of(setting);
    try {
        world.live(random.between(std::chrono::seconds(20), std::chrono::seconds(120)));
        world.heal();
        say_a_last_word(world);
        check_messages(world);
        check_pages(world);
        check_idleness(world);
        check_pages(world);
    } catch (const Violation& violation) {
        outcome.violation = violation.what;
    }
    outcome.steps = world.timeline().steps();
    for (const auto& conversation : world.network().server().store().conversations()) {
        outcome.messages += conversation.messages.size();
    }
    return outcome;
}

}  // namespace messaging::simulation
