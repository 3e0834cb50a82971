// Where a path of the core leads in the document that it was made for.
#pragma once

#include "base/check.h"
#include "base/json.h"
#include "wire/model.h"

namespace messaging {

inline json::Value follow(json::Value value, const Path& path) {
    if (path.argument >= 0) value = value[path.argument];
    if (!path.key.empty()) value = value[path.key];
    if (path.index >= 0) value = value[path.index];
    CHECK(value.exists(), "a path leads to nothing");
    return value;
}

}  // namespace messaging
