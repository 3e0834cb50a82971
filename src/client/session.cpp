#include "client/session.h"

#include <utility>

namespace messaging {

bool Session::sign_in(const UserId& user) {
    if (user == user_) return false;
    user_ = user;
    accept();
    return true;
}

void Session::refuse(Instant now, Random& random) {
    const bool is_first = !is_refused_;
    if (!is_first && !is_probing_) return;
    is_refused_ = true;
    is_probing_ = false;
    ask_at_ = is_first ? now : now + backoff_.next(random);
}

void Session::accept() {
    is_refused_ = false;
    ask_at_ = never;
    backoff_.reset();
}

void Session::hurry(Instant now) {
    if (is_refused_) ask_at_ = now;
}

AskNumber Session::ask(Instant now) {
    asking_ = true;
    answer_by_ = now + answer_within;
    last_ask_ = last_ask_.next();
    return last_ask_;
}

bool Session::answered(AskNumber ask) {
    if (!asking_ || ask != last_ask_) return false;
    asking_ = false;
    if (is_refused_) is_probing_ = true;
    ask_at_ = never;
    return true;
}

}  // namespace messaging
