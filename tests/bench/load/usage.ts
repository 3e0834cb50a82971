// What a process has used, as Linux counts it.

import { childrenOf, processFields } from '../../../scripts/cluster/daemon.mjs';

const ticksPerSecond = 100;
const pageBytes = 4096;

export interface Usage {
    cpuSeconds: number;
    residentBytes: number;
}

/** The figures of a process and of the processes that it started. */
export function usageOf(pid: number): Usage {
    const all = [pid, ...childrenOf(pid)].map(readStat);
    return {
        cpuSeconds: all.reduce((sum, one) => sum + one.cpuSeconds, 0),
        residentBytes: all.reduce((sum, one) => sum + one.residentBytes, 0),
    };
}

function readStat(pid: number): Usage {
    const fields = processFields(pid);
    const [user, system, pages] = [11, 12, 21].map((index) => Number(fields[index] ?? 0));
    return {
        cpuSeconds: ((user ?? 0) + (system ?? 0)) / ticksPerSecond,
        residentBytes: (pages ?? 0) * pageBytes,
    };
}
