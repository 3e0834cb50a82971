// How busy this process is. A nearly idle one does everything at once; the busier it is, the more
// batching gains, and the less a short wait adds to the total time.

import type { EventLoopUtilization, Performance } from 'node:perf_hooks';

/** The test server also runs in browsers, which lack this. */
const { eventLoopUtilization } = performance as Partial<Performance>;

const lookMs = 100;
/** Up to this load there is no need to batch. */
const idleShare = 0.5;
const waitMsMax = 40;

let share = 0;
let looked: EventLoopUtilization | undefined;
let lookedAt = Number.NEGATIVE_INFINITY;

/** The event loop's utilization since the last measurement, at most ten times a second. */
function busyShare(): number {
    const now = performance.now();
    if (now - lookedAt < lookMs) return share;
    lookedAt = now;
    const current = eventLoopUtilization?.();
    share = (looked && eventLoopUtilization?.(current, looked).utilization) || 0;
    looked = current;
    return share;
}

/** How long to wait for more before handling a batch. */
export function waitMsFor(busy = busyShare()): number {
    return Math.round(waitMsMax * Math.max(0, (busy - idleShare) / (1 - idleShare)));
}
