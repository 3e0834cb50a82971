// Runs under callgrind, which counts the instructions of each case: `instructions [NAME]`. Each
// runs in a process of its own, so that no case depends on what another has left in the heap. One
// dump for each case carries its name and the operations of a step.
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <iostream>
#include <string>

#include "bench/native/case.h"

namespace {

using messaging::bench::Case;

// The first steps fill windows and buffers.
constexpr int warm_up_steps = 3;

void count(std::size_t index, const Case& one) {
    const auto work = one.make();
    for (int i = 0; i < warm_up_steps; ++i) {
        work.prepare();
        work.step();
    }
    work.prepare();
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    work.step();
    const auto label =
        std::to_string(index) + ' ' + std::to_string(one.operations) + ' ' + one.name;
    CALLGRIND_DUMP_STATS_AT(label.c_str());
    CALLGRIND_STOP_INSTRUMENTATION;
}

bool count_apart(std::size_t index, const Case& one) {
    const pid_t child = fork();
    if (child == 0) {
        count(index, one);
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string wanted = argc > 1 ? argv[1] : "";
    std::size_t index = 0;
    for (const auto& one : messaging::bench::all_cases()) {
        ++index;
        if (one.name.find(wanted) == std::string::npos) continue;
        if (!count_apart(index, one)) {
            std::cerr << "the case '" << one.name << "' has failed\n";
            return 1;
        }
    }
    return 0;
}
