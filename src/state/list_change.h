// How the page's copy of a list follows the core's: the changes of one turn apply in order, and an
// index refers to the list as the change before left it. So the cost of an event does not grow with
// the list.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/id.h"
#include "base/list.h"
#include "wire/model.h"

namespace messaging {

enum class MessageState : std::uint8_t { pending, sent, delivered, read, failed };

// What the core knows of an entry, and the page's object repeats.
struct ListEntry {
    Text id;
    // Messages.
    ClientMessageId client_id;
    std::optional<MessageState> state;
    // Conversations.
    std::optional<std::int64_t> unread_count;
    std::optional<Path> last_message;

    bool operator==(const ListEntry&) const = default;
};

// The page's object of an own message is text of this page, not part of what a server sent.
struct OwnText {
    Text json;

    bool operator==(const OwnText&) const = default;
};

struct ListChange {
    enum class Kind : std::uint8_t { clear, insert, replace, patch, remove, to_front };

    Kind kind = Kind::clear;
    std::uint32_t index = 0;
    ListEntry entry;
    // The new object, for insert and replace.
    std::variant<std::monostate, Path, OwnText> object;

    bool operator==(const ListChange&) const = default;
};

using ListChanges = List<ListChange>;

}  // namespace messaging
