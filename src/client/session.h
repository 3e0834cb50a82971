// Who the user is, and whether the server accepts the session. The page is asked before every
// CONNECT, and when the server refuses: at once the first time, then ever more rarely, so that a
// page whose user has signed out elsewhere does not retry every half minute.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "state/backoff.h"

namespace messaging {

class Session {
  public:
    static constexpr Duration ask_again_min = std::chrono::seconds(30);
    static constexpr Duration ask_again_max = std::chrono::minutes(10);
    // A page that has not answered by then will not.
    static constexpr Duration answer_within = std::chrono::seconds(30);

    const UserId& user() const { return user_; }
    // Returns whether this is another user than before.
    bool sign_in(const UserId& user);

    // The server does not know the session, or no longer does.
    void refuse(Instant now, Random& random);
    void accept();
    // Somebody asks to try again: the page is asked now rather than later.
    void hurry(Instant now);
    bool is_refused() const { return is_refused_; }
    // Whether requests make sense: the session is good, or the page was asked since its refusal.
    bool may_request() const { return !is_refused_ || is_probing_; }

    // Whether to ask the page on behalf of the session itself.
    bool wants_ask(Instant now) const { return ask_at_ <= now; }
    // One question at a time, whatever it is needed for.
    AskNumber ask(Instant now);
    bool is_asking() const { return asking_; }
    AskNumber asked() const { return last_ask_; }
    bool is_late(Instant now) const { return asking_ && answer_by_ <= now; }
    // False if nobody waits for the answer to this question.
    bool answered(AskNumber ask);

    Instant deadline() const { return asking_ ? answer_by_ : ask_at_; }

  private:
    UserId user_;
    bool is_refused_ = false;
    bool is_probing_ = false;
    Backoff backoff_{ask_again_min, ask_again_max};
    Instant ask_at_ = never;
    AskNumber last_ask_;
    bool asking_ = false;
    Instant answer_by_ = never;
};

}  // namespace messaging
