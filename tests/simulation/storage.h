// A browser's storage, which outlives its pages. Writes take effect in the order of the requests.
#pragma once

#include <map>
#include <string>
#include <utility>

namespace messaging::simulation {

class Storage {
  public:
    void put(const std::string& user, const std::string& id, std::string record) {
        records_[{user, id}] = std::move(record);
    }
    void remove(const std::string& user, const std::string& id) { records_.erase({user, id}); }
    void wipe(const std::string& user) {
        std::erase_if(records_, [&](const auto& record) { return record.first.first == user; });
    }
    bool has(const std::string& user, const std::string& id) const {
        return records_.count({user, id}) != 0;
    }
    // As a JSON array.
    std::string all(const std::string& user) const {
        std::string json;
        for (const auto& [key, record] : records_) {
            if (key.first == user) json += (json.empty() ? "" : ",") + record;
        }
        return '[' + json + ']';
    }
    bool empty() const { return records_.empty(); }

  private:
    std::map<std::pair<std::string, std::string>, std::string> records_;
};

}  // namespace messaging::simulation
