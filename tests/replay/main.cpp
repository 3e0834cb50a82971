// `replay FILE`: plays traces of `messagingSystem.exportTrace()` to the core, and compares all of
// its output with what the trace recorded in a browser. Fails at the first difference.
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/list.h"
#include "client/client.h"
#include "client/control_json.h"
#include "replay/digest.h"
#include "replay/picture.h"

namespace {

using namespace messaging;
using replay::Digest;
using replay::Picture;

// Recorded instead of a digest for an input that broke an invariant of the core.
constexpr std::string_view aborted = "aborted";

// A broken invariant ends the program, so whether the trace expects that must be known before.
bool is_abort_expected = false;

[[noreturn]] void end_aborted(const char* what) {
    std::cout << (is_abort_expected ? "the core aborts, as it did: " : "the core aborts: ") << what
              << '\n';
    std::exit(is_abort_expected ? 0 : 1);
}

// The text of the last member of the object in `line`. No string contains the name in quotes.
std::string_view last_member(std::string_view line, std::string_view name) {
    const std::string key = '"' + std::string(name) + "\":";
    const auto at = line.rfind(key);
    if (at == std::string_view::npos) throw std::runtime_error("no " + std::string(name));
    const auto from = at + key.size();
    return line.substr(from, line.rfind('}') - from);
}

class Player {
  public:
    explicit Player(std::string_view header) {
        const auto config = decode_config(last_member(header, "config"));
        if (!config) throw std::runtime_error("an incomplete configuration");
        client_ = std::make_unique<Client>(*config);
    }

    // The digest of all that the core outputs for the input of a line.
    std::string play(std::string_view line, json::Value parsed) {
        const std::string text(parsed["text"].string().value_or(""));
        const Instant now{Duration(parsed["at"].integer().value_or(0))};
        List<std::string> output;
        if (!exchange(*client_, now, last_member(line, "input"), text, output)) {
            return std::string(aborted);
        }
        Digest digest;
        for (const auto& each : output) digest.add(each);
        digest.add(deadline());
        follow(output[0]);
        ++played_;
        return digest.text();
    }

    int played() const { return played_; }
    std::string picture() const { return Digest().add(picture_.text()).text(); }

  private:
    std::string deadline() const {
        const auto at = client_->deadline();
        return at == never ? "-1" : std::to_string(at.time_since_epoch().count());
    }

    void follow(const std::string& answer) {
        const auto document = json::Document::parse(answer);
        if (!document) return;
        for (const auto batch : document->root()) {
            for (const auto effect : batch["effects"]) picture_.apply(effect);
        }
    }

    std::unique_ptr<Client> client_;
    Picture picture_;
    int played_ = 0;
};

// What is wrong with a line; empty if nothing is.
std::string fault_of(const std::string& line, std::optional<Player>& player) {
    const auto document = json::Document::parse(line);
    if (!document) return "no JSON";
    const auto root = document->root();
    if (root["config"].exists()) {
        if (root["trace"].string() != "messaging-wasm" || root["version"].integer() != 1) {
            return "no trace that is known";
        }
        if (const auto number = root["differsFromPage"].integer()) {
            return "the core of the page did something else from input " + std::to_string(*number);
        }
        player.emplace(line);
        return "";
    }
    if (!player) return "no trace begins here";
    if (const auto wanted = root["picture"].string()) {
        const auto picture = player->picture();
        if (picture != *wanted) return "the picture is " + picture;
        std::cout << player->played() << " inputs played, every digest is the same, picture "
                  << picture << '\n';
        player.reset();
        return "";
    }
    const auto wanted = root["digest"].string();
    // Inputs after a gap in the trace cannot be played.
    if (!wanted) return "";
    is_abort_expected = *wanted == aborted;
    const auto digest = player->play(line, root);
    if (digest == *wanted) return "";
    const std::string type(root["input"]["type"].string().value_or(""));
    return type + ": the trace has " + std::string(*wanted) + ", the core " + digest;
}

int run(const char* file) {
    std::ifstream lines(file);
    if (!lines) throw std::runtime_error("it cannot be read");
    std::optional<Player> player;
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const auto fault = fault_of(line, player);
        if (fault.empty()) continue;
        std::cout << file << ':' << number << ": " << fault << '\n';
        return 1;
    }
    if (!player) return 0;
    std::cout << file << ": it is cut off\n";
    return 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "replay FILE\n";
        return 2;
    }
    report_broken_invariant = &end_aborted;
    try {
        return run(arguments[1]);
    } catch (const std::exception& error) {
        std::cerr << arguments[1] << ": " << error.what() << '\n';
        return 2;
    }
}
