// The page's copy of a list: applies changes to a plain vector as the host does, and requires that
// every index refers to an existing entry. If it equals the list after any sequence of operations,
// the changes are right.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "state/list_change.h"
#include "support/str.h"

namespace messaging {

struct Mirrored {
    ListEntry entry;
    std::variant<std::monostate, Path, OwnText> object;
};

class ListMirror {
  public:
    // Empties `changes`, so that the next ones can be collected in it.
    void apply(ListChanges& changes) {
        for (const auto& change : std::exchange(changes, {})) apply(change);
    }

    std::size_t size() const { return entries_.size(); }
    const Mirrored& operator[](std::size_t at) const { return entries_.at(at); }

    // The ids in order, own messages with their state: `m1 m2:read k3:pending`.
    std::string text() const {
        std::string text;
        for (const auto& [entry, object] : entries_) {
            if (!text.empty()) text += ' ';
            text += entry.id;
            if (entry.state) text += ":" + name_of(*entry.state);
        }
        return text;
    }

    // Whether no id is listed twice.
    bool is_unique() const {
        std::vector<std::string> ids;
        for (const auto& [entry, object] : entries_) ids.push_back(str(entry.id));
        std::sort(ids.begin(), ids.end());
        return std::adjacent_find(ids.begin(), ids.end()) == ids.end();
    }

    static std::string name_of(MessageState state) {
        constexpr const char* names[] = {"pending", "sent", "delivered", "read", "failed"};
        return names[static_cast<std::size_t>(state)];
    }

  private:
    void apply(const ListChange& change) {
        const auto at = entries_.begin() + static_cast<std::ptrdiff_t>(change.index);
        const bool is_insert = change.kind == ListChange::Kind::insert;
        const bool needs_entry = !is_insert && change.kind != ListChange::Kind::clear;
        if (is_insert) REQUIRE(change.index <= entries_.size());
        if (needs_entry) REQUIRE(change.index < entries_.size());
        switch (change.kind) {
            case ListChange::Kind::clear:
                return entries_.clear();
            case ListChange::Kind::insert:
                entries_.insert(at, {change.entry, change.object});
                return;
            case ListChange::Kind::replace:
                *at = {change.entry, change.object};
                return;
            case ListChange::Kind::patch:
                return patch(at->entry, change.entry);
            case ListChange::Kind::remove:
                entries_.erase(at);
                return;
            case ListChange::Kind::to_front:
                patch(at->entry, change.entry);
                std::rotate(entries_.begin(), at, at + 1);
                return;
        }
    }

    static void patch(ListEntry& entry, const ListEntry& news) {
        entry.id = news.id;
        if (!news.client_id.empty()) entry.client_id = news.client_id;
        if (news.state) entry.state = news.state;
        if (news.unread_count) entry.unread_count = news.unread_count;
        if (news.last_message) entry.last_message = news.last_message;
    }

    std::vector<Mirrored> entries_;
};

}  // namespace messaging
