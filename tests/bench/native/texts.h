// What a server sends, of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace messaging::bench {

inline constexpr const char* me = "usr_alice";
inline constexpr const char* other = "usr_bloom";

enum class Script { ascii, mixed };

// A message's text of this many bytes in UTF-8, with some characters that JSON escapes.
std::string text_of(std::size_t bytes, Script script);

// `msg_0000000042`: all of one length, like the ids of servers.
std::string id_of(const char* kind, std::size_t number);
inline std::string conversation_id(std::size_t number) { return id_of("thd", number); }

struct MessageSpec {
    std::size_t number = 0;
    std::size_t conversation = 0;
    std::string sender = other;
    std::string client_id;
    std::string text = "Is Saturday still free?";
    // Within the conversation; 0 if the order is that of `number`.
    std::size_t seq = 0;
};

// With the basic members only.
std::string message_json(const MessageSpec& spec);
// With all members and aliases that the reference server sends.
std::string full_message_json(const MessageSpec& spec);
std::string conversation_json(std::size_t number, std::size_t minute);

// `42["name",data]`
std::string event_frame(const std::string& name, const std::string& data);
std::string new_message_frame(const MessageSpec& spec, const std::string& message);

// `members` and the features of the reference server.
std::string reply(const std::string& members);

}  // namespace messaging::bench
