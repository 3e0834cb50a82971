// Distinct types for distinct identifiers, so that a message id is never taken for a conversation
// id. Ids come from servers and pages and are opaque; numbers are handed out by the core.
#pragma once

#include <compare>
#include <cstdint>
#include <utility>

#include "base/text.h"

namespace messaging {

template <typename Tag>
class Id {
  public:
    Id() = default;
    explicit Id(Text text) : text_(std::move(text)) {}

    const Text& text() const { return text_; }
    bool empty() const { return text_.empty(); }

    auto operator<=>(const Id&) const = default;

  private:
    Text text_;
};

using ClientMessageId = Id<struct ClientMessageIdTag>;
using ConversationId = Id<struct ConversationIdTag>;
using MessageId = Id<struct MessageIdTag>;
using UserId = Id<struct UserIdTag>;

template <typename Tag>
class Number {
  public:
    constexpr Number() = default;
    constexpr explicit Number(std::uint32_t value) : value_(value) {}

    constexpr std::uint32_t value() const { return value_; }
    // Zero identifies nothing.
    constexpr bool is_none() const { return value_ == 0; }
    constexpr Number next() const { return Number(value_ + 1); }

    constexpr auto operator<=>(const Number&) const = default;

  private:
    std::uint32_t value_ = 0;
};

using AckNumber = Number<struct AckNumberTag>;
using AskNumber = Number<struct AskNumberTag>;
using AttachmentNumber = Number<struct AttachmentNumberTag>;
using CallNumber = Number<struct CallNumberTag>;
using RequestNumber = Number<struct RequestNumberTag>;
using SocketNumber = Number<struct SocketNumberTag>;
using TicketNumber = Number<struct TicketNumberTag>;

}  // namespace messaging
