#include "fuzz/client_script.h"

#include <algorithm>
#include <array>

#include "fuzz/fake_host.h"

namespace messaging {

namespace {

// A line after its first letter, and the numbers that it may refer to.
struct Line {
    std::string_view rest;
    FakeHost& host;

    char letter() {
        if (rest.empty()) return '\0';
        const char first = rest.front();
        rest.remove_prefix(1);
        return first;
    }

    Text word() {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        return Text(word);
    }

    template <typename IdType>
    IdType id() {
        return IdType(word());
    }
};

using Meaning = Step (*)(Line& line);

struct Word {
    char letter;
    Meaning meaning;
};

template <typename Plain>
Step plain(Line&) {
    return {Plain{}, {}};
}

template <typename AboutConversation>
Step about_conversation(Line& line) {
    return {AboutConversation{line.id<ConversationId>()}, {}};
}

template <typename Call>
Step call_about_conversation(Line& line) {
    return {Call{line.host.new_call(), line.id<ConversationId>()}, {}};
}

template <typename Call>
Step call_about_message(Line& line) {
    return {Call{line.host.new_call(), line.id<ClientMessageId>()}, {}};
}

template <bool is_repeated>
Step send_message(Line& line) {
    const auto conversation = line.id<ConversationId>();
    return {SendMessage{line.host.new_call(), conversation, is_repeated, line.rest}, line.rest};
}

template <bool is_typing>
Step set_typing(Line& line) {
    return {SetTyping{line.id<ConversationId>(), is_typing}, {}};
}

template <bool has_call, std::size_t attachment_count>
Step emit(Line& line) {
    Emit input;
    if (has_call) input.call = line.host.new_call();
    for (std::size_t i = 0; i < attachment_count; ++i) {
        input.attachments.push_back(line.host.new_attachment());
    }
    input.json = line.rest;
    return {input, line.rest};
}

constexpr auto page = std::to_array<Word>({
    {'C', plain<Connect>},
    {'D', plain<Disconnect>},
    {'I', [](Line& line) -> Step { return {SignIn{line.id<UserId>()}, {}}; }},
    {'O', plain<SignOut>},
    {'W',
     [](Line& line) -> Step {
         const auto user = line.id<UserId>();
         return {WatchConversations{user, line.word()}, {}};
     }},
    {'w', plain<UnwatchConversations>},
    {'U', plain<WatchUnread>},
    {'u', plain<UnwatchUnread>},
    {'(', about_conversation<OpenConversation>},
    {')', about_conversation<CloseConversation>},
    {'J', about_conversation<JoinConversation>},
    {'L', about_conversation<LeaveConversation>},
    {'o', call_about_conversation<LoadOlder>},
    {'S', send_message<false>},
    {'P', send_message<true>},
    {'Y', call_about_message<Retry>},
    {'X', call_about_message<Discard>},
    {'T', set_typing<true>},
    {'t', set_typing<false>},
    {'R',
     [](Line& line) -> Step {
         const auto conversation = line.id<ConversationId>();
         return {MarkRead{line.host.new_call(), conversation, line.id<UserId>()}, {}};
     }},
    {'r', call_about_conversation<MarkThreadRead>},
    {'F',
     [](Line& line) -> Step {
         const auto user = line.id<UserId>();
         return {FetchConversations{line.host.new_call(), user, line.word()}, {}};
     }},
    {'f', call_about_conversation<FetchMessages>},
    {'n', [](Line& line) -> Step { return {FetchUnread{line.host.new_call()}, {}}; }},
    {'!', plain<Refresh>},
    {'[', plain<StartPolling>},
    {']', plain<StopPolling>},
    {'E', emit<true, 0>},
    {'e', emit<false, 0>},
    {'b', emit<true, 2>},
    {'A',
     [](Line& line) -> Step {
         const auto ack = static_cast<unsigned char>(line.letter());
         return {Acknowledge{line.host.newest_socket(), ack, {}, line.rest}, line.rest};
     }},
    {'j', [](Line& line) -> Step { return {Inject{line.rest}, line.rest}; }},
});

// To the oldest or newest of the open sockets; to none if no socket is open.
template <SocketNumber (FakeHost::*which)() const>
Step socket_text(Line& line) {
    return {SocketText{(line.host.*which)(), line.rest}, line.rest};
}

template <SocketNumber (FakeHost::*which)() const>
Step socket_closed(Line& line) {
    return {SocketClosed{(line.host.*which)(), 1006}, {}};
}

template <bool has_hint>
Step http_replied(Line& line) {
    constexpr auto statuses = std::to_array({200, 201, 302, 401, 403, 404, 409, 429, 500, 503});
    HttpReplied input;
    const char digit = line.letter();
    if (digit >= '0' && digit <= '9')
        input.status = statuses[static_cast<std::size_t>(digit - '0')];
    input.request = line.host.request(line.letter());
    if (has_hint) input.retry_after = std::chrono::seconds(5);
    input.body = line.rest;
    return {input, line.rest};
}

template <bool timed_out>
Step http_failed(Line& line) {
    return {HttpFailed{line.host.request(line.letter()), timed_out}, {}};
}

constexpr auto network = std::to_array<Word>({
    {'>', socket_text<&FakeHost::newest_socket>},
    {'<', socket_text<&FakeHost::oldest_socket>},
    {'?', [](Line& line) -> Step { return {SocketText{SocketNumber(1), line.rest}, line.rest}; }},
    {'B',
     [](Line& line) -> Step {
         const auto socket = line.host.newest_socket();
         return {SocketBinary{socket, line.host.new_attachment(), 1U << (line.letter() & 31)}, {}};
     }},
    {'K', socket_closed<&FakeHost::newest_socket>},
    {'k', socket_closed<&FakeHost::oldest_socket>},
    {'Z', [](Line& line) -> Step { return {SocketClosed{line.host.drained_socket(), 1000}, {}}; }},
    {'H', http_replied<false>},
    {'h', http_replied<true>},
    {'N', http_failed<false>},
    {'M', http_failed<true>},
});

constexpr auto host = std::to_array<Word>({
    {'a',
     [](Line& line) -> Step {
         const auto user = line.id<UserId>();
         return {AuthReady{line.host.ask(), user, line.rest}, {}};
     }},
    {'x', [](Line& line) -> Step { return {AuthFailed{line.host.ask()}, {}}; }},
    {'l',
     [](Line& line) -> Step {
         const auto ticket = line.host.ticket(line.letter());
         return {StorageLoaded{ticket, line.rest}, {}};
     }},
    {'p', [](Line& line) -> Step { return {Persisted{line.host.ticket(line.letter())}, {}}; }},
    {'q', [](Line& line) -> Step { return {PersistFailed{line.host.ticket(line.letter())}, {}}; }},
    {'1', plain<Online>},
    {'2', plain<Offline>},
    {'3', plain<Visible>},
    {'4', plain<Hidden>},
    {'5', plain<Frozen>},
    {'6', plain<Resumed>},
    {'7', plain<PageHidden>},
    {'8', plain<PageShown>},
    {'9', plain<Tick>},
});

template <typename Words>
Meaning find(const Words& words, char letter) {
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const Word& word) { return word.letter == letter; });
    return found == words.end() ? nullptr : found->meaning;
}

}  // namespace

std::optional<Step> read_step(std::string_view text, FakeHost& fake_host) {
    Line line{text, fake_host};
    const char letter = line.letter();
    for (const auto meaning : {find(page, letter), find(network, letter), find(host, letter)}) {
        if (meaning != nullptr) return meaning(line);
    }
    return std::nullopt;
}

}  // namespace messaging
