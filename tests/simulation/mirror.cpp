#include "simulation/mirror.h"

#include <algorithm>
#include <utility>

#include "simulation/violation.h"
#include "support/str.h"

namespace messaging::simulation {

namespace {

json::Value follow(json::Value value, const Path& path) {
    if (path.argument >= 0) value = value[static_cast<std::size_t>(path.argument)];
    if (!path.key.empty()) value = value[path.key];
    if (path.index >= 0) value = value[static_cast<std::size_t>(path.index)];
    require(value.is_object(), "a path leads to no object");
    return value;
}

std::string first_text(json::Value object, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (const auto text = object[name].string()) return std::string(*text);
    }
    return {};
}

// Applies `change` to `entries`, whose elements `read` makes from an object and `patch` updates.
template <typename Shown, typename Read, typename Patch>
void apply_one(std::vector<Shown>& entries, const ListChange& change, json::Value document,
               const Read& read, const Patch& patch) {
    using Kind = ListChange::Kind;
    const bool is_insert = change.kind == Kind::insert;
    const std::size_t places = entries.size() + (is_insert ? 1 : 0);
    require(change.kind == Kind::clear || change.index < places, "an index of no entry");
    const auto at = entries.begin() + static_cast<std::ptrdiff_t>(change.index);
    const auto fresh = [&] {
        Shown shown;
        if (const auto* own = std::get_if<OwnText>(&change.object)) {
            const auto parsed = json::Document::parse(own->json);
            require(parsed.has_value(), "an own message is no JSON");
            read(shown, parsed->root());
        } else {
            const auto* path = std::get_if<Path>(&change.object);
            require(path != nullptr, "an insert without an object");
            const auto object = follow(document, *path);
            require(first_text(object, {"id", "_id", "messageId"}) == change.entry.id,
                    "a path leads to another object");
            read(shown, object);
        }
        patch(shown, change.entry);
        return shown;
    };
    switch (change.kind) {
        case Kind::clear:
            entries.clear();
            return;
        case Kind::insert:
            entries.insert(at, fresh());
            return;
        case Kind::replace:
            *at = fresh();
            return;
        case Kind::patch:
            patch(*at, change.entry);
            return;
        case Kind::remove:
            entries.erase(at);
            return;
        case Kind::to_front:
            patch(*at, change.entry);
            std::rotate(entries.begin(), at, at + 1);
            return;
    }
}

void read_message(ShownMessage& shown, json::Value object) {
    shown.text = first_text(object, {"text", "content", "message"});
    shown.seq = object["seq"].integer();
}

void patch_message(ShownMessage& shown, const ListEntry& entry) {
    shown.id = entry.id;
    if (!entry.client_id.empty()) shown.client_id = str(entry.client_id.text());
    if (entry.state) shown.state = entry.state;
}

void read_conversation(ShownConversation& shown, json::Value object) {
    shown.unread = object["unreadCount"].integer();
}

void patch_conversation(ShownConversation& shown, const ListEntry& entry) {
    shown.id = entry.id;
    if (entry.unread_count) shown.unread = entry.unread_count;
}

// Called after each change, so it must be fast.
template <typename Name>
void check_twice(const std::vector<ShownMessage>& entries, const Name& name) {
    std::vector<std::string_view> names;
    names.reserve(entries.size());
    for (const auto& entry : entries) names.push_back(name(entry));
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    require(twice == names.end(), [&] { return "stands twice: " + std::string(*twice); });
}

}  // namespace

void MessageMirror::apply(const ListChanges& changes, json::Value document) {
    for (const auto& change : changes) {
        apply_one(entries_, change, document, read_message, patch_message);
    }
}

void MessageMirror::check(bool knows_own) const {
    check_twice(entries_, [](const ShownMessage& entry) { return std::string_view(entry.id); });
    if (knows_own)
        check_twice(entries_, [](const auto& entry) { return std::string_view(entry.text); });
    std::int64_t last_seq = 0;
    bool is_waiting = false;
    for (const auto& entry : entries_) {
        require(!is_waiting || !entry.is_confirmed(), "a waiting message before a stored one");
        is_waiting = !entry.is_confirmed();
        require(!entry.seq || *entry.seq > last_seq, "not in the server's order");
        last_seq = entry.seq.value_or(last_seq);
    }
}

void ConversationMirror::apply(const ListChanges& changes, json::Value document) {
    for (const auto& change : changes) {
        apply_one(entries_, change, document, read_conversation, patch_conversation);
    }
}

}  // namespace messaging::simulation
