/** The part that is loaded when somebody wants to know how it goes: traces and figures. */
import type { Recording } from '../bindings/recording.ts';
import { type FreshCore, traceOf } from '../bindings/trace/export.ts';
import { build as ownBuild } from './build_info.ts';
import type { TraceOptions } from './observability.ts';

export { Meter } from './meter.ts';

/** The traces of all `recordings`, one behind the other. */
export async function exportTrace(
    recordings: readonly Recording[],
    options: TraceOptions,
    build: string,
    freshCore: FreshCore,
): Promise<string> {
    // Some cache may hold the file of another build, which reads recordings in its own way.
    if (build !== ownBuild) throw new Error(`messaging-trace.js is of build ${ownBuild}`);
    let traces = '';
    for (const each of recordings) traces += await traceOf(each, options, build, freshCore);
    return traces;
}
