#include <utility>

#include "base/json_writer.h"
#include "client/control_json.h"

namespace messaging {

namespace {

// The words are in the order of the enumeration. A literal takes half as much of the module as a
// table.
std::string_view word_at(const char* words, std::size_t place) {
    std::string_view left = words;
    for (; place > 0; --place) take_word(left);
    return take_word(left);
}

std::string_view name_of(MessageState state) {
    return word_at("pending|sent|delivered|read|failed", static_cast<std::size_t>(state));
}

std::string_view name_of(Failure failure) {
    return word_at(
        "refused|network|timeout|unauthorized|malformed|queue_full|discarded|disconnected|not_"
        "found|stopped|signed_out|unknown|expired|memory_only",
        static_cast<std::size_t>(failure));
}

std::string_view name_of(ClientState state) {
    return word_at("idle|connecting|online|polling|offline|unauthenticated|stopped",
                   static_cast<std::size_t>(state));
}

std::string_view name_of(Mode mode) {
    return word_at("none|polling|long-polling|websocket", static_cast<std::size_t>(mode));
}

std::string_view name_of(Toast toast) {
    return word_at("polling|reconnected|new_message|send_failed", static_cast<std::size_t>(toast));
}

std::string_view name_of(LogLevel level) {
    return word_at("debug|info|warn|error", static_cast<std::size_t>(level));
}

void write_path(json::Writer& w, const Path& path) {
    w.begin_array();
    if (path.argument >= 0) w.integer(path.argument);
    if (!path.key.empty()) w.string(path.key);
    if (path.index >= 0) w.integer(path.index);
    w.end_array();
}

template <typename NumberType>
void write_numbers(json::Writer& w, const char* key, const List<NumberType>& numbers) {
    w.key(key).begin_array();
    for (const auto number : numbers) w.integer(number.value());
    w.end_array();
}

void write_entry(json::Writer& w, const ListEntry& entry) {
    w.begin_object().member("id", entry.id);
    if (entry.state) w.member("state", name_of(*entry.state));
    if (!entry.client_id.empty()) w.member("clientMessageId", entry.client_id.text());
    if (entry.unread_count) w.member("unreadCount", *entry.unread_count);
    if (entry.last_message) {
        w.key("lastMessage");
        write_path(w, *entry.last_message);
    }
    w.end_object();
}

std::string_view name_of(ListChange::Kind kind) {
    return word_at("clear|insert|replace|patch|remove|toFront", static_cast<std::size_t>(kind));
}

// Writes one effect's members after its type.
class Encoder {
  public:
    Encoder(json::Writer& writer, List<std::string>& texts) : w_(writer), texts_(texts) {}

    void operator()(const OpenSocket& e) {
        type("OpenSocket").member("socket", e.socket.value()).member("url", e.url);
    }
    void operator()(const SendText& e) {
        type("SendText").member("socket", e.socket.value()).member("text", keep(e.frame));
    }
    void operator()(const SendBinary& e) {
        type("SendBinary")
            .member("socket", e.socket.value())
            .member("attachment", e.attachment.value());
    }
    void operator()(const CloseSocket& e) {
        type("CloseSocket").member("socket", e.socket.value());
    }
    void operator()(const DrainSocket& e) {
        type("DrainSocket").member("socket", e.socket.value());
    }
    void operator()(const DropAttachments& e) {
        type("DropAttachments");
        write_numbers(w_, "attachments", e.attachments);
    }
    void operator()(const HttpRequest& e) {
        type("HttpRequest")
            .member("request", e.request.value())
            .member("purpose", e.purpose == Purpose::api ? "api" : "csrf")
            .member("method", e.method == Method::get ? "GET" : "POST")
            .member("url", e.url)
            .member("timeoutMs", e.timeout.count());
        if (!e.body.empty()) w_.member("text", keep(e.body));
        if (!e.idempotency_key.empty()) w_.member("idempotencyKey", e.idempotency_key);
    }
    void operator()(const AbortRequest& e) {
        type("AbortRequest").member("request", e.request.value());
    }
    void operator()(const AskAuth& e) { type("AskAuth").member("ask", e.ask.value()); }
    void operator()(const LoadStorage& e) {
        type("LoadStorage").member("ticket", e.ticket.value()).member("userId", e.user.text());
    }
    void operator()(const Persist& e) {
        type("Persist")
            .member("ticket", e.ticket.value())
            .member("userId", e.user.text())
            .member("id", e.id.text())
            .member("text", keep(e.record));
    }
    void operator()(const Forget& e) {
        type("Forget")
            .member("ticket", e.ticket.value())
            .member("userId", e.user.text())
            .member("id", e.id.text());
    }
    void operator()(const WipeStorage& e) { type("WipeStorage").member("userId", e.user.text()); }
    void operator()(const Settle& e) {
        type("Settle").member("call", e.call.value());
        if (const auto* settled = std::get_if<Settled>(&e.outcome)) {
            w_.member("ok", true);
            write_settled(*settled);
            return;
        }
        w_.member("ok", false).key("error").begin_object();
        const auto& error = std::get<CallError>(e.outcome);
        w_.member("code", name_of(error.code));
        write_status(error.status);
        w_.member("message", error.message).member("retryable", error.retryable).end_object();
    }
    void operator()(const Log& e) {
        type("Log").member("level", name_of(e.level)).member("message", e.message);
    }
    void operator()(const StateChanged& e) {
        type("State").member("state", name_of(e.state)).member("mode", name_of(e.mode));
        w_.member("since", e.since.time_since_epoch().count()).key("nextAttemptAt");
        if (e.next_attempt_at == never) {
            w_.null();
        } else {
            w_.integer(e.next_attempt_at.time_since_epoch().count());
        }
        w_.member("reason", e.reason).member("continuity", e.continuity);
        write_optional("sid", e.sid);
    }
    void operator()(const ConnectionChanged& e) {
        type("Connection").member("status", e.is_online ? "online" : "offline");
        w_.member("mode", name_of(e.mode));
    }
    void operator()(const TypingChanged& e) {
        type("Typing")
            .member("conversationId", e.conversation.text())
            .member("userId", e.user.text())
            .member("isTyping", e.is_typing);
    }
    void operator()(const ReadByOther& e) {
        type("Read")
            .member("conversationId", e.receipt.conversation.text())
            .member("messageId", e.receipt.message.text())
            .member("userId", e.receipt.user.text());
    }
    void operator()(const OwnMessageChanged& e) {
        type("MessageState")
            .member("conversationId", e.conversation.text())
            .member("clientMessageId", e.client_id.text());
        write_optional("messageId", e.id.text());
        w_.member("state", name_of(e.state));
        if (e.reason) w_.member("reason", name_of(*e.reason));
    }
    void operator()(const MessagesChanged& e) {
        type("Messages")
            .member("conversationId", e.conversation.text())
            .member("hasOlder", e.has_older);
        write_changes(e.changes);
    }
    void operator()(const ConversationsChanged& e) {
        type("Conversations");
        write_changes(e.changes);
    }
    void operator()(const UnreadChanged& e) { type("Unread").member("count", e.count); }
    void operator()(const EventReceived& e) {
        type("Event").member("socket", e.socket.value());
        write_numbers(w_, "attachments", e.attachments);
        if (e.document) w_.member("text", keep(*e.document));
        if (e.ack_id) w_.member("ack", std::int64_t{*e.ack_id});
    }
    void operator()(const ShowToast& e) {
        type("Toast").member("toast", name_of(e.toast));
        if (e.interval.count() > 0) w_.member("intervalMs", e.interval.count());
    }
    void operator()(const ErrorReported& e) {
        type("Error").member("operation", e.operation).member("code", name_of(e.code));
        write_optional("conversationId", e.conversation.text());
        write_status(e.status);
        w_.member("retryable", e.retryable);
    }

