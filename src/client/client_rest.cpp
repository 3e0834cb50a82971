// REST: what is requested when, and what answers lead to.
#include <algorithm>
#include <utility>

#include "client/client.h"

namespace messaging {

namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

bool is_worth_retrying(std::optional<int> status) {
    return !status || *status == 408 || *status == 429 || *status >= 500;
}

bool names_csrf(json::Value root) {
    const auto words = root["error"].string().value_or("");
    // The usual guards for Express say `invalid csrf token`.
    for (const std::string_view name : {"CSRF", "csrf"}) {
        if (words.find(name) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

void Client::on(Turn& turn, const MarkThreadRead& input) {
    picture_.begin_read(input.thread);
    request_for_page(turn, rest::PostThreadRead{input.thread}, input.call);
}

void Client::on(Turn& turn, const FetchConversations& input) {
    request_for_page(turn, rest::GetConversations{input.user, input.user_type}, input.call);
}

void Client::on(Turn& turn, const FetchMessages& input) {
    request_for_page(turn, rest::GetMessages{input.conversation, {}, {}}, input.call);
}

void Client::on(Turn& turn, const FetchUnread& input) {
    request_for_page(turn, rest::GetUnread{}, input.call);
}

void Client::on(Turn& turn, const LoadOlder& input) {
    const MessageList* list = picture_.messages(input.conversation);
    const auto oldest = list == nullptr ? std::nullopt : list->oldest();
    if (!oldest || !list->has_older() || !features_.before) {
        settle(turn, input.call, false);
        return;
    }
    request_for_page(turn, rest::GetMessages{input.conversation, {}, *oldest}, input.call);
}

void Client::request_for_page(Turn& turn, rest::Call call, CallNumber page_call) {
    if (requests_.is_full()) {
        reject(turn, page_call,
               own_failure(Failure::queue_full, true, "too many requests are under way"));
        return;
    }
    requests_.send({std::move(call), page_call}, turn.effects);
}

// One request if the server can tell all changes at once; what was never loaded is requested
// separately.
void Client::want_everything() {
    freshness_.end_put_off();
    const bool has_feed = features_.sync && !cursor_.empty();
    if (has_feed) want(Part::Kind::sync);
    if (picture_.watches_conversations() && !(has_feed && picture_.are_conversations_loaded())) {
        want(Part::Kind::conversations);
    }
    if (picture_.watches_unread() && !has_feed) want(Part::Kind::unread);
    for (const auto& conversation : picture_.open_conversations()) {
        const bool is_fed = has_feed && picture_.is_loaded(conversation);
        if (!is_fed) want_messages(conversation);
    }
}

void Client::want(Part::Kind kind) { freshness_.want({kind, {}}); }

void Client::want_messages(const ConversationId& conversation) {
    freshness_.want({Part::Kind::messages, conversation});
}

rest::Call Client::call_for(const Part& part) {
    switch (part.kind) {
        case Part::Kind::sync:
            return rest::GetSync{cursor_};
        case Part::Kind::unread:
            return rest::GetUnread{};
        case Part::Kind::conversations:
            return rest::GetConversations{picture_.named_user(), picture_.named_type()};
        case Part::Kind::messages:
            break;
    }
    rest::GetMessages call{part.conversation, {}, {}};
    const MessageList* list = picture_.messages(part.conversation);
    const auto after = list == nullptr ? std::nullopt : list->resume_after();
    const bool can_resume = features_.after && picture_.is_loaded(part.conversation) && after;
    if (can_resume) call.after = *after;
    return call;
}

// The answer to a request under way would say nothing about what is wanted next.
void Client::forget(Turn& turn, const Part& part) {
    freshness_.forget(part);
    part_backoffs_.erase(part);
    requests_.abort(part, turn.effects);
}

void Client::request_due_parts(Turn& turn) {
    while (!requests_.is_full()) {
        const auto part = freshness_.take_due(turn.now);
        if (!part) return;
        const MessageList* list = picture_.messages(part->conversation);
        const auto mark = list == nullptr ? 0 : list->mark();
        requests_.send({call_for(*part), {}, part, mark}, turn.effects);
    }
}

// Aborts what is under way, and answers whoever waits for it.
void Client::give_up_requests(Turn& turn, const CallError& error) {
    for (const auto& request : requests_.abort_all(turn.effects)) {
        if (request.part) freshness_.done(*request.part);
        message_request_failed(turn, request, error, std::nullopt);
        reject(turn, request.page_call, error);
    }
    csrf_fetch_at_ = never;
    // The server refused these, so they had no effect.
    const CallError refused = own_failure(Failure::unauthorized, true);
    for (const auto& request : std::exchange(csrf_waiting_, {})) {
        message_request_failed(turn, request, refused, std::nullopt);
        reject(turn, request.page_call, error);
    }
    for (const auto call : read_marks_.take_all()) reject(turn, call, error);
    for (const auto& waiting : std::exchange(waiting_emits_, {})) {
        turn.effects.add(DropAttachments{waiting.attachments});
        reject(turn, waiting.call, error);
    }
}

void Client::send_read_marks(Turn& turn) {
    if (!is_visible_) return;
    for (const auto& conversation : read_marks_.take_ready()) {
        picture_.begin_read(conversation);
        requests_.send({rest::PostRead{conversation, socket_user()}, {}}, turn.effects);
    }
}

void Client::on(Turn& turn, const HttpReplied& input) {
    auto request = requests_.take(input.request);
    if (!request) return;
    if (std::holds_alternative<rest::GetCsrfToken>(request->call)) {
        if (is_success(input.status)) last_before_renewal_ = requests_.last();
        resend_after_csrf(turn);
        return;
    }
    const auto document = json::Document::parse(input.body);
    const auto root = document ? document->root() : json::Value();
    learn(root);
    if (handle_refusals(turn, *request, input, root)) return;
    const bool is_post = std::holds_alternative<rest::PostMessage>(request->call);
    const bool is_search = std::holds_alternative<rest::FindMessage>(request->call);
    const bool is_html = !document && input.body.find('<') != std::string_view::npos;
    if (is_success(input.status) && (is_post || is_search) && is_html) {
        // Perhaps a login page: the outcome is unknown.
        failed(turn, *request, own_failure(Failure::malformed, true), std::nullopt);
        return;
    }
    const bool is_known_message = input.status == 409 && read_sent(root) && is_post;
    if (is_success(input.status) || is_known_message) {
        session_.accept();
        if (!connection_.is_online()) connection_.server_answered();
        succeeded(turn, input.request, *request, root);
        return;
    }
    failed(turn, *request,
           {Failure::refused, input.status, read_error(root), is_worth_retrying(input.status)},
           input.retry_after);
}

void Client::on(Turn& turn, const HttpFailed& input) {
    const auto request = requests_.take(input.request);
    if (!request) return;
    if (std::holds_alternative<rest::GetCsrfToken>(request->call)) {
        resend_after_csrf(turn);
        return;
    }
    const Failure code = input.timed_out ? Failure::timeout : Failure::network;
    failed(turn, *request, own_failure(code, true), std::nullopt);
}

// Refusals of the session or its CSRF token rather than of the request. True if it was one.
bool Client::handle_refusals(Turn& turn, PendingRequest& request, const HttpReplied& reply,
                             json::Value root) {
    // The message is of another user than the session: somebody has signed in elsewhere. If it is
    // still the same user, it is a refusal like any other.
    const auto* post = std::get_if<rest::PostMessage>(&request.call);
    OutgoingMessage* sent = post == nullptr ? nullptr : outbox_.find(post->message);
    const bool is_of_another = reply.status == 409 && !read_sent(root) && sent != nullptr &&
                               !std::exchange(sent->is_contested, true);
    const bool has_stale_token = reply.status == 403 && names_csrf(root);
    const bool is_renewable = reply.status == 401 || has_stale_token;
    if (is_renewable && reply.request <= last_before_renewal_) {
        requests_.send(std::move(request), turn.effects);
        return true;
    }
    if (reply.status == 401 || is_of_another) {
        session_.refuse(turn.now, random_);
        failed(turn, request, {Failure::unauthorized, reply.status, read_error(root), true},
               std::nullopt);
        return true;
    }
    if (!has_stale_token || request.fresh_tokens == fresh_tokens_max) return false;
    // Another tab may have fetched a token too, which invalidates this page's: a request that is
    // refused again lets the others pass.
    const bool is_first = request.fresh_tokens++ == 0;
    const Duration pause =
        is_first ? Duration::zero() : random_.between(csrf_pause, 10 * csrf_pause);
    const bool is_fetching = !csrf_waiting_.empty() && csrf_fetch_at_ == never;
    if (!is_fetching) csrf_fetch_at_ = std::min(csrf_fetch_at_, turn.now + pause);
    csrf_waiting_.push_back(std::move(request));
    return true;
}

void Client::fetch_csrf(Turn& turn) {
    if (csrf_fetch_at_ > turn.now) return;
    csrf_fetch_at_ = never;
    requests_.send({rest::GetCsrfToken{}, {}}, turn.effects);
}

void Client::resend_after_csrf(Turn& turn) {
    for (auto& request : std::exchange(csrf_waiting_, {})) {
        requests_.send(std::move(request), turn.effects);
    }
}

void Client::succeeded(Turn& turn, RequestNumber number, const PendingRequest& request,
                       json::Value root) {
    last_poll_failed_ = false;
    if (const auto* message = std::get_if<rest::PostMessage>(&request.call)) {
        message_delivered(turn, *message, root);
        return;
    }
    if (const auto* find = std::get_if<rest::FindMessage>(&request.call)) {
        history_searched(turn, *find, root);
        return;
    }
    if (const auto* read = std::get_if<rest::PostRead>(&request.call)) {
        for (const auto call : read_marks_.done(read->conversation)) settle(turn, call);
        marked_read(turn, read->conversation);
        return;
    }
    if (!request.page_call.is_none()) {
        answer_page(turn, request, root);
        return;
    }
    const auto& part = request.part;
    if (!part) return;
    if (!apply_part(turn, request, root)) {
        failed(turn, request, own_failure(Failure::malformed, true), std::nullopt);
        return;
    }
    if (is_before_feed(number, root)) freshness_.want(*part);
    freshness_.done(*part);
    part_backoffs_.erase(*part);
}

void Client::failed(Turn& turn, const PendingRequest& request, const CallError& error,
                    std::optional<Duration> retry_after) {
    const auto conversation = rest::conversation_of(request.call);
    report_error(turn, rest::operation_of(request.call), error, conversation);
    reject(turn, request.page_call, error);
    if (!error.status) last_poll_failed_ = error.code != Failure::malformed;
    message_request_failed(turn, request, error, retry_after);
    if (const auto* read = std::get_if<rest::PostRead>(&request.call)) {
        for (const auto call : read_marks_.done(read->conversation)) reject(turn, call, error);
        return;
    }
    const auto& part = request.part;
    if (!part) return;
    freshness_.done(*part);
    const bool is_absent = error.code == Failure::malformed || !is_worth_retrying(error.status);
    if (part->kind == Part::Kind::sync && is_absent && error.code != Failure::unauthorized) {
        // The feed is not there after all, or is something else.
        features_.sync = false;
        begin_feed_anew();
        want_everything();
        return;
    }
    const bool waits_for_poll = !connection_.is_online() && polling_.is_enabled() && !retry_after &&
                                error.code != Failure::unauthorized;
    if (!error.retryable || waits_for_poll) return;
    auto& backoff =
        part_backoffs_.insert(*part, config_.reconnect_min, config_.reconnect_max).first;
    freshness_.put_off(
        *part, turn.now + std::max(backoff.next(random_), retry_after.value_or(Duration::zero())));
}

}  // namespace messaging
