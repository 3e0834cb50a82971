#include "simulation/actions.h"

#include <array>
#include <string>

#include "simulation/choice.h"
#include "simulation/world.h"

namespace messaging::simulation {

namespace {

using Action = void (*)(Page&, World&);

const std::string& any_conversation(World& world) {
    return pick(world.random(), world.conversations());
}

ConversationId any_id(World& world) { return ConversationId(any_conversation(world)); }

void send(Page& page, World& world) {
    // People often send several in a row.
    const auto count = 1 + world.random().below(3);
    const auto& conversation = any_conversation(world);
    for (std::uint64_t i = 0; i < count; ++i) page.send(conversation);
}

void open_or_close(Page& page, World& world) {
    const auto& conversation = any_conversation(world);
    if (page.conversations().count(conversation) == 0) {
        page.open(conversation);
    } else if (chance(world.random(), 30)) {
        page.close(conversation);
    }
}

void type(Page& page, World& world) {
    page.feed(SetTyping{any_id(world), chance(world.random(), 70)});
}

void mark_read(Page& page, World& world) {
    const auto number = chance(world.random(), 50) ? page.call() : CallNumber();
    page.feed(MarkRead{number, any_id(world), UserId(page.user())});
}

void fetch(Page& page, World& world) {
    const auto number = page.call();
    switch (world.random().below(4)) {
        case 0:
            return page.feed(FetchConversations{number, UserId(page.user()), "customer"});
        case 1:
            return page.feed(FetchMessages{number, any_id(world)});
        case 2:
            return page.feed(MarkThreadRead{number, any_id(world)});
        default:
            return page.feed(FetchUnread{number});
    }
}

void load_older(Page& page, World& world) { page.feed(LoadOlder{page.call(), any_id(world)}); }

void refresh(Page& page, World&) { page.feed(Refresh{}); }

// A person decides about a failed message. Only where the server recognizes repeated messages can
// it be sent again without the risk of a double.
void decide(Page& page, World& world) {
    for (const auto& message : page.ledger().messages()) {
        const bool is_open = message.state == MessageState::failed && !message.id.empty() &&
                             !message.was_discarded && !message.is_void;
        if (!is_open) continue;
        const bool retries = world.setting().kind.has_additions && chance(world.random(), 70);
        const auto id = message.id;
        if (retries) return page.feed(Retry{page.call(), id});
        return page.feed(Discard{page.call(), id});
    }
}

void hide_or_show(Page& page, World& world) {
    const auto percent = world.setting().faults.hidings;
    if (!chance(world.random(), percent * 5)) return page.feed(Visible{});
    if (chance(world.random(), 50)) return page.feed(Hidden{});
    page.feed(chance(world.random(), 50) ? Input(PageHidden{}) : Input(PageShown{}));
}

void change_network(Page& page, World& world) {
    page.feed(chance(world.random(), 50) ? Input(Online{}) : Input(Offline{}));
}

void emit(Page& page, World& world) {
    const std::string json = R"(["custom",{"n":1}])";
    // A server without acknowledgements would leave the promise open.
    const bool wants_ack = world.setting().kind.has_acks && chance(world.random(), 50);
    const auto number = wants_ack ? page.call() : CallNumber();
    page.feed(Emit{number, {}, json}, json);
}

void nap(Page& page, World& world) {
    if (!chance(world.random(), world.setting().faults.naps * 5)) return;
    page.sleep_for(
        world.random().between(std::chrono::milliseconds(100), std::chrono::seconds(90)));
}

void jump_clock(Page& page, World& world) {
    if (!chance(world.random(), world.setting().faults.clock_jumps * 5)) return;
    const Duration size = world.random().between(Duration(1), std::chrono::hours(2));
    page.jump_clock(chance(world.random(), 50) ? size : -size);
}

void reload(Page& page, World& world) {
    if (!chance(world.random(), world.setting().faults.reloads * 5)) return;
    page.reload_after(
        world.random().between(std::chrono::milliseconds(1), std::chrono::seconds(5)));
}

void lose_core(Page& page, World& world) {
    if (chance(world.random(), world.setting().faults.core_losses * 5)) page.replace_core();
}

void stop_or_go(Page& page, World& world) {
    if (chance(world.random(), 50)) return page.feed(Connect{});
    if (!chance(world.random(), 20)) return page.feed(StartPolling{});
    // Without events, a page that stops polling no longer hears anything.
    const bool may_stop_polling = world.setting().kind.sends_events;
    const bool stops_polling = may_stop_polling && chance(world.random(), 50);
    page.feed(stops_polling ? Input(StopPolling{}) : Input(Disconnect{}));
}

// Each is as likely as it is listed often.
constexpr auto actions = std::to_array<Action>({
    send,           send,          send,          send,       send,   send,       open_or_close,
    open_or_close,  open_or_close, open_or_close, type,       type,   type,       mark_read,
    mark_read,      fetch,         load_older,    refresh,    decide, decide,     hide_or_show,
    change_network, emit,          nap,           jump_clock, reload, stop_or_go, lose_core,
});

}  // namespace

void act(Page& page, World& world) { actions[world.random().below(actions.size())](page, world); }

}  // namespace messaging::simulation
