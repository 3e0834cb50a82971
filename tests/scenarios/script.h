// A scenario as text: steps at the margin, each followed by the machine's answers, indented.
//
//     # A comment, or a blank line, between steps.
//     config pollIntervalMs=1000        settings that differ; before everything else
//     after connected                   everything of connected.txt has happened before
//     120 Connect                       an input at a time, in milliseconds since the beginning
//     +5 SocketText socket=1 | 2        ... this long after the last step; bulk text after the bar
//     wait 3000                         time passes
//     wait for OpenSocket               time passes until there is such an effect
//     sleep 60000                       time passes, without the host's timers, to the next input
//     clock -3600000                    the clock is set
//     server down                       every connect and request fails until `server up`; the
//                                       page answers for its user at once
//
// Whenever time passes, the host hands in a Tick at each deadline; the answers are shown under the
// time at which they happened.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace messaging::transcript {

struct Step {
    // Comments and blank lines before the step, as written.
    std::vector<std::string> story;
    std::string command;
    std::vector<std::string> expected;
    // The line number of the command, from 1.
    int line = 0;
};

struct Script {
    std::vector<Step> steps;
    // What follows the last step.
    std::vector<std::string> epilogue;
};

Script read_script(const std::filesystem::path& file);
// Writes the script with `answers` in place of those expected.
void write_script(const std::filesystem::path& file, const Script& script,
                  const std::vector<std::vector<std::string>>& answers);

}  // namespace messaging::transcript
