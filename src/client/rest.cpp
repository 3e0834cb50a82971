#include "client/rest.h"

#include "base/json_writer.h"
#include "wire/url.h"

namespace messaging::rest {

namespace {

using url::encode_component;

std::string about(const ConversationId& conversation) {
    return "/" + encode_component(conversation.text());
}

std::string path_of(const GetConversations& call) {
    return "/conversations?userId=" + encode_component(call.user.text()) +
           "&userType=" + encode_component(call.user_type);
}

std::string path_of(const GetMessages& call) {
    std::string path = about(call.conversation);
    if (!call.after.empty()) {
        path += "?after=" + encode_component(call.after.text()) + "&limit=" + decimal(delta_limit);
    } else if (!call.before.empty()) {
        path +=
            "?before=" + encode_component(call.before.text()) + "&limit=" + decimal(older_limit);
    }
    return path;
}

std::string path_of(const GetUnread&) { return "/unread"; }

std::string path_of(const GetSync& call) {
    return call.since.empty() ? "/sync" : "/sync?since=" + encode_component(call.since);
}

std::string path_of(const GetCsrfToken&) { return ""; }

std::string path_of(const PostMessage& call) { return about(call.conversation); }

std::string path_of(const FindMessage& call) { return about(call.conversation); }

std::string path_of(const PostRead& call) { return about(call.conversation) + "/read"; }

std::string path_of(const PostThreadRead& call) {
    return "/threads/" + encode_component(call.thread.text()) + "/mark-read";
}

Text body_of(const Call& call) {
    if (const auto* message = std::get_if<PostMessage>(&call)) return message->body;
    if (const auto* read = std::get_if<PostRead>(&call)) {
        json::Writer body;
        body.begin_object().member("userId", read->user.text()).end_object();
        return body.take();
    }
    return {};
}

struct OperationName {
    std::string_view operator()(const GetConversations&) const { return "conversations"; }
    std::string_view operator()(const GetMessages&) const { return "messages"; }
    std::string_view operator()(const GetUnread&) const { return "unread"; }
    std::string_view operator()(const GetSync&) const { return "sync"; }
    std::string_view operator()(const GetCsrfToken&) const { return "csrf"; }
    std::string_view operator()(const PostMessage&) const { return "send"; }
    std::string_view operator()(const FindMessage&) const { return "send"; }
    std::string_view operator()(const PostRead&) const { return "read"; }
    std::string_view operator()(const PostThreadRead&) const { return "read"; }
};

}  // namespace

HttpRequest to_request(const Call& call, const Config& config) {
    HttpRequest request;
    request.method = is_get(call) ? Method::get : Method::post;
    request.timeout = timeout;
    if (std::holds_alternative<GetCsrfToken>(call)) {
        request.purpose = Purpose::csrf;
        request.url = config.csrf_url;
        return request;
    }
    request.url =
        std::string(config.api.view()) + std::visit([](const auto& c) { return path_of(c); }, call);
    request.body = body_of(call);
    if (const auto* message = std::get_if<PostMessage>(&call)) {
        if (message->is_idempotent) request.idempotency_key = message->message.text();
    }
    return request;
}

std::string_view operation_of(const Call& call) { return std::visit(OperationName{}, call); }

ConversationId conversation_of(const Call& call) {
    if (const auto* get = std::get_if<GetMessages>(&call)) return get->conversation;
    if (const auto* send = std::get_if<PostMessage>(&call)) return send->conversation;
    if (const auto* find = std::get_if<FindMessage>(&call)) return find->conversation;
    if (const auto* read = std::get_if<PostRead>(&call)) return read->conversation;
    if (const auto* read = std::get_if<PostThreadRead>(&call)) return read->thread;
    return {};
}

bool is_get(const Call& call) {
    return !std::holds_alternative<PostMessage>(call) && !std::holds_alternative<PostRead>(call) &&
           !std::holds_alternative<PostThreadRead>(call);
}

}  // namespace messaging::rest
