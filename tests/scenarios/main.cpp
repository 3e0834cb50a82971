// Plays every scenario in this folder, or those that are named, and compares the answers with those
// in the file.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "scenarios/player.h"
#include "scenarios/script.h"

namespace {

namespace fs = std::filesystem;
using namespace messaging::transcript;

using Lines = std::vector<std::string>;

struct Wish {
    bool rewrite = false;
    std::vector<std::string> names;
};

const fs::path folder = fs::path(__FILE__).parent_path();

Wish read_wish(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--rewrite") {
            wish.rewrite = true;
        } else {
            wish.names.push_back(fs::path(argument).stem().string());
        }
    }
    if (!wish.names.empty()) return wish;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".txt") wish.names.push_back(entry.path().stem().string());
    }
    std::sort(wish.names.begin(), wish.names.end());
    return wish;
}

// One hunk of a unified diff; what is the same at both ends is context.
void print_difference(const Step& step, const Lines& expected, const Lines& answer) {
    std::size_t head = 0;
    while (head < std::min(expected.size(), answer.size()) && expected[head] == answer[head])
        ++head;
    std::size_t tail = 0;
    while (tail < std::min(expected.size(), answer.size()) - head &&
           expected[expected.size() - 1 - tail] == answer[answer.size() - 1 - tail]) {
        ++tail;
    }
    std::cout << "@@ -" << step.line + 1 << ',' << expected.size() << " +" << step.line + 1 << ','
              << answer.size() << " @@ " << step.command << '\n';
    for (std::size_t i = 0; i < head; ++i) std::cout << "     " << expected[i] << '\n';
    for (std::size_t i = head; i < expected.size() - tail; ++i) {
        std::cout << "-    " << expected[i] << '\n';
    }
    for (std::size_t i = head; i < answer.size() - tail; ++i) {
        std::cout << "+    " << answer[i] << '\n';
    }
    for (std::size_t i = answer.size() - tail; i < answer.size(); ++i) {
        std::cout << "     " << answer[i] << '\n';
    }
}

// Returns whether the machine answers as the file says.
bool play(const std::string& name, bool rewrite) {
    const auto file = folder / (name + ".txt");
    const auto script = read_script(file);
    Player player(folder);
    std::vector<Lines> answers;
    bool is_same = true;
    for (const auto& step : script.steps) {
        try {
            answers.push_back(player.play(step));
        } catch (const std::exception& error) {
            std::cout << name << ".txt:" << step.line << ": " << error.what() << '\n';
            return false;
        }
        if (rewrite || answers.back() == step.expected) continue;
        if (is_same) {
            std::cout << "--- tests/scenarios/" << name << ".txt\n+++ what the machine answers\n";
        }
        is_same = false;
        print_difference(step, step.expected, answers.back());
    }
    if (rewrite) write_script(file, script, answers);
    return is_same;
}

}  // namespace

int main(int count, char** arguments) {
    const auto wish = read_wish(count, arguments);
    Lines failed;
    for (const auto& name : wish.names) {
        try {
            if (!play(name, wish.rewrite)) failed.push_back(name);
        } catch (const std::exception& error) {
            std::cout << error.what() << '\n';
            failed.push_back(name);
        }
    }
    std::cout << wish.names.size() - failed.size() << " passed, " << failed.size() << " failed\n";
    if (failed.empty()) return 0;
    std::cout << "If the new answers are right, take them over and look at the difference:\n"
                 "    npm run test:scenarios -- --rewrite";
    for (const auto& name : failed) std::cout << ' ' << name;
    std::cout << '\n';
    return 1;
}
