// How busy this process is. One that is nearly idle does everything at once; the busier it is the
// more it gains by doing many things together, and the less a moment's wait adds to what they take.

import type { EventLoopUtilization, Performance } from 'node:perf_hooks';

/** The server for tests runs in browsers too, which do not tell how busy they are. */
const { eventLoopUtilization } = performance as Partial<Performance>;

const lookMs = 100;
/** Up to this share of the time there is no need to save any. */
const idleShare = 0.5;
const waitMsMax = 40;

let share = 0;
let looked: EventLoopUtilization | undefined;
let lookedAt = Number.NEGATIVE_INFINITY;

/** The part of the time since the last look, of a tenth of a second at least, that was in use. */
function busyShare(): number {
    const now = performance.now();
    if (now - lookedAt < lookMs) return share;
    lookedAt = now;
    const current = eventLoopUtilization?.();
    share = (looked && eventLoopUtilization?.(current, looked).utilization) || 0;
    looked = current;
    return share;
}

/** How long to wait for more before something is done for all that has come. */
export function waitMsFor(busy = busyShare()): number {
    return Math.round(waitMsMax * Math.max(0, (busy - idleShare) / (1 - idleShare)));
}
