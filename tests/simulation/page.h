// A page with its host: carries out the effects of a client, keeps the mirrors, and checks after
// each step what must always hold. It may sleep, and its clock may be set.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "client/client.h"
#include "simulation/ledger.h"
#include "simulation/mirror.h"
#include "simulation/network.h"
#include "simulation/recording.h"
#include "simulation/server.h"
#include "simulation/storage.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"

namespace messaging::simulation {

class Page {
  public:
    struct Surroundings {
        Timeline& timeline;
        Network& network;
        Random& random;
        Trace& trace;
    };

    // `settings`: those of a scenario that differ from the usual ones.
    Page(Surroundings around, std::string browser, std::string user, Recording::Settings settings);
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    const std::string& browser() const { return browser_; }
    const std::string& user() const { return user_; }

    // One input, now. `text`: what its views point into, for paths.
    void feed(const Input& input, std::string_view text = {});

    // What the page itself does; pages begin with `start`.
    void start();
    void open(const std::string& conversation);
    void close(const std::string& conversation);
    void send(const std::string& conversation);
    CallNumber call() { return ledger_.call(); }

    // The network's side.
    void frame_arrived(SocketNumber socket, const std::string& frame);
    void socket_closed(SocketNumber socket, int code);
    void replied(RequestNumber number, const Reply& reply);
    void request_failed(RequestNumber number, bool timed_out);
    std::string path_of(const HttpRequest& request) const;
    bool has_csrf() const { return has_csrf_; }
    void renew_csrf() { has_csrf_ = true; }
    void spoil_csrf() { has_csrf_ = false; }

    // Nothing runs meanwhile, and what arrives waits.
    void sleep_for(Duration duration);
    bool is_asleep() const { return asleep_until_.has_value(); }
    void jump_clock(Duration by);

    // The page ends without notice, and starts again after a while. Its storage stays.
    void reload_after(Duration pause);
    // The core ends without notice, and a fresh one is told everything that the page wants: the
    // module aborted, or the leading tab is gone.
    void replace_core();
    // In another tab, without a word to this page.
    void sign_out_elsewhere();
    void sign_in_elsewhere();
    int life() const { return life_; }
    bool is_gone() const { return !client_.has_value(); }

    const Client& client() const { return *client_; }
    const Ledger& ledger() const { return ledger_; }
    const std::map<std::string, MessageMirror>& conversations() const { return messages_; }
    const ConversationMirror& list() const { return conversations_; }
    std::optional<std::int64_t> unread() const { return unread_; }
    bool has_socket() const { return !open_sockets_.empty(); }
    Mode mode() const { return mode_; }
    std::size_t requests_made() const { return requests_made_; }
    // Whether an event of the server has reached this page.
    bool has_heard() const { return has_heard_; }
    // Of its present core, if the trace is on.
    const Recording& recording() const { return recording_; }
    // The page whose core is running, or was the last to run.
    static const Page* under_way() { return under_way_; }

  private:
    void whenever_awake(Timeline::Action action);
    void wake();
    Instant reading() const { return around_.timeline.now() + clock_offset_; }
    void arm();
    void tick(std::uint64_t generation);
    void check_step();
    void carry_out(const Input& input, std::string_view text);
    void begin_core();
    void end_core();
    bool is_safe(const ClientMessageId& id) const;

    // Effects: page_effects.cpp.
    struct Turn {
        std::string text;
        std::optional<json::Document> document;
        json::Value root();
    };
    void on(Turn& turn, const OpenSocket& effect);
    void on(Turn& turn, const SendText& effect);
    void on(Turn& turn, const SendBinary& effect);
    void on(Turn& turn, const CloseSocket& effect);
    void on(Turn& turn, const DrainSocket& effect);
    void on(Turn& turn, const DropAttachments& effect);
    void on(Turn& turn, const HttpRequest& effect);
    void on(Turn& turn, const AbortRequest& effect);
    void on(Turn& turn, const AskAuth& effect);
    void on(Turn& turn, const LoadStorage& effect);
    void on(Turn& turn, const Persist& effect);
    void on(Turn& turn, const Forget& effect);
    void on(Turn& turn, const WipeStorage& effect);
    void on(Turn& turn, const Settle& effect);
    void on(Turn& turn, const Log& effect);
    void on(Turn& turn, const StateChanged& effect);
    void on(Turn& turn, const ConnectionChanged& effect);
    void on(Turn& turn, const TypingChanged& effect);
    void on(Turn& turn, const ReadByOther& effect);
    void on(Turn& turn, const OwnMessageChanged& effect);
    void on(Turn& turn, const MessagesChanged& effect);
    void on(Turn& turn, const ConversationsChanged& effect);
    void on(Turn& turn, const UnreadChanged& effect);
    void on(Turn& turn, const EventReceived& effect);
    void on(Turn& turn, const ShowToast& effect);
    void on(Turn& turn, const ErrorReported& effect);
    void answer_auth(AskNumber ask);
    void store_later(Timeline::Action write, std::optional<Input> answer);
    // What this life of the page does later, once it is awake.
    void later(Duration delay, Timeline::Action action);
    Duration random_delay();

    inline static const Page* under_way_ = nullptr;

    Surroundings around_;
    std::string browser_;
    std::string user_;
    Recording::Settings settings_;
    Recording recording_;
    // Empty between two lives of the page.
    std::optional<Client> client_;
    int life_ = 1;
    bool is_signed_out_ = false;
    Storage storage_;
    // The page has not been told that unsent messages are lost with it.
    bool is_stored_ = false;
    Instant last_write_{};
    // The last life whose end cost it some of its writes.
    int unwritten_life_ = 0;
    int hanging_life_ = 0;
    int full_life_ = 0;

    Duration clock_offset_{0};
    std::optional<Instant> asleep_until_;
    std::deque<Timeline::Action> inbox_;
    std::uint64_t armed_ = 0;
    // When the timer fires; `never` if none is set.
    Instant armed_for_ = never;
    Instant last_tick_{};
    int ticks_at_once_ = 0;

    std::set<SocketNumber> open_sockets_;
    // A session keeps the number of its first socket, even if that was drained.
    std::set<SocketNumber> drained_sockets_;
    Mode mode_ = Mode::none;
    std::set<RequestNumber> requests_;
    std::size_t requests_made_ = 0;
    bool has_csrf_ = true;
    bool has_heard_ = false;
    // The question that is not answered yet, by the page's clock.
    std::optional<Instant> asked_at_;
    std::optional<bool> is_online_;

    Ledger ledger_;
    std::map<std::string, MessageMirror> messages_;
    ConversationMirror conversations_;
    std::optional<std::int64_t> unread_;
    std::set<std::string> typing_;
    int last_text_ = 0;
};

}  // namespace messaging::simulation
