#include "scenarios/script.h"

#include <fstream>
#include <stdexcept>
#include <utility>

namespace messaging::transcript {

namespace {

constexpr std::string_view indentation = "    ";

}  // namespace

Script read_script(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    Script script;
    std::vector<std::string> story;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (line.starts_with(indentation)) {
            if (script.steps.empty()) throw std::runtime_error("an answer before the first step");
            script.steps.back().expected.push_back(line.substr(indentation.size()));
        } else if (line.empty() || line.starts_with('#')) {
            story.push_back(line);
        } else {
            script.steps.push_back({std::exchange(story, {}), line, {}, number});
        }
    }
    script.epilogue = std::move(story);
    return script;
}

void write_script(const std::filesystem::path& file, const Script& script,
                  const std::vector<std::vector<std::string>>& answers) {
    std::ofstream out(file);
    for (std::size_t i = 0; i < script.steps.size(); ++i) {
        for (const auto& line : script.steps[i].story) out << line << '\n';
        out << script.steps[i].command << '\n';
        for (const auto& line : answers[i]) out << indentation << line << '\n';
    }
    for (const auto& line : script.epilogue) out << line << '\n';
    if (!out) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace messaging::transcript
