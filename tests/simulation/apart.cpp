#include "simulation/apart.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <new>
#include <vector>

#include "base/check.h"

namespace messaging::simulation {

namespace {

// Memory that a process shares with its children.
template <typename Content>
class Shared {
  public:
    Shared()
        : memory_(mmap(nullptr, sizeof(Content), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0)) {
        if (memory_ == MAP_FAILED) std::abort();
        content_ = new (memory_) Content;
    }
    ~Shared() { munmap(memory_, sizeof(Content)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    Content* operator->() { return content_; }

  private:
    void* memory_;
    Content* content_;
};

template <typename Work>
pid_t begin_apart(const Work& work) {
    std::cout.flush();
    const pid_t child = fork();
    if (child < 0) std::abort();
    if (child == 0) work();
    return child;
}

// Returns whether it ended normally.
bool await(pid_t child) {
    int status = 0;
    if (waitpid(child, &status, 0) != child) std::abort();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Verdict {
    std::array<char, 2048> words{};

    void write(const std::string& text) {
        const auto length = std::min(text.size(), words.size() - 1);
        std::copy_n(text.begin(), length, words.begin());
    }
};

Verdict* verdict_under_way = nullptr;

void report_abort(const char* what) {
    verdict_under_way->write(std::string("broken invariant: ") + what);
}

constexpr std::uint64_t no_seed = std::numeric_limits<std::uint64_t>::max();

struct Work {
    std::atomic<std::uint64_t> next;
    std::atomic<std::uint64_t> lowest_failed = no_seed;
    std::atomic<std::uint64_t> steps = 0;
    std::atomic<std::uint64_t> messages = 0;
    // The seed that each process is running.
    std::array<std::atomic<std::uint64_t>, 256> under_way{};

    void fail(std::uint64_t seed) {
        auto lowest = lowest_failed.load();
        while (seed < lowest && !lowest_failed.compare_exchange_weak(lowest, seed)) {
        }
    }
};

// Seeds are taken in order, and those below a failing one are finished: so the lowest that fails is
// the same, whichever process is faster.
void run_some(Work& work, std::uint64_t end, std::atomic<std::uint64_t>& under_way) {
    for (;;) {
        const auto seed = work.next++;
        if (seed >= end || seed > work.lowest_failed) return;
        under_way = seed;
        Trace trace(false);
        const auto outcome = run(draw_life(seed), trace);
        if (outcome.violation) work.fail(seed);
        work.steps += outcome.steps;
        work.messages += outcome.messages;
    }
}

}  // namespace

std::optional<std::string> violation_of(const Life& life) {
    Shared<Verdict> verdict;
    const auto child = begin_apart([&] {
        verdict_under_way = &*verdict.operator->();
        report_broken_invariant = report_abort;
        Trace trace(false);
        const auto outcome = run(life, trace);
        if (outcome.violation) verdict->write(*outcome.violation);
        std::_Exit(0);
    });
    const bool has_ended = await(child);
    const std::string words = verdict->words.data();
    if (!words.empty()) return words;
    if (!has_ended) return "a crash";
    return std::nullopt;
}

Tally run_seeds(std::uint64_t first, std::uint64_t count, unsigned jobs) {
    Shared<Work> work;
    work->next = first;
    jobs = std::clamp(jobs, 1U, static_cast<unsigned>(work->under_way.size()));
    std::vector<pid_t> children;
    for (unsigned job = 0; job < jobs; ++job) {
        children.push_back(begin_apart([&] {
            run_some(*work.operator->(), first + count, work->under_way[job]);
            // Not `_Exit`: leaks are checked at exit.
            std::exit(0);
        }));
    }
    for (unsigned job = 0; job < jobs; ++job) {
        if (!await(children[job])) work->fail(work->under_way[job]);
    }
    Tally tally{work->steps, work->messages, std::nullopt};
    if (work->lowest_failed != no_seed) tally.failed_seed = work->lowest_failed.load();
    return tally;
}

}  // namespace messaging::simulation
