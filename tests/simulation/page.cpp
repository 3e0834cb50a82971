#include "simulation/page.h"

#include <utility>
#include <vector>

#include "client/requests.h"
#include "scenarios/player.h"
#include "simulation/choice.h"
#include "simulation/describe.h"
#include "simulation/violation.h"
#include "support/document_text.h"
#include "support/str.h"

namespace messaging::simulation {

namespace {

// More ticks than this without time passing mean that the machine spins.
constexpr int ticks_at_once_max = 50;
// How many of the answers that come too late reach the core all the same.
constexpr int stale_percent = 50;
// Most lost connections have 1006; servers, proxies and browsers have others. With 1000 a host
// reports that it has drained a polling socket.
const std::vector<int> close_codes = {1006, 1006, 1006, 1001, 1005, 1009, 1011, 1012, 4000};

}  // namespace

Page::Page(Surroundings around, std::string browser, std::string user, Recording::Settings settings)
    : around_(around),
      browser_(std::move(browser)),
      user_(std::move(user)),
      settings_(std::move(settings)) {
    begin_core();
}

void Page::begin_core() {
    auto settings = settings_;
    // Each core has its own seed, whatever else chance decides.
    settings["seed"] = '"' + browser_ + '-' + settings["seed"] + '-' + std::to_string(life_) + '"';
    const auto config = transcript::configured(settings);
    require(config.has_value(), "no configuration");
    client_.emplace(*config);
    is_stored_ = config->is_stored;
    if (!around_.trace.is_on()) return;
    recording_ = Recording(std::move(settings));
    const auto offset_ms = clock_offset_.count();
    if (offset_ms != 0) recording_.clock_set(0, offset_ms);
}

void Page::feed(const Input& input, std::string_view text) {
    if (is_gone()) return;
    under_way_ = this;
    try {
        carry_out(input, text);
    } catch (Violation& violation) {
        if (violation.what.find(browser_) == std::string::npos) {
            violation.what = browser_ + ": " + violation.what;
        }
        throw;
    }
}

void Page::carry_out(const Input& input, std::string_view text) {
    Trace& trace = around_.trace;
    const auto stamp = [&](const char* arrow) {
        return std::to_string(around_.timeline.now().time_since_epoch().count() % 100'000'000) +
               ' ' + browser_ + arrow;
    };
    // Pings would drown everything else.
    const bool is_traced = trace.is_on() && text != "2";
    if (is_traced) trace.add(stamp(" < ") + describe(input, text));
    if (trace.is_on()) recording_.input(around_.timeline.age().count(), input, text);
    const auto batch = client_->handle(reading(), input);
    Turn turn{document_text(text, batch), std::nullopt};
    for (const auto& effect : batch.effects) {
        if (is_traced) trace.add(stamp("     > ") + describe(effect));
        if (trace.is_on()) recording_.effect(effect);
        std::visit([&](const auto& what) { on(turn, what); }, effect);
    }
    check_step();
    arm();
}

void Page::check_step() {
    const auto deadline = client_->deadline();
    require(deadline >= reading(), "a deadline in the past");
    require(client_->outbox_size() <= Outbox::messages_max, "the outbox is over its limit");
    // One more for the CSRF token.
    require(requests_.size() <= Requests::under_way_max + 1, "too many requests are under way");
    const bool is_online = client_->connection_phase() == ConnectionPhase::online;
    require(!is_online || has_socket(), "online without a socket");
}

// A browser's timers count real time: setting the clock does not move them.
void Page::arm() {
    const auto deadline = client_->deadline();
    const Instant due = deadline == never ? never : around_.timeline.now() + (deadline - reading());
    if (due == armed_for_) return;
    armed_for_ = due;
    const auto generation = ++armed_;
    if (due == never) return;
    around_.timeline.at(due, [this, generation] {
        if (generation == armed_) whenever_awake([this, generation] { tick(generation); });
    });
}

void Page::tick(std::uint64_t generation) {
    if (generation != armed_) return;
    const Instant now = around_.timeline.now();
    armed_for_ = never;
    ticks_at_once_ = last_tick_ == now ? ticks_at_once_ + 1 : 0;
    last_tick_ = now;
    require(ticks_at_once_ <= ticks_at_once_max, "the machine spins");
    feed(Tick{});
}

void Page::start() {
    around_.network.server().sign_in(browser_, user_);
    feed(SignIn{UserId(user_)});
    feed(WatchConversations{UserId(user_), "customer"});
    feed(WatchUnread{});
    feed(Connect{});
}

void Page::sign_out_elsewhere() {
    is_signed_out_ = true;
    around_.network.server().sign_out(browser_);
}

void Page::sign_in_elsewhere() {
    is_signed_out_ = false;
    around_.network.server().sign_in(browser_, user_);
}

void Page::open(const std::string& conversation) {
    messages_.try_emplace(conversation);
    feed(OpenConversation{ConversationId(conversation)});
}

void Page::close(const std::string& conversation) {
    messages_.erase(conversation);
    feed(CloseConversation{ConversationId(conversation)});
}

void Page::send(const std::string& conversation) {
    const std::string text = browser_ + '-' + std::to_string(++last_text_);
    // Some pages name their messages themselves; those that are to outlive a core must.
    const bool is_named = around_.network.faults().core_losses > 0 || chance(around_.random, 50);
    std::string json = R"({"message":")" + text + '"';
    if (is_named) json += R"(,"clientMessageId":"own-)" + text + '"';
    json += '}';
    if (is_gone()) return;
    const auto number = call();
    ledger_.sending(number, conversation, text, json);
    feed(SendMessage{number, ConversationId(conversation), false, json}, json);
}

