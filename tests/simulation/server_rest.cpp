// The REST half of the model.
#include <algorithm>
#include <utility>

#include "simulation/server.h"
#include "simulation/views.h"
#include "support/str.h"

namespace messaging::simulation {

namespace {

Reply refusal(int status, std::string_view error) {
    json::Writer writer;
    writer.begin_object().member("error", error).end_object();
    return {status, writer.take(), std::nullopt};
}

// The model's ids need no escaping, so a query can be read as it is.
std::map<std::string, std::string> read_query(std::string_view text) {
    std::map<std::string, std::string> query;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        const auto sign = std::min(pair.find('='), pair.size());
        query.emplace(pair.substr(0, sign), pair.substr(std::min(sign + 1, pair.size())));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return query;
}

std::size_t place_of(const StoredConversation& conversation, const std::string& id) {
    const auto found = std::find_if(conversation.messages.begin(), conversation.messages.end(),
                                    [&](const StoredMessage& message) { return message.id == id; });
    return static_cast<std::size_t>(found - conversation.messages.begin());
}

}  // namespace

Reply Server::answer(const Request& request) {
    const auto session = sessions_.find(request.browser);
    if (session == sessions_.end()) return refusal(401, "Unauthenticated");
    const std::string& user = session->second;
    if (request.method == Method::get) return get(user, request.path.substr(1));
    const auto path = request.path.substr(1);
    const auto slash = path.find('/');
    if (slash != std::string::npos) return post_read(user, path.substr(0, slash));
    return post_message(user, path, request.body);
}

const Reply& Server::get(const std::string& user, const std::string& path_and_query) {
    const std::pair state(epoch_, store_.changes().size());
    if (std::exchange(told_at_, state) != state) told_.clear();
    const auto [found, is_new] = told_.try_emplace({user, path_and_query});
    if (is_new) {
        const auto mark = std::min(path_and_query.find('?'), path_and_query.size());
        const auto query = path_and_query.substr(std::min(mark + 1, path_and_query.size()));
        found->second = get(user, path_and_query.substr(0, mark), read_query(query));
    }
    return found->second;
}

Reply Server::get(const std::string& user, const std::string& path, const Query& query) {
    if (path == "sync" && kind_.has_sync) return get_sync(user, query);
    if (path != "conversations" && path != "unread") return get_history(user, path, query);
    json::Writer writer;
    writer.begin_object();
    if (path == "unread") {
        writer.member("count", store_.unread_of(user));
    } else {
        writer.key("conversations").begin_array();
        for (const auto* one : store_.of(user)) write_conversation(writer, *one, user);
        writer.end_array();
    }
    if (kind_.has_sync) writer.member("cursor", cursor());
    write_features(writer, kind_);
    return {200, writer.end_object().take(), std::nullopt};
}

Reply Server::get_history(const std::string& user, const std::string& id, const Query& query) {
    const auto* conversation = store_.find(id);
    if (conversation == nullptr || !conversation->has(user)) return refusal(404, "Not found");
    const auto count = conversation->messages.size();
    std::size_t begin = 0;
    std::size_t end = count;
    bool has_more = false;
    json::Writer writer;
    writer.begin_object();
    if (kind_.has_additions) {
        const auto after = query.find("after");
        const auto before = query.find("before");
        if (before != query.end()) end = place_of(*conversation, before->second);
        const auto known = after == query.end() ? count : place_of(*conversation, after->second);
        if (known < count) {
            begin = known + 1;
            end = std::min(count, begin + page_size);
            has_more = end < count;
            writer.member("after", after->second);
        } else {
            begin = end - std::min(end, page_size);
            has_more = begin > 0;
        }
        writer.member("hasMore", has_more);
    }
    writer.key("messages").begin_array();
    for (auto at = begin; at < end; ++at) {
        write_message(writer, kind_, *conversation, conversation->messages[at]);
    }
    writer.end_array();
    if (kind_.has_sync) writer.member("cursor", cursor());
    write_features(writer, kind_);
    return {200, writer.end_object().take(), std::nullopt};
}

std::optional<std::size_t> Server::read_cursor(const std::string& cursor) const {
    const auto point = cursor.find('.');
    if (cursor.substr(0, point) != std::to_string(epoch_)) return std::nullopt;
    return static_cast<std::size_t>(std::stoul(cursor.substr(point + 1)));
}

Reply Server::get_sync(const std::string& user, const Query& query) {
    const auto& changes = store_.changes();
    const auto since = query.find("since");
    const auto known = since == query.end() ? std::nullopt : read_cursor(since->second);
    const auto from = known.value_or(changes.size());
    const auto end = std::min(changes.size(), from + page_size);
    std::set<std::string> changed;
    json::Writer messages;
    json::Writer reads;
    messages.begin_array();
    reads.begin_array();
    for (auto at = from; at < end; ++at) {
        auto& conversation = *store_.find(changes[at].conversation);
        if (!conversation.has(user)) continue;
        changed.insert(conversation.id);
        if (changes[at].seq == 0) {
            const auto event = read_event(conversation, changes[at].reader);
            // The argument of the event is the record.
            reads.raw(std::string_view(event).substr(16, event.size() - 17));
        } else {
            const auto place = static_cast<std::size_t>(changes[at].seq - 1);
            write_message(messages, kind_, conversation, conversation.messages[place]);
        }
    }
    json::Writer writer;
    writer.begin_object().key("conversations").begin_array();
    for (const auto& id : changed) write_conversation(writer, *store_.find(id), user);
    writer.end_array();
    writer.key("messages").raw(str(messages.end_array().text()));
    writer.key("reads").raw(str(reads.end_array().text()));
    writer.member("cursor", cursor_at(end));
    writer.member("unread", store_.unread_of(user)).member("more", end < changes.size());
    writer.member("reset", since != query.end() && !known);
    write_features(writer, kind_);
    return {200, writer.end_object().take(), std::nullopt};
}

Reply Server::post_message(const std::string& user, const std::string& id,
                           const std::string& body) {
    auto* conversation = store_.find(id);
    if (conversation == nullptr || !conversation->has(user)) return refusal(404, "Not found");
    const auto document = json::Document::parse(body);
    const auto root = document ? document->root() : json::Value();
    const auto text = root["message"].string();
    if (!text || text->empty()) return refusal(400, "A message needs a text");
    StoredMessage message;
    message.sender = user;
    message.text = *text;
    message.at = timeline_.now();
    if (kind_.has_additions) {
        message.client_id = std::string(root["clientMessageId"].string().value_or(""));
    }
    const auto known = std::find_if(conversation->messages.begin(), conversation->messages.end(),
                                    [&](const auto& one) {
                                        return !one.client_id.empty() && one.sender == user &&
                                               one.client_id == message.client_id;
                                    });
    const bool is_new = known == conversation->messages.end();
    const StoredMessage stored =
        is_new ? store_.add_message(*conversation, std::move(message)) : *known;
    if (is_new) tell_message(*conversation, stored);
    json::Writer writer;
    writer.begin_object().member("messageId", stored.id);
    if (kind_.has_additions) {
        writer.key("message");
        write_message(writer, kind_, *conversation, stored);
    }
    write_features(writer, kind_);
    return {is_new ? 201 : 200, writer.end_object().take(), std::nullopt};
}

Reply Server::post_read(const std::string& user, const std::string& id) {
    auto* conversation = store_.find(id);
    if (conversation == nullptr || !conversation->has(user)) return refusal(404, "Not found");
    if (store_.mark_read(*conversation, user)) tell_read(*conversation, user);
    return {200, R"({"success":true})", std::nullopt};
}

}  // namespace messaging::simulation
