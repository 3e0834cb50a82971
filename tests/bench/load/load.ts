// One load: connects people to a target, sends messages, and measures everything.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Outcome, Task } from './crowd.ts';
import { addPeople, countStored } from './people.ts';
import type { Target } from './target.ts';
import { type Usage, usageOf } from './usage.ts';

export interface LoadOptions {
    sockets: number;
    rate: number;
    seconds: number;
}

export interface Figures extends Outcome {
    options: LoadOptions;
    loadAverage: number;
    openMs: number;
    stored: number;
    /** Resident memory of the servers per socket. */
    bytesPerSocket: number;
    serverBytes: number;
    /** Share of one core from the first message sent to the last one delivered, by process. */
    cpu: Record<string, number>;
    /** CPU time of the servers per message. */
    serverMsPerMessage: number;
}

/** Time for garbage from the start to be collected. */
const settleMs = 2000;

export async function putLoad(target: Target, options: LoadOptions): Promise<Figures> {
    const [loadAverage = 0] = loadavg();
    const people = await addPeople(target, options.sockets);
    const crowd = fork(new URL('crowd.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
    try {
        await sleep(settleMs);
        const empty = residentBytes(target);
        const { ms: openMs } = await ask(crowd, { open: { url: target.url, people } }, 'opened');
        await sleep(settleMs);
        const serverBytes = residentBytes(target);
        const before = usages(target, crowd);
        const start = performance.now();
        const outcome = await ask(
            crowd,
            { send: { rate: options.rate, seconds: options.seconds } },
            'outcome',
        );
        const seconds = (performance.now() - start) / 1000;
        const after = usages(target, crowd);
        const cpu = Object.entries(after).map(([name, { cpuSeconds }]): [string, number] => {
            return [name, (cpuSeconds - (before[name]?.cpuSeconds ?? 0)) / seconds];
        });
        const ofServers = cpu
            .slice(0, target.servers.length)
            .reduce((sum, [, one]) => sum + one, 0);
        const bytesPerSocket = (serverBytes - empty) / options.sockets;
        return {
            ...outcome,
            ...{ options, loadAverage, openMs, bytesPerSocket, serverBytes },
            stored: await countStored(target),
            cpu: Object.fromEntries(cpu),
            serverMsPerMessage: (ofServers * seconds * 1000) / outcome.sent,
        };
    } finally {
        crowd.kill('SIGKILL');
    }
}

async function ask<Name extends 'opened' | 'outcome'>(
    crowd: ChildProcess,
    task: Task,
    name: Name,
): Promise<Extract<Answer, Record<Name, unknown>>[Name]> {
    crowd.send(task);
    const ended = once(crowd, 'exit').then(() => {
        throw new Error('The crowd ended early');
    });
    const [answer] = await Promise.race([once(crowd, 'message'), ended]);
    return answer[name];
}

function residentBytes({ servers }: Target): number {
    return servers.reduce((sum, pid) => sum + usageOf(pid).residentBytes, 0);
}

function usages({ servers, others }: Target, crowd: ChildProcess): Record<string, Usage> {
    const named = servers.map((pid, index) => [`server ${index + 1}`, pid] as const);
    const all = [...named, ...Object.entries(others), ['the crowd', Number(crowd.pid)] as const];
    return Object.fromEntries(all.map(([name, pid]) => [name, usageOf(pid)]));
}
