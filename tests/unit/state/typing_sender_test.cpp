#include "state/typing_sender.h"

#include <doctest/doctest.h>

#include <string>

#include "base/random.h"
#include "support/str.h"
#include "unit/support/moments.h"

namespace messaging {

namespace {

const ConversationId c1("c1");
const ConversationId c10("c10");

// A page that types at given times, and the signals it sends, such as `0 c1 on, 3000 c1 off`.
class Typist {
  public:
    explicit Typist(TypingSender::Options options = {}) : sender_(options) {}

    void set_at(Duration at, const ConversationId& conversation, bool is_typing) {
        run_to(at);
        if (const auto signal = sender_.set(conversation, is_typing, start + at)) tell(at, *signal);
    }
    void stop_at(Duration at, const ConversationId& conversation) {
        run_to(at);
        if (const auto signal = sender_.stop(conversation, start + at)) tell(at, *signal);
    }
    void stop_all_at(Duration at) {
        run_to(at);
        for (const auto& signal : sender_.stop_all(start + at)) tell(at, signal);
    }
    void disconnect() { sender_.forget_all(); }

    // Ticks at each deadline up to `at`, as the host's timer does.
    void run_to(Duration at) {
        while (sender_.deadline() <= start + at) {
            const Duration due = sender_.deadline() - start;
            for (const auto& signal : sender_.tick(start + due)) tell(due, signal);
            REQUIRE(sender_.deadline() != start + due);
        }
    }
    bool has_deadline() const { return sender_.deadline() != never; }
    const std::string& told() const { return told_; }

  private:
    void tell(Duration at, const TypingSignal& signal) {
        if (!told_.empty()) told_ += ", ";
        told_ += std::to_string(at.count()) + " " + str(signal.conversation.text()) +
                 (signal.is_typing ? " on" : " off");
    }

    TypingSender sender_;
    std::string told_;
};

}  // namespace

TEST_CASE("typing is sent at once, and then once a second") {
    Typist typist;
    for (Duration at = 0ms; at < 2500ms; at += 100ms) typist.set_at(at, c1, true);
    CHECK(typist.told() == "0 c1 on, 1000 c1 on, 2000 c1 on");
}

TEST_CASE("a stop is sent at once, and only after typing was sent") {
    Typist typist;
    typist.set_at(0ms, c1, false);
    typist.set_at(100ms, c1, true);
    typist.set_at(200ms, c1, false);
    typist.set_at(300ms, c1, false);
    CHECK(typist.told() == "100 c1 on, 200 c1 off");
}

TEST_CASE("typing ends by itself three seconds after it was last set") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.set_at(700ms, c1, true);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 3700 c1 off");
    CHECK_FALSE(typist.has_deadline());
}

TEST_CASE("old-6C-11: typing that is set again within a second is sent when the second is over") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.set_at(300ms, c1, false);
    typist.set_at(600ms, c1, true);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 300 c1 off, 1000 c1 on, 3600 c1 off");
}

TEST_CASE("old-6C-11: after many changes within a second the latest state is sent in the end") {
    Typist typist;
    for (Duration at = 0ms; at < 800ms; at += 100ms) {
        typist.set_at(at, c1, true);
        typist.set_at(at + 50ms, c1, false);
    }
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 50 c1 off");
    typist.set_at(1min, c1, true);
    typist.set_at(1min + 1ms, c1, false);
    typist.set_at(1min + 2ms, c1, true);
    typist.run_to(1min + 1s);
    CHECK(typist.told() == "0 c1 on, 50 c1 off, 60000 c1 on, 60001 c1 off, 61000 c1 on");
}

TEST_CASE("old-6C-11: leaving a conversation while typing sends a stop") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.stop_at(100ms, c1);
    typist.stop_at(200ms, c1);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 100 c1 off");
}

TEST_CASE("old-6C-12: leaving c1 does not affect typing in c10") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.set_at(0ms, c10, true);
    typist.stop_at(100ms, c1);
    typist.set_at(200ms, c10, true);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 0 c10 on, 100 c1 off, 3200 c10 off");
}

TEST_CASE("a page that hides stops in every conversation, and typing that waits is not sent") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.set_at(0ms, c10, true);
    typist.set_at(10ms, c10, false);
    typist.set_at(20ms, c10, true);
    typist.stop_all_at(100ms);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 0 c10 on, 10 c10 off, 100 c1 off");
}

TEST_CASE("a lost connection clears what was sent: no stop follows, and typing is sent again") {
    Typist typist;
    typist.set_at(0ms, c1, true);
    typist.disconnect();
    CHECK_FALSE(typist.has_deadline());
    typist.set_at(100ms, c1, false);
    typist.set_at(200ms, c1, true);
    CHECK(typist.told() == "0 c1 on, 200 c1 on");
}

TEST_CASE("a stop that is due before the throttle ends cancels the typing that waits") {
    Typist typist({.throttle = 1s, .stop_after = 100ms});
    typist.set_at(0ms, c1, true);
    typist.set_at(200ms, c1, true);
    typist.run_to(1min);
    CHECK(typist.told() == "0 c1 on, 100 c1 off");
}

TEST_CASE("typing beyond conversations_max conversations is ignored until one of them has ended") {
    TypingSender sender({});
    const auto named = [](std::size_t i) { return ConversationId("c" + std::to_string(i)); };
    for (std::size_t i = 0; i < TypingSender::conversations_max; ++i) {
        CHECK(sender.set(named(i), true, start).has_value());
    }
    CHECK_FALSE(sender.set(ConversationId("one more"), true, start));
    CHECK(sender.set(named(0), false, start).has_value());
    // Typing goes on where it has begun.
    CHECK(sender.set(named(1), true, start + 1s).has_value());
    sender.tick(start + 1s);
    CHECK(sender.set(ConversationId("one more"), true, start + 1s).has_value());
}

TEST_CASE("random changes send typing at most once a second and end with the latest state") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        INFO("seed ", seed);
        Random random(seed);
        TypingSender sender({});
        bool told = false;
        std::optional<Instant> told_typing_at;
        const auto hear = [&](const std::optional<TypingSignal>& signal, Instant now) {
            if (!signal) return;
            if (signal->is_typing) {
                if (told_typing_at) CHECK(now - *told_typing_at >= 1s);
                told_typing_at = now;
            } else {
                CHECK(told);
            }
            told = signal->is_typing;
        };
        Instant now = start;
        std::optional<Instant> wished_at;
        for (int step = 0; step < 300; ++step) {
            const Instant next = now + random.between(0ms, 900ms);
            for (; sender.deadline() <= next; now = sender.deadline()) {
                const Instant due = sender.deadline();
                for (const auto& signal : sender.tick(due)) hear(signal, due);
                if (sender.deadline() == due || sender.deadline() == never) break;
            }
            now = next;
            const bool is_typing = random.below(3) != 0;
            hear(sender.set(c1, is_typing, now), now);
            wished_at = is_typing ? std::optional(now) : std::nullopt;
            if (!is_typing) CHECK_FALSE(told);
        }
        const Instant later = now + 1s;
        for (const auto& signal : sender.tick(later)) hear(signal, later);
        CHECK(told == wished_at.has_value());
    }
}

}  // namespace messaging
