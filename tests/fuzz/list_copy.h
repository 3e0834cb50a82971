// The page's copy of a list, as far as needed to check that changes fit it.
#pragma once

#include <vector>

#include "base/json.h"
#include "state/list_change.h"

namespace messaging {

class ListCopy {
  public:
    void apply(const ListChanges& changes, json::Value document);

  private:
    void apply(const ListChange& change, json::Value document);

    std::vector<ListEntry> entries_;
};

}  // namespace messaging
