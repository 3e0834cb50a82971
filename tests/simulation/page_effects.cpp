// What the host and the page do with each effect.
#include <algorithm>
#include <utility>

#include "simulation/choice.h"
#include "simulation/page.h"
#include "simulation/violation.h"
#include "support/str.h"

namespace messaging::simulation {

json::Value Page::Turn::root() {
    if (!document) document = json::Document::parse(text);
    return document ? document->root() : json::Value();
}

void Page::on(Turn&, const OpenSocket& effect) {
    require(open_sockets_.size() < 2, "three sockets are open");
    open_sockets_.insert(effect.socket);
    around_.network.open(*this, effect.socket, str(effect.url));
}

void Page::on(Turn&, const SendText& effect) {
    require(open_sockets_.count(effect.socket) == 1, "a frame for a socket that is not open");
    around_.network.send(*this, effect.socket, str(effect.frame));
}

void Page::on(Turn&, const SendBinary& effect) {
    require(open_sockets_.count(effect.socket) == 1, "bytes for a socket that is not open");
}

void Page::on(Turn&, const CloseSocket& effect) {
    require(open_sockets_.erase(effect.socket) == 1, "the close of a socket that is not open");
    around_.network.close(*this, effect.socket);
}

void Page::on(Turn&, const DrainSocket& effect) {
    require(open_sockets_.count(effect.socket) == 1, "the drain of a socket that is not open");
    around_.network.drain(*this, effect.socket);
}

void Page::on(Turn&, const DropAttachments&) {}

void Page::on(Turn&, const HttpRequest& effect) {
    require(requests_.insert(effect.request).second, "a request's number is used twice");
    ++requests_made_;
    around_.network.request(*this, effect);
    later(effect.timeout, [this, number = effect.request] { request_failed(number, true); });
}

void Page::on(Turn&, const AbortRequest& effect) {
    require(requests_.erase(effect.request) == 1, "the end of a request that is not under way");
}

void Page::on(Turn&, const AskAuth& effect) {
    // A clock that was set may make an answer late that is still to come.
    const bool is_late = asked_at_ && reading() - *asked_at_ >= Session::answer_within;
    require(!asked_at_ || is_late, "the page is asked twice at once");
    asked_at_ = reading();
    later(random_delay(), [this, ask = effect.ask] { answer_auth(ask); });
}

// A write under way when the page ends may or may not be done; if it is not, those after it are not
// done either.
void Page::store_later(Timeline::Action write, std::optional<Input> answer) {
    last_write_ = std::max(around_.timeline.now() + random_delay(), last_write_);
    around_.timeline.at(last_write_, [this, life = life_, write = std::move(write), answer] {
        if (life != life_ && (unwritten_life_ == life || chance(around_.random, 50))) {
            unwritten_life_ = life;
            return;
        }
        write();
        if (life == life_ && answer) whenever_awake([this, answer] { feed(*answer); });
    });
}

void Page::on(Turn&, const LoadStorage& effect) {
    last_write_ = std::max(around_.timeline.now() + random_delay(), last_write_);
    later(last_write_ - around_.timeline.now(), [this, effect] {
        const std::string records = storage_.all(str(effect.user.text()));
        is_stored_ = true;
        feed(StorageLoaded{effect.ticket, records}, records);
    });
}

void Page::on(Turn&, const Persist& effect) {
    const auto& faults = around_.network.faults();
    // Storage that is full or hangs stays so for later writes.
    if (hanging_life_ == life_ || chance(around_.random, faults.writes_unanswered)) {
        hanging_life_ = life_;
        return;
    }
    if (full_life_ == life_ || chance(around_.random, faults.writes_refused)) {
        full_life_ = life_;
        return store_later([] {}, PersistFailed{effect.ticket});
    }
    store_later(
        [this, effect] {
            storage_.put(str(effect.user.text()), str(effect.id.text()), str(effect.record));
        },
        Persisted{effect.ticket});
}

void Page::on(Turn&, const Forget& effect) {
    store_later([this, effect] { storage_.remove(str(effect.user.text()), str(effect.id.text())); },
                Persisted{effect.ticket});
}

void Page::on(Turn&, const WipeStorage& effect) {
    store_later([this, effect] { storage_.wipe(str(effect.user.text())); }, std::nullopt);
}

Duration Page::random_delay() {
    const auto& faults = around_.network.faults();
    return around_.random.between(faults.latency_min, faults.latency_max);
}

// The page can sign in again as long as there is a server, unless its user has signed out.
void Page::answer_auth(AskNumber ask) {
    asked_at_.reset();
    if (chance(around_.random, around_.network.faults().auth_failing)) return feed(AuthFailed{ask});
    auto& server = around_.network.server();
    if (server.is_up() && !is_signed_out_) server.sign_in(browser_, user_);
    feed(AuthReady{ask, UserId(user_), {}});
}

void Page::on(Turn&, const Settle& effect) { ledger_.settled(effect); }

void Page::on(Turn&, const Log&) {}

void Page::on(Turn&, const StateChanged& effect) {
    const bool is_online = client_->connection_phase() == ConnectionPhase::online;
    const bool is_live = effect.mode == Mode::websocket || effect.mode == Mode::long_polling;
    // A server may keep a connection to a user whom it does not accept.
    const bool is_kept = is_online && effect.state == ClientState::unauthenticated;
    require(is_live == is_online || (is_kept && !is_live), "the page is told another state");
    require(is_live == is_online_.value_or(false),
            "the connection status is another than the state");
    require(effect.next_attempt_at >= reading(), "the next attempt is in the past");
    mode_ = effect.mode;
    if (!is_live) return;
    settings_["prefersPolling"] = effect.mode == Mode::long_polling ? "true" : "false";
}

void Page::on(Turn&, const ConnectionChanged& effect) {
    require(is_online_ != effect.is_online, "the same connection status is told twice");
    is_online_ = effect.is_online;
}

void Page::on(Turn&, const TypingChanged& effect) {
    const std::string who = str(effect.conversation.text()) + ' ' + str(effect.user.text());
    if (effect.is_typing) {
        typing_.insert(who);
    } else {
        typing_.erase(who);
    }
}

void Page::on(Turn&, const ReadByOther& effect) {
    require(effect.receipt.user != UserId(user_), "the page is told of its own reading");
}

void Page::on(Turn&, const OwnMessageChanged& effect) { ledger_.changed(effect); }

void Page::on(Turn& turn, const MessagesChanged& effect) {
    const auto found = messages_.find(str(effect.conversation.text()));
    require(found != messages_.end(), "changes of a closed list");
    found->second.apply(effect.changes, turn.root());
    found->second.set_has_older(effect.has_older);
    found->second.check(around_.network.server().kind().has_additions);
}

void Page::on(Turn& turn, const ConversationsChanged& effect) {
    conversations_.apply(effect.changes, turn.root());
}

void Page::on(Turn&, const UnreadChanged& effect) { unread_ = effect.count; }

void Page::on(Turn&, const EventReceived& effect) {
    require(open_sockets_.count(effect.socket) + drained_sockets_.count(effect.socket) == 1,
            "an event of a socket that is not open");
}

void Page::on(Turn&, const ShowToast&) {}

void Page::on(Turn&, const ErrorReported& effect) {
    if (effect.code == Failure::memory_only) is_stored_ = false;
}

}  // namespace messaging::simulation
