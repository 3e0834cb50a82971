// Who the user is, and whether the server believes it. The page is asked before every CONNECT and
// when the server refuses: at once the first time, then ever more rarely, so that a page whose user
// has signed out elsewhere does not knock every half minute.
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
    // Whether this is another user than before.
    bool sign_in(const UserId& user);

    // The server does not know the session, or no longer.
    void refuse(Instant now, Random& random);
    void accept();
    bool is_refused() const { return is_refused_; }
    // Requests make sense: the session is good, or the page has been asked since it was refused.
    bool may_request() const { return !is_refused_ || is_probing_; }

    // Whether the page is to be asked on behalf of the session itself.
    bool wants_ask(Instant now) const { return ask_at_ <= now; }
    // One question at a time, whoever has it.
    AskNumber ask(Instant now);
    bool is_asking() const { return asking_; }
    AskNumber asked() const { return last_ask_; }
    bool is_late(Instant now) const { return asking_ && answer_by_ <= now; }
    // False for the answer to a question that nobody waits for.
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