bool Page::is_safe(const ClientMessageId& id) const {
    return is_stored_ && storage_.has(user_, str(id.text()));
}

void Page::end_core() {
    client_.reset();
    ++life_;
    ++armed_;
    armed_for_ = never;
    around_.network.page_ended(*this);
    open_sockets_.clear();
    drained_sockets_.clear();
    requests_.clear();
    asked_at_.reset();
    is_online_.reset();
    inbox_.clear();
    asleep_until_.reset();
    conversations_ = {};
    unread_.reset();
    typing_.clear();
}

void Page::reload_after(Duration pause) {
    if (is_gone()) return;
    around_.trace.add(browser_ + " is reloaded");
    end_core();
    messages_.clear();
    ledger_.page_ended([this](const ClientMessageId& id) { return is_safe(id); });
    around_.timeline.after(pause, [this] {
        begin_core();
        start();
    });
}

void Page::replace_core() {
    if (is_gone()) return;
    around_.trace.add(browser_ + " has a fresh core");
    end_core();
    const auto sends =
        ledger_.core_ended([this](const ClientMessageId& id) { return is_safe(id); });
    begin_core();
    start();
    for (auto& [conversation, mirror] : messages_) {
        mirror = {};
        feed(OpenConversation{ConversationId(conversation)});
    }
    for (const auto& [number, message] : sends) {
        feed(SendMessage{number, ConversationId(message.conversation), true, message.json},
             message.json);
    }
}

void Page::later(Duration delay, Timeline::Action action) {
    around_.timeline.after(delay, [this, life = life_, action = std::move(action)] {
        if (life == life_) whenever_awake(action);
    });
}

void Page::frame_arrived(SocketNumber socket, const std::string& frame) {
    whenever_awake([this, socket, frame] {
        if (frame.starts_with("42") && open_sockets_.count(socket) != 0) has_heard_ = true;
        feed(SocketText{socket, frame}, frame);
    });
}

void Page::socket_closed(SocketNumber socket, int code) {
    whenever_awake([this, socket, code] {
        open_sockets_.erase(socket);
        const bool is_drained = code == Transport::code_drained;
        if (is_drained) drained_sockets_.insert(socket);
        feed(SocketClosed{socket, is_drained ? code : pick(around_.random, close_codes)});
    });
}

void Page::replied(RequestNumber number, const Reply& reply) {
    whenever_awake([this, number, reply] {
        if (requests_.erase(number) == 0 && !chance(around_.random, stale_percent)) return;
        feed(HttpReplied{number, reply.status, reply.retry_after, reply.body}, reply.body);
    });
}

void Page::request_failed(RequestNumber number, bool timed_out) {
    whenever_awake([this, number, timed_out] {
        if (requests_.erase(number) == 0) return;
        feed(HttpFailed{number, timed_out});
    });
}

std::string Page::path_of(const HttpRequest& request) const {
    static const std::string base = "/api/messages";
    const std::string url = str(request.url);
    require(url.starts_with(base), "a request to somewhere else");
    return url.substr(base.size());
}

void Page::whenever_awake(Timeline::Action action) {
    if (asleep_until_) {
        inbox_.push_back(std::move(action));
    } else {
        action();
    }
}

void Page::sleep_for(Duration duration) {
    if (asleep_until_ || is_gone()) return;
    asleep_until_ = around_.timeline.now() + duration;
    if (around_.trace.is_on()) {
        const auto at = around_.timeline.age();
        recording_.nap(at.count(), (at + duration).count());
    }
    around_.timeline.at(*asleep_until_, [this, life = life_] {
        if (life == life_) wake();
    });
}

void Page::jump_clock(Duration by) {
    clock_offset_ += by;
    if (around_.trace.is_on()) recording_.clock_set(around_.timeline.age().count(), by.count());
}

// The timer may fire before or after what has arrived meanwhile is handled.
void Page::wake() {
    asleep_until_.reset();
    auto waiting = std::exchange(inbox_, {});
    if (chance(around_.random, 50)) feed(Tick{});
    for (const auto& action : waiting) action();
}

}  // namespace messaging::simulation
