// The document that the paths of a batch point into, as every host of a client must find it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/check.h"
#include "client/client.h"

namespace messaging {

inline std::string document_text(std::string_view text, const Client::Batch& batch) {
    const auto& [begin, end] = batch.left_out;
    if (end == 0) return std::string(text.substr(std::min<std::size_t>(batch.json, text.size())));
    CHECK(batch.json <= begin && begin < end && end < text.size(), "a part that is not there");
    std::string document(text.substr(batch.json, begin - batch.json));
    document += text.substr(end);
    return document;
}

}  // namespace messaging
