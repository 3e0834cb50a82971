#include "simulation/store.h"

#include <algorithm>
#include <utility>

#include "simulation/violation.h"

namespace messaging::simulation {

std::int64_t StoredConversation::unread_of(const std::string& user) const {
    const auto position = read.find(user);
    const std::int64_t read_seq = position == read.end() ? 0 : position->second;
    return std::count_if(messages.begin(), messages.end(), [&](const StoredMessage& message) {
        return message.sender != user && message.seq > read_seq;
    });
}

bool StoredConversation::has(const std::string& user) const {
    return std::find(users.begin(), users.end(), user) != users.end();
}

bool StoredConversation::is_read(const StoredMessage& message) const {
    return std::any_of(read.begin(), read.end(), [&](const auto& position) {
        return position.first != message.sender && position.second >= message.seq;
    });
}

StoredConversation& Store::add_conversation(const std::string& id, std::vector<std::string> users,
                                            Instant at) {
    return conversations_.emplace_back(StoredConversation{id, std::move(users), {}, {}, at});
}

StoredConversation* Store::find(const std::string& id) {
    const auto found = std::find_if(conversations_.begin(), conversations_.end(),
                                    [&](const StoredConversation& one) { return one.id == id; });
    return found == conversations_.end() ? nullptr : &*found;
}

std::vector<const StoredConversation*> Store::of(const std::string& user) const {
    std::vector<const StoredConversation*> found;
    for (const auto& conversation : conversations_) {
        if (conversation.has(user)) found.push_back(&conversation);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->active_at > b->active_at; });
    return found;
}

std::int64_t Store::unread_of(const std::string& user) const {
    std::int64_t total = 0;
    for (const auto* conversation : of(user)) total += conversation->unread_of(user);
    return total;
}

const StoredMessage& Store::add_message(StoredConversation& conversation, StoredMessage message) {
    message.id = "m" + std::to_string(++last_message_);
    message.seq = static_cast<std::int64_t>(conversation.messages.size()) + 1;
    // Without `seq`, only the time orders two messages.
    message.at = std::max(message.at, conversation.active_at + Duration(1));
    conversation.active_at = message.at;
    changes_.push_back({conversation.id, message.seq, {}});
    conversation.messages.push_back(message);
    const bool is_new = texts_.insert(message.text).second;
    require(is_new, [&] { return "stored twice: " + message.text; });
    if (doubles_third_ && last_message_ == 3) return add_message(conversation, message);
    return conversation.messages.back();
}

bool Store::mark_read(StoredConversation& conversation, const std::string& user) {
    const auto seq = static_cast<std::int64_t>(conversation.messages.size());
    auto& position = conversation.read[user];
    if (position >= seq) return false;
    position = seq;
    changes_.push_back({conversation.id, 0, user});
    return true;
}

}  // namespace messaging::simulation
