// A page that applies the changes ends up with the list, after any sequence of operations.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "support/str.h"
#include "unit/support/message_lists.h"
#include "unit/support/pick.h"

namespace messaging {

namespace {

constexpr std::uint64_t seeds = 150;
constexpr int steps = 200;

// A page, its server, and everything in transit between them.
class World {
  public:
    World(std::uint64_t seed, std::size_t window)
        : messages(window), random_(seed), window_(window) {}

    void step() {
        const auto what = random_.below(9);
        if (what == 0) store("");
        if (what == 1) deliver_event();
        if (what == 2) begin_send();
        if (what == 3) server_stores_send();
        if (what == 4) reply_to_send();
        if (what == 5) ask_for_list();
        if (what == 6) answer_list();
        if (what == 7) load_older();
        if (what == 8) server_deletes();
    }

    // Everything in transit arrives, and the list is requested one last time.
    void settle() {
        while (!sends_.empty()) server_stores_send();
        while (!replies_.empty()) reply_to_send();
        while (asked_) answer_list();
        ask_for_list();
        answer_list();
    }

    // What the page must show when everything has arrived.
    std::string truth() const {
        const std::size_t shown = std::min(stored_.size(), window_);
        std::string text;
        for (std::size_t i = stored_.size() - shown; i < stored_.size(); ++i) {
            if (!text.empty()) text += ' ';
            text += str(stored_[i].id.text()) + (stored_[i].sender == UserId("me") ? ":sent" : "");
        }
        return text;
    }

    // Whether sequence numbers rise along the list, and waiting own messages follow in order.
    void check_order() const {
        std::int64_t last_seq = 0;
        std::size_t at = 0;
        for (; at < messages.mirror.size() && messages.mirror[at].entry.id.view()[0] == 'm'; ++at) {
            const std::int64_t seq = std::stoll(str(messages.mirror[at].entry.id).substr(1));
            // Without the server's copy, its place cannot be known.
            if (std::holds_alternative<OwnText>(messages.mirror[at].object)) continue;
            REQUIRE(seq > last_seq);
            last_seq = seq;
        }
        int last_send = 0;
        for (; at < messages.mirror.size(); ++at) {
            const int send = std::stoi(str(messages.mirror[at].entry.id).substr(1));
            REQUIRE(send > last_send);
            last_send = send;
        }
    }

    MirroredMessages messages;

  private:
    MessageRecord store(const std::string& client_id) {
        auto record = numbered(++last_seq_);
        record.client_id = ClientMessageId(client_id);
        record.sender = UserId(client_id.empty() ? "u2" : "me");
        stored_.push_back(record);
        return record;
    }
    void deliver_event() {
        if (stored_.empty()) return;
        // Mostly new messages; now and then late or repeated ones.
        const auto back = std::min(pick(random_, 6), stored_.size() - 1);
        auto record = stored_[stored_.size() - 1 - back];
        if (random_.below(2) == 0) record.client_id = ClientMessageId();
        messages.merge(record);
    }
    void begin_send() {
        sends_.push_back("k" + std::to_string(++last_send_));
        messages.add_own(sends_.back());
        if (random_.below(4) == 0) messages.set_own_state(sends_.back(), MessageState::failed);
    }
    void server_stores_send() {
        if (sends_.empty()) return;
        replies_.push_back(store(sends_.front()));
        sends_.erase(sends_.begin());
    }
    void reply_to_send() {
        if (replies_.empty()) return;
        const auto record = replies_.front();
        replies_.erase(replies_.begin());
        const bool has_copy = random_.below(2) == 0;
        messages.confirm_own(str(record.client_id.text()), str(record.id.text()),
                             has_copy ? std::optional(record) : std::nullopt);
    }
    void ask_for_list() {
        if (asked_) return;
        asked_ = true;
        asked_at_ = messages.list.mark();
        answer_ = stored_;
    }
    void answer_list() {
        if (!asked_) return;
        asked_ = false;
        messages.replace_all(answer_, asked_at_);
    }
    void load_older() {
        const auto oldest = messages.list.oldest();
        if (!oldest || window_ > 40) return;
        std::vector<MessageRecord> older;
        for (const auto& record : stored_) {
            if (*record.seq < std::stoll(str(oldest->text()).substr(1))) older.push_back(record);
        }
        if (older.size() > 3) older.erase(older.begin(), older.end() - 3);
        const auto before = messages.list.size();
        messages.prepend(older);
        window_ += messages.list.size() - before;
    }
    void server_deletes() {
        if (stored_.empty() || random_.below(3) != 0) return;
        const auto at = static_cast<std::ptrdiff_t>(random_.below(stored_.size()));
        const auto id = (stored_.begin() + at)->id;
        const bool is_awaited = std::any_of(replies_.begin(), replies_.end(),
                                            [&](const auto& reply) { return reply.id == id; });
        if (!is_awaited) stored_.erase(stored_.begin() + at);
    }

    Random random_;
    std::size_t window_;
    std::vector<MessageRecord> stored_;
    std::vector<std::string> sends_;
    std::vector<MessageRecord> replies_;
    std::int64_t last_seq_ = 0;
    int last_send_ = 0;
    bool asked_ = false;
    MessageList::Mark asked_at_ = 0;
    std::vector<MessageRecord> answer_;
};

}  // namespace

TEST_CASE("the mirror of a message list stays in order and in the end shows the server's list") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        INFO("seed ", seed);
        World world(seed, seed % 3 == 0 ? 5 : 40);
        for (int i = 0; i < steps; ++i) {
            INFO("step ", i, ": ", str(world.messages.text()));
            world.step();
            world.check_order();
        }
        world.settle();
        REQUIRE(str(world.messages.text()) == world.truth());
    }
}

TEST_CASE("the mirror of numbered messages equals a sorted set of the newest ones") {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        const std::size_t window = 1 + pick(random, 20);
        MirroredMessages messages(window);
        std::map<std::int64_t, std::string> model;
        for (int i = 0; i < steps; ++i) {
            std::vector<MessageRecord> records;
            for (auto count = random.below(4); count > 0; --count) {
                records.push_back(numbered(static_cast<std::int64_t>(random.below(60))));
            }
            const bool is_list = random.below(5) == 0;
            if (is_list) {
                std::sort(records.begin(), records.end(),
                          [](const auto& a, const auto& b) { return a.seq < b.seq; });
                messages.replace_all(records);
                model.clear();
            }
            for (const auto& record : records) {
                if (!is_list) messages.merge(record);
                model.emplace(*record.seq, str(record.id.text()));
                if (model.size() > window) model.erase(model.begin());
            }
            std::string expected;
            for (const auto& [seq, id] : model) expected += (expected.empty() ? "" : " ") + id;
            REQUIRE(messages.text() == expected);
        }
    }
}

}  // namespace messaging
