#include "replay/picture.h"

#include <algorithm>
#include <stdexcept>

#include "support/str.h"

namespace messaging::replay {

namespace {

std::string string_of(json::Value value) { return std::string(value.string().value_or("")); }

// Reads the member, if there is one.
void read(std::string& target, json::Value value) {
    if (value.exists()) target = str(value.id());
}

}  // namespace

void Picture::apply(json::Value effect) {
    const auto type = string_of(effect["type"]);
    if (type == "State") state_ = string_of(effect["state"]) + ' ' + string_of(effect["mode"]);
    if (type == "Unread") read(unread_, effect["count"]);
    if (type == "Conversations") change(conversations_, effect["changes"]);
    if (type != "Messages") return;
    Messages& messages = messages_of(string_of(effect["conversationId"]));
    messages.has_older = effect["hasOlder"].boolean().value_or(false);
    change(messages.entries, effect["changes"]);
}

std::string Picture::text() const {
    std::string text = "state " + state_ + "\nunread " + unread_ + '\n';
    for (const auto& each : conversations_) {
        text += "conversation " + each.id + ' ' + each.unread + '\n';
    }
    for (const auto& [conversation, has_older, entries] : messages_) {
        text += "messages " + conversation + (has_older ? " true\n" : " false\n");
        for (const auto& each : entries) {
            text += "message " + each.id + ' ' + each.client_id + ' ' + each.state + '\n';
        }
    }
    return text;
}

void Picture::change(std::vector<Shown>& entries, json::Value changes) {
    for (const auto each : changes) {
        const auto kind = string_of(each[0]);
        if (kind == "clear") {
            entries.clear();
            continue;
        }
        const auto index = static_cast<std::size_t>(each[1].integer().value_or(0));
        const std::size_t places = entries.size() + (kind == "insert" ? 1 : 0);
        if (index >= places) throw std::runtime_error("a change of an entry that is not there");
        const auto at = entries.begin() + static_cast<std::ptrdiff_t>(index);
        if (kind == "insert") {
            entries.insert(at, changed({}, each[2]));
        } else if (kind == "remove") {
            entries.erase(at);
        } else {
            *at = changed(*at, each[2]);
            if (kind == "toFront") std::rotate(entries.begin(), at, at + 1);
        }
    }
}

Picture::Shown Picture::changed(Shown shown, json::Value entry) {
    read(shown.id, entry["id"]);
    read(shown.client_id, entry["clientMessageId"]);
    read(shown.state, entry["state"]);
    read(shown.unread, entry["unreadCount"]);
    return shown;
}

Picture::Messages& Picture::messages_of(const std::string& conversation) {
    const auto found = std::find_if(
        messages_.begin(), messages_.end(),
        [&](const Messages& messages) { return messages.conversation == conversation; });
    if (found != messages_.end()) return *found;
    return messages_.emplace_back(Messages{conversation, false, {}});
}

}  // namespace messaging::replay
