#include "simulation/agreement.h"

#include <algorithm>
#include <map>
#include <string>

#include "simulation/choice.h"
#include "simulation/violation.h"
#include "simulation/world.h"

namespace messaging::simulation {

namespace {

// Where each text is stored; the store makes sure that none is stored twice.
std::map<std::string, const StoredMessage*> stored_by_text(World& world) {
    std::map<std::string, const StoredMessage*> stored;
    for (const auto& conversation : world.network().server().store().conversations()) {
        for (const auto& message : conversation.messages) {
            stored.emplace(message.text, &message);
        }
    }
    return stored;
}

void check_messages_of(const Page& page,
                       const std::map<std::string, const StoredMessage*>& stored) {
    std::map<std::string, std::int64_t> last_seq;
    for (const auto& message : page.ledger().messages()) {
        const auto found = stored.find(message.text);
        const bool is_stored = found != stored.end();
        if (message.is_void) continue;
        require(message.state.has_value() && message.state != MessageState::pending,
                [&] { return "nobody knows what became of " + message.text; });
        const bool is_reported = message.state == MessageState::failed;
        require(is_stored || is_reported, [&] { return "lost: " + message.text; });
        const bool was_refused = is_reported && message.reason == Failure::refused;
        require(!was_refused || !is_stored || message.has_failed,
                [&] { return "stored though refused: " + message.text; });
        // A message that was retried gives up its place in the order.
        if (!is_stored || message.has_failed) continue;
        auto& last = last_seq[message.conversation];
        require(found->second->seq > last, [&] { return "out of order: " + message.text; });
        last = found->second->seq;
    }
}

std::string shown_as_text(const MessageMirror& mirror) {
    std::string text;
    for (const auto& entry : mirror.entries()) text += ' ' + entry.id;
    return text;
}

// A delta does not tell that older messages were read meanwhile; only a feed and whole lists do.
bool tells_missed_reads(const ServerKind& kind) { return kind.has_sync || !kind.has_additions; }

void check_state(const ShownMessage& shown, const StoredMessage& stored,
                 const StoredConversation& conversation, const Page& page, bool knows_reads) {
    require(shown.id == stored.id && shown.text == stored.text, [&] {
        return page.browser() + " shows " + shown.id + ' ' + shown.text + " in place of " +
               stored.id;
    });
    if (stored.sender != page.user()) return;
    const auto right = conversation.is_read(stored) ? MessageState::read : MessageState::sent;
    const bool is_behind = shown.state == MessageState::sent && !knows_reads;
    require(shown.state == right || is_behind,
            [&] { return page.browser() + " shows a wrong state of " + stored.id; });
}

// The page shows the server's newest messages, as many as its window and the server's pages allow.
void check_conversation(const Page& page, const StoredConversation& conversation,
                        const Setting& setting) {
    const auto opened = page.conversations().find(conversation.id);
    require(opened != page.conversations().end(),
            [&] { return page.browser() + " does not look at " + conversation.id; });
    const auto& mirror = opened->second;
    const auto& shown = mirror.entries();
    const auto count = static_cast<std::size_t>(std::count_if(
        shown.begin(), shown.end(), [](const ShownMessage& one) { return one.is_confirmed(); }));
    const auto& stored = conversation.messages;
    const auto words = [&] {
        return page.browser() + ' ' + conversation.id + ": " + std::to_string(stored.size()) +
               " messages are stored, shown are" + shown_as_text(mirror);
    };
    const auto window = std::size_t{setting.history_window};
    const auto at_least = setting.kind.has_additions ? std::min(window, Server::page_size) : window;
    require(count <= stored.size() && count >= std::min(at_least, stored.size()), words);
    const std::size_t skipped = stored.size() - count;
    for (std::size_t i = 0; i < count; ++i) {
        check_state(shown[i], stored[skipped + i], conversation, page,
                    tells_missed_reads(setting.kind));
    }
    for (std::size_t i = count; i < shown.size(); ++i) {
        require(shown[i].state == MessageState::failed, "a message waits for nothing");
    }
}

void check_list(const Page& page, Store& store) {
    const auto right = store.of(page.user());
    const auto& shown = page.list().entries();
    require(shown.size() == right.size(),
            [&] { return page.browser() + " shows another number of conversations"; });
    for (const auto* conversation : right) {
        const auto found = std::find_if(shown.begin(), shown.end(), [&](const auto& one) {
            return one.id == conversation->id;
        });
        require(found != shown.end(), "a conversation is missing");
        require(found->unread == conversation->unread_of(page.user()), [&] {
            return page.browser() + " shows " + std::to_string(found->unread.value_or(-1)) +
                   " unread in " + conversation->id + ", not " +
                   std::to_string(conversation->unread_of(page.user()));
        });
    }
    require(page.unread() == store.unread_of(page.user()),
            [&] { return page.browser() + " shows a wrong count of unread messages"; });
}

}  // namespace

void check_messages(World& world) {
    const auto stored = stored_by_text(world);
    for (const auto& page : world.pages()) {
        check_messages_of(page, stored);
        require(page.ledger().open_calls().empty(), [&] {
            return page.browser() + " waits for ever for its promise " +
                   std::to_string(page.ledger().open_calls().begin()->value());
        });
    }
}

void check_connection(const Page& page, World& world) {
    const bool is_online = page.client().connection_phase() == ConnectionPhase::online;
    require(is_online, [&] { return page.browser() + " has not come back"; });
    const bool says_so = world.setting().kind.sends_events;
    const bool is_known = world.network().server().knows_sockets_of(page.browser());
    require(!says_so || is_known, [&] { return page.browser() + " is not signed in"; });
}

void check_pages(World& world) {
    for (const auto& page : world.pages()) {
        check_connection(page, world);
        require(page.mode() == Mode::websocket,
                [&] { return page.browser() + " stays without a WebSocket"; });
        require(world.network().server().count_sockets(page.browser()) == 1,
                [&] { return page.browser() + " has another number of sockets"; });
        for (const auto& conversation : world.network().server().store().conversations()) {
            check_conversation(page, conversation, world.setting());
        }
        check_list(page, world.network().server().store());
    }
}

bool agrees(World& world) {
    try {
        check_messages(world);
        check_pages(world);
    } catch (const Violation&) {
        return false;
    }
    return true;
}

void check_idleness(World& world) {
    for (const auto& page : world.pages()) {
        if (world.setting().kind.sends_events)
            require(page.has_heard(), "a page has heard nothing");
    }
    const auto before = world.requests_made();
    // An hour of pings is most of the work for a seed, and what breaks idleness mostly does so at
    // once.
    const bool is_long = chance(world.random(), 10);
    world.timeline().run_for(is_long ? std::chrono::hours(1) : std::chrono::minutes(6));
    const auto made = world.requests_made() - before;
    // Without events, at most 120 rounds an hour: list, count, and each conversation.
    const auto parts = world.setting().kind.sends_events ? 0 : 2 + world.conversations().size();
    const auto rounds = is_long ? 120U : 12U;
    require(made <= rounds * parts * world.pages().size(),
            [&] { return std::to_string(made) + " requests though nothing happens"; });
}

}  // namespace messaging::simulation