  private:
    json::Writer& type(const char* name) { return w_.member("type", name); }

    std::int64_t keep(std::string_view text) {
        texts_.push_back(std::string(text));
        return static_cast<std::int64_t>(texts_.size() - 1);
    }

    void write_optional(const char* key, std::string_view text) {
        w_.key(key);
        if (text.empty()) {
            w_.null();
        } else {
            w_.string(text);
        }
    }

    void write_status(std::optional<int> status) {
        w_.key("status");
        if (status) {
            w_.integer(*status);
        } else {
            w_.null();
        }
    }

    void write_settled(const Settled& settled) {
        if (const auto* text = std::get_if<Text>(&settled.value)) w_.member("value", *text);
        if (const auto* flag = std::get_if<bool>(&settled.value)) w_.member("value", *flag);
        if (const auto* path = std::get_if<Path>(&settled.value)) {
            w_.key("from");
            write_path(w_, *path);
        }
        if (!settled.attachments.empty()) write_numbers(w_, "attachments", settled.attachments);
        if (settled.document) w_.member("text", keep(*settled.document));
    }

    void write_changes(const ListChanges& changes) {
        w_.key("changes").begin_array();
        for (const auto& change : changes) write_change(change);
        w_.end_array();
    }

    void write_change(const ListChange& change) {
        w_.begin_array().string(name_of(change.kind));
        if (change.kind != ListChange::Kind::clear) w_.integer(change.index);
        const bool has_entry =
            change.kind != ListChange::Kind::clear && change.kind != ListChange::Kind::remove;
        if (has_entry) write_entry(w_, change.entry);
        if (const auto* path = std::get_if<Path>(&change.object)) write_path(w_, *path);
        if (const auto* own = std::get_if<OwnText>(&change.object)) {
            w_.begin_object().member("text", keep(own->json)).end_object();
        }
        w_.end_array();
    }

    json::Writer& w_;
    List<std::string>& texts_;
};

void write(json::Writer& writer, const Effect& effect, List<std::string>& texts) {
    writer.begin_object();
    std::visit(Encoder(writer, texts), effect);
    writer.end_object();
}

}  // namespace

std::string encode(const Effect& effect, List<std::string>& texts) {
    json::Writer writer;
    write(writer, effect, texts);
    return writer.take();
}

void encode(json::Writer& writer, const Client::Batch& batch, List<std::string>& texts) {
    if (batch.effects.empty()) {
        writer.integer(0);
        return;
    }
    writer.begin_object().member("json", batch.json);
    if (batch.left_out.end > 0) {
        writer.key("leftOut").begin_array();
        writer.integer(batch.left_out.begin).integer(batch.left_out.end).end_array();
    }
    writer.key("effects").begin_array();
    for (const auto& effect : batch.effects) write(writer, effect, texts);
    writer.end_array().end_object();
}

}  // namespace messaging
