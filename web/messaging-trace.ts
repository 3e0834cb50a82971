/** Entry point of the part loaded by `metrics()` and `exportTrace()`. */
import type { Recording } from '../bindings/recording.ts';
import { type FreshCore, traceOf } from '../bindings/trace/export.ts';
import { build as ownBuild } from './build_info.ts';
import type { TraceOptions } from './observability.ts';

export { Meter } from './meter.ts';

/** The traces of all `recordings`, concatenated. */
export async function exportTrace(
    recordings: readonly Recording[],
    options: TraceOptions,
    build: string,
    freshCore: FreshCore,
): Promise<string> {
    // A cache may hold this file from another build, whose recordings differ.
    if (build !== ownBuild) throw new Error(`messaging-trace.js is of build ${ownBuild}`);
    let traces = '';
    for (const each of recordings) traces += await traceOf(each, options, build, freshCore);
    return traces;
}
