// What a page shows after the effects of a core, as text; `bindings/trace/picture.ts` has the same.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace messaging::replay {

class Picture {
  public:
    // An effect as it crosses the boundary.
    void apply(json::Value effect);
    // One fact per line.
    std::string text() const;

  private:
    struct Shown {
        std::string id = "-";
        std::string client_id = "-";
        std::string state = "-";
        std::string unread = "-";
    };
    struct Messages {
        std::string conversation;
        bool has_older = false;
        std::vector<Shown> entries;
    };

    static void change(std::vector<Shown>& entries, json::Value changes);
    static Shown changed(Shown shown, json::Value entry);
    Messages& messages_of(const std::string& conversation);

    std::string state_ = "idle none";
    std::string unread_ = "-";
    std::vector<Shown> conversations_;
    // In the order in which they first appeared.
    std::vector<Messages> messages_;
};

}  // namespace messaging::replay
