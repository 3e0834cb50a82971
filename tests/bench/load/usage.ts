// What a process has used, as Linux counts it.

import { readdirSync, readFileSync } from 'node:fs';

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

function childrenOf(pid: number): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((one) => fieldsOf(one)[1] === String(pid));
}

function readStat(pid: number): Usage {
    const fields = fieldsOf(pid);
    const [user, system, pages] = [11, 12, 21].map((index) => Number(fields[index] ?? 0));
    return {
        cpuSeconds: ((user ?? 0) + (system ?? 0)) / ticksPerSecond,
        residentBytes: (pages ?? 0) * pageBytes,
    };
}

/** From the state on: what stands before it is a name, which may contain blanks. */
function fieldsOf(pid: number): string[] {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return text.slice(text.lastIndexOf(')') + 2).split(' ');
    } catch {
        return [];
    }
}
