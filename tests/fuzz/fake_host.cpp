#include "fuzz/fake_host.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "client/control_json.h"
#include "fuzz/client_script.h"
#include "fuzz/paths.h"
#include "support/document_text.h"

namespace messaging {

namespace {

// More ticks than this without time passing mean that the machine spins.
constexpr int ticks_at_once_max = 50;

// The element that a letter stands for, or a number that is not in the set.
template <typename NumberType>
NumberType pick(const std::set<NumberType>& numbers, char letter) {
    if (numbers.empty() || letter < 'a' || letter > 'z') {
        return NumberType(static_cast<unsigned char>(letter));
    }
    const auto place = static_cast<std::size_t>(letter - 'a') % numbers.size();
    return *std::next(numbers.begin(), static_cast<std::ptrdiff_t>(place));
}

}  // namespace

RequestNumber FakeHost::request(char letter) const { return pick(requests_, letter); }
TicketNumber FakeHost::ticket(char letter) const { return pick(tickets_, letter); }

SocketNumber FakeHost::oldest_socket() const {
    return sockets_.empty() ? SocketNumber() : *sockets_.begin();
}
SocketNumber FakeHost::newest_socket() const {
    return sockets_.empty() ? SocketNumber() : *sockets_.rbegin();
}

CallNumber FakeHost::new_call() {
    last_call_ = last_call_.next();
    calls_.insert(last_call_);
    return last_call_;
}

AttachmentNumber FakeHost::new_attachment() {
    last_attachment_ = last_attachment_.next();
    attachments_.insert(last_attachment_);
    return last_attachment_;
}

void FakeHost::step(std::string_view line) {
    if (move_clock(line)) return;
    // A copy, so that a view that outlives the step is noticed.
    const std::string text(line);
    if (const auto step = read_step(text, *this)) handle(step->input, step->text);
}

// `+3` and `-3` move it by 10^3 milliseconds. `.`: the timer fires on time.
bool FakeHost::move_clock(std::string_view line) {
    if (line == ".") {
        const auto deadline = client_.deadline();
        if (deadline == never) return true;
        now_ = deadline;
        handle(Tick{}, {});
        return true;
    }
    const bool is_move =
        line.size() == 2 && (line[0] == '+' || line[0] == '-') && line[1] >= '0' && line[1] <= '9';
    if (!is_move) return false;
    Duration step(1);
    for (char digit = '0'; digit < line[1]; ++digit) step *= 10;
    now_ += line[0] == '+' ? step : -step;
    return true;
}

void FakeHost::handle(const Input& input, std::string_view text) {
    forget_ended(input);
    count_ticks(input);
    const auto batch = client_.handle(now_, input);
    Turn turn{document_text(text, batch), std::nullopt};
    for (const auto& effect : batch.effects) {
        std::visit([&](const auto& what) { on(turn, what); }, effect);
    }
    check_step(batch);
}

// Forgets what an input ends, as seen by the host that hands it in.
void FakeHost::forget_ended(const Input& input) {
    if (const auto* closed = std::get_if<SocketClosed>(&input)) sockets_.erase(closed->socket);
    if (const auto* reply = std::get_if<HttpReplied>(&input)) requests_.erase(reply->request);
    if (const auto* failed = std::get_if<HttpFailed>(&input)) requests_.erase(failed->request);
    if (const auto* loaded = std::get_if<StorageLoaded>(&input)) tickets_.erase(loaded->ticket);
    if (const auto* stored = std::get_if<Persisted>(&input)) tickets_.erase(stored->ticket);
    if (const auto* failed = std::get_if<PersistFailed>(&input)) tickets_.erase(failed->ticket);
    if (std::holds_alternative<UnwatchConversations>(input)) conversations_ = {};
    if (const auto* close = std::get_if<CloseConversation>(&input)) {
        messages_.erase(close->conversation);
    }
}

void FakeHost::count_ticks(const Input& input) {
    const bool is_again =
        std::holds_alternative<Tick>(input) && now_ == last_tick_ && client_.deadline() <= now_;
    ticks_at_once_ = is_again ? ticks_at_once_ + 1 : 0;
    last_tick_ = now_;
    CHECK(ticks_at_once_ <= ticks_at_once_max, "the machine spins");
}

void FakeHost::check_step(const Client::Batch& batch) const {
    CHECK(client_.deadline() >= now_, "a deadline in the past");
    CHECK(client_.outbox_size() <= Outbox::messages_max, "the outbox is over its limit");
    // One more for the CSRF token.
    CHECK(requests_.size() <= Requests::under_way_max + 1, "too many requests are under way");
    const bool is_online = client_.connection_phase() == ConnectionPhase::online;
    CHECK(!is_online || !sockets_.empty(), "online without a socket");
    List<std::string> texts;
    json::Writer control;
    encode(control, batch, texts);
    CHECK(json::Document::parse(control.text()), "effects that are no JSON");
}

json::Value FakeHost::Turn::root() {
    if (!document) document = json::Document::parse(json);
    return document ? document->root() : json::Value();
}

void FakeHost::on(Turn&, const OpenSocket& effect) {
    CHECK(effect.socket > newest_socket(), "a socket's number is used twice");
    // A better one may be opened beside the present one.
    CHECK(sockets_.size() < 2, "three sockets are open");
    sockets_.insert(effect.socket);
}

void FakeHost::on(Turn&, const SendText& effect) {
    CHECK(sockets_.count(effect.socket) == 1, "a frame for a socket that is not open");
}

void FakeHost::on(Turn&, const SendBinary& effect) {
    CHECK(sockets_.count(effect.socket) == 1, "bytes for a socket that is not open");
    take_attachments({effect.attachment});
}

void FakeHost::on(Turn&, const CloseSocket& effect) {
    CHECK(sockets_.erase(effect.socket) == 1, "the close of a socket that is not open");
}

void FakeHost::on(Turn&, const DrainSocket& effect) {
    CHECK(sockets_.count(effect.socket) == 1, "a socket to be drained that is not open");
    drained_ = effect.socket;
}

void FakeHost::on(Turn&, const DropAttachments& effect) { take_attachments(effect.attachments); }

void FakeHost::on(Turn&, const HttpRequest& effect) {
    CHECK(effect.request > last_request_, "a request's number is used twice");
    last_request_ = effect.request;
    requests_.insert(effect.request);
}

void FakeHost::on(Turn&, const AbortRequest& effect) {
    CHECK(requests_.erase(effect.request) == 1, "the end of a request that is not under way");
}

void FakeHost::on(Turn&, const AskAuth& effect) {
    CHECK(effect.ask > ask_, "a question's number is used twice");
    ask_ = effect.ask;
}

void FakeHost::on(Turn&, const LoadStorage& effect) { take_tickets(effect.ticket); }
void FakeHost::on(Turn&, const Persist& effect) { take_tickets(effect.ticket); }
void FakeHost::on(Turn&, const Forget& effect) { take_tickets(effect.ticket); }

void FakeHost::take_tickets(TicketNumber ticket) {
    CHECK(tickets_.insert(ticket).second, "a ticket is used twice");
}

void FakeHost::take_attachments(const List<AttachmentNumber>& attachments) {
    for (const auto attachment : attachments) {
        CHECK(attachments_.erase(attachment) == 1, "bytes that nobody has, or twice");
    }
}

void FakeHost::on(Turn& turn, const Settle& effect) {
    CHECK(calls_.erase(effect.call) == 1, "an answer to a call that nobody made, or twice");
    const auto* settled = std::get_if<Settled>(&effect.outcome);
    if (settled == nullptr) return;
    take_attachments(settled->attachments);
    const auto* path = std::get_if<Path>(&settled->value);
    if (path == nullptr) return;
    if (!settled->document) {
        follow(turn.root(), *path);
        return;
    }
    const auto document = json::Document::parse(*settled->document);
    CHECK(document.has_value(), "an answer that is no JSON");
    follow(document->root(), *path);
}

void FakeHost::on(Turn&, const StateChanged& effect) {
    CHECK(effect.next_attempt_at >= now_, "the next attempt is in the past");
}

void FakeHost::on(Turn&, const ConnectionChanged& effect) {
    CHECK(is_online_ != effect.is_online, "the same connection status is told twice");
    is_online_ = effect.is_online;
}

void FakeHost::on(Turn& turn, const MessagesChanged& effect) {
    messages_[effect.conversation].apply(effect.changes, turn.root());
}

void FakeHost::on(Turn& turn, const ConversationsChanged& effect) {
    conversations_.apply(effect.changes, turn.root());
}

void FakeHost::on(Turn&, const UnreadChanged& effect) {
    CHECK(effect.count >= 0, "fewer unread messages than none");
}

void FakeHost::on(Turn& turn, const EventReceived& effect) {
    take_attachments(effect.attachments);
    if (effect.document) {
        CHECK(json::Document::parse(*effect.document).has_value(), "an event that is no JSON");
    } else {
        CHECK(turn.root().is_array(), "an event without arguments");
    }
}

}  // namespace messaging
