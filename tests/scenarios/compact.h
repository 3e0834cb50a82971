// Effects as one line each, as transcripts show them: the words of `src/client/control_json.h`
// without quotation marks, bulk text after a bar, the changes of a list below their effect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/effect.h"

namespace messaging::transcript {

// A member of a JSON object, with its value as written.
struct Member {
    std::string key;
    std::string value;
};

// The parts of `text` between separators that are outside of strings and brackets.
std::vector<std::string> split(std::string_view text, char separator);
std::vector<Member> members_of(std::string_view object);

// The lines of one effect, the first without indentation. Times are shown in milliseconds since
// `epoch_ms`.
std::vector<std::string> compact(const Effect& effect, std::int64_t epoch_ms);

}  // namespace messaging::transcript
