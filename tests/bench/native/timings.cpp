// The cases in time, by Google Benchmark: `timings [its options]`.
#include <benchmark/benchmark.h>

#include <chrono>

#include "bench/native/case.h"

namespace {

void time_case(benchmark::State& state, const messaging::bench::Case& one) {
    using Clock = std::chrono::steady_clock;
    const auto work = one.make();
    for (auto _ : state) {
        work.prepare();
        const auto begin = Clock::now();
        work.step();
        const std::chrono::duration<double> took = Clock::now() - begin;
        state.SetIterationTime(took.count());
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
