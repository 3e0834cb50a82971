#include "fuzz/list_copy.h"

#include <algorithm>

#include "base/check.h"
#include "fuzz/paths.h"

namespace messaging {

namespace {

// The page names its waiting messages, and may use a name that a server uses too.
bool is_named_by_page(const ListEntry& entry) {
    return entry.state == MessageState::pending || entry.state == MessageState::failed;
}

}  // namespace

void ListCopy::apply(const ListChanges& changes, json::Value document) {
    for (const auto& change : changes) apply(change, document);
    std::vector<Text> ids;
    for (const auto& entry : entries_) {
        if (!is_named_by_page(entry)) ids.push_back(entry.id);
    }
    std::sort(ids.begin(), ids.end());
    CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end(), "an id stands twice");
}

void ListCopy::apply(const ListChange& change, json::Value document) {
    using Kind = ListChange::Kind;
    const bool is_insert = change.kind == Kind::insert;
    const bool has_place = change.index < entries_.size() + (is_insert ? 1 : 0);
    CHECK(change.kind == Kind::clear || has_place, "an index of no entry");
    if (const auto* path = std::get_if<Path>(&change.object)) follow(document, *path);
    if (const auto* own = std::get_if<OwnText>(&change.object)) {
        CHECK(json::Document::parse(own->json).has_value(), "an own message is no JSON");
    }
    if (change.entry.last_message) follow(document, *change.entry.last_message);
    const auto at = entries_.begin() + static_cast<std::ptrdiff_t>(change.index);
    switch (change.kind) {
        case Kind::clear:
            return entries_.clear();
        case Kind::insert:
            entries_.insert(at, change.entry);
            return;
        case Kind::replace:
        case Kind::patch:
            *at = change.entry;
            return;
        case Kind::remove:
            entries_.erase(at);
            return;
        case Kind::to_front:
            *at = change.entry;
            std::rotate(entries_.begin(), at, at + 1);
            return;
    }
}

}  // namespace messaging
