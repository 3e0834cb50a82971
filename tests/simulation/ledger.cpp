#include "simulation/ledger.h"

#include <algorithm>

#include "simulation/violation.h"

namespace messaging::simulation {

CallNumber Ledger::call() {
    last_call_ = last_call_.next();
    open_calls_.insert(last_call_);
    return last_call_;
}

void Ledger::sending(CallNumber call, const std::string& conversation, const std::string& text,
                     const std::string& json) {
    by_call_[call] = messages_.size();
    SentMessage message;
    message.conversation = conversation;
    message.text = text;
    message.json = json;
    messages_.push_back(std::move(message));
}

void Ledger::page_ended(const IsKept& is_kept) {
    open_calls_.clear();
    by_call_.clear();
    look_at_copies(is_kept);
}

std::vector<std::pair<CallNumber, SentMessage>> Ledger::core_ended(const IsKept& is_kept) {
    std::erase_if(open_calls_, [&](CallNumber call) { return by_call_.count(call) == 0; });
    std::erase_if(by_call_, [&](const auto& sent) { return open_calls_.count(sent.first) == 0; });
    std::vector<std::pair<CallNumber, SentMessage>> sends;
    std::set<ClientMessageId> repeated;
    for (const auto& [call, place] : by_call_) {
        sends.emplace_back(call, messages_[place]);
        repeated.insert(messages_[place].id);
    }
    look_at_copies(
        [&](const ClientMessageId& id) { return repeated.count(id) != 0 || is_kept(id); });
    return sends;
}

void Ledger::look_at_copies(const IsKept& is_kept) {
    for (auto& message : messages_) {
        const bool is_pending = !message.state || message.state == MessageState::pending;
        const bool is_safe = !message.id.empty() && is_kept(message.id);
        if (is_pending && !is_safe) message.is_void = true;
        message.has_stale_copy = !is_pending && is_safe;
    }
}

void Ledger::settled(const Settle& settle) {
    require(open_calls_.erase(settle.call) == 1, "a promise was settled twice, or never made");
    const auto sent = by_call_.find(settle.call);
    if (sent == by_call_.end()) return;
    SentMessage& message = messages_[sent->second];
    if (const auto* error = std::get_if<CallError>(&settle.outcome)) {
        message.has_failed = true;
        message.reason = error->code;
        // It was never accepted.
        if (message.id.empty()) message.state = MessageState::failed;
    } else {
        require(!message.id.empty(), "a message was accepted that the page was never told of");
    }
}

void Ledger::changed(const OwnMessageChanged& change) {
    // This page is also told that messages sent by the user's other pages were read.
    if (change.state == MessageState::read && !is_known(change.client_id)) return;
    SentMessage& message = find(change.client_id);
    message.id = change.client_id;
    const bool is_stored =
        message.state == MessageState::sent || message.state == MessageState::read;
    require(!is_stored || message.has_stale_copy || change.state != MessageState::failed,
            "a stored message has failed");
    message.state = change.state;
    message.reason = change.reason;
    if (change.state == MessageState::failed) message.has_failed = true;
    if (change.reason == Failure::discarded) message.was_discarded = true;
}

bool Ledger::is_known(const ClientMessageId& id) const {
    return std::any_of(messages_.begin(), messages_.end(),
                       [&](const SentMessage& one) { return one.id == id; });
}

SentMessage& Ledger::find(const ClientMessageId& id) {
    const auto known = std::find_if(messages_.begin(), messages_.end(),
                                    [&](const SentMessage& one) { return one.id == id; });
    if (known != messages_.end()) return *known;
    // The first news of the message that is being handed over.
    require(!messages_.empty() && messages_.back().id.empty(),
            "news of a message that nobody sent");
    return messages_.back();
}

}  // namespace messaging::simulation
