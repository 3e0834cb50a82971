#include "scenarios/compact.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "client/control_json.h"

namespace messaging::transcript {

namespace {

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-.:/?&%~+=").find(c) != std::string_view::npos;
}

// A string that cannot be mistaken for another value needs no quotation marks.
std::string without_quotes(const std::string& value) {
    if (value.size() < 3 || value.front() != '"') return value;
    const std::string inside = value.substr(1, value.size() - 2);
    const bool is_word = std::isalpha(static_cast<unsigned char>(inside[0])) != 0 &&
                         std::all_of(inside.begin(), inside.end(), is_plain);
    const bool is_literal = inside == "true" || inside == "false" || inside == "null";
    return is_word && !is_literal ? inside : value;
}

std::string shown(const Member& member, std::int64_t epoch_ms) {
    const bool is_moment = member.key == "since" || member.key == "nextAttemptAt";
    if (!is_moment) return without_quotes(member.value);
    return std::to_string(std::stoll(member.value) - epoch_ms);
}

// `["insert",0,{"id":"m1"},[1,"message"]]` as `insert 0 {"id":"m1"} [1,"message"]`.
std::string compact_change(const std::string& change) {
    std::string line = "   ";
    for (const auto& part : split(change.substr(1, change.size() - 2), ',')) {
        line += ' ' + without_quotes(part);
    }
    return line;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::string part;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == separator && depth == 0 && !is_quoted) {
            parts.push_back(std::exchange(part, {}));
            continue;
        }
        part += c;
        if (is_quoted) {
            if (c == '\\' && at + 1 < text.size()) part += text[++at];
            if (c == '"') is_quoted = false;
            continue;
        }
        if (c == '"') is_quoted = true;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
    }
    if (!part.empty()) parts.push_back(std::move(part));
    return parts;
}

std::vector<Member> members_of(std::string_view object) {
    std::vector<Member> members;
    for (const auto& part : split(object.substr(1, object.size() - 2), ',')) {
        // Keys are our own names, without escapes.
        const auto key_end = part.find('"', 1);
        members.push_back({part.substr(1, key_end - 1), part.substr(key_end + 2)});
    }
    return members;
}

std::vector<std::string> compact(const Effect& effect, std::int64_t epoch_ms) {
    List<std::string> texts;
    std::string line;
    std::vector<std::string> lines;
    for (const auto& member : members_of(encode(effect, texts))) {
        if (member.key == "type") {
            line = without_quotes(member.value);
        } else if (member.key == "changes") {
            for (const auto& change : split(member.value.substr(1, member.value.size() - 2), ',')) {
                lines.push_back(compact_change(change));
            }
        } else if (member.key != "text" && member.value != "null" && member.value != "[]") {
            line += ' ' + member.key + '=' + shown(member, epoch_ms);
        }
    }
    for (const auto& text : texts) line += " | " + text;
    lines.insert(lines.begin(), std::move(line));
    return lines;
}

}  // namespace messaging::transcript
