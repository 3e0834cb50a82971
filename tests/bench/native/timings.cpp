// The cases in time, by Google Benchmark: `timings [its options]`.
#include <benchmark/benchmark.h>

#include <ctime>

#include "bench/native/case.h"

namespace {

// CPU time, so that other users of the machine matter less.
double seconds_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void time_case(benchmark::State& state, const messaging::bench::Case& one) {
    const auto work = one.make();
    for (auto _ : state) {
        work.prepare();
        const double begin = seconds_now();
        work.step();
        state.SetIterationTime(seconds_now() - begin);
    }
    const auto operations = static_cast<double>(one.operations);
    using Counter = benchmark::Counter;
    state.counters["each"] =
        Counter(operations, Counter::kIsIterationInvariantRate | Counter::kInvert);
    state.counters["per_second"] = Counter(operations, Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int argc, char** argv) {
    const auto cases = messaging::bench::all_cases();
    for (const auto& one : cases) {
        benchmark::RegisterBenchmark(one.name.c_str(), [&one](benchmark::State& state) {
            time_case(state, one);
        })->UseManualTime();
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
