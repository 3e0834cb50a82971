// Sends many malformed requests to one server, several at a time, and judges how it handles them.

import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpCase, httpCase, type RawCase, rawCase } from './http_cases.ts';
import { Random } from './random.ts';
import { leave, type Sockets, sendEvent, sendFrames } from './send_event.ts';
import { sendHttp, sendRaw } from './send_http.ts';
import type { Memory } from './server_process.ts';
import { type EventCase, eventCase, type FrameCase, frameCase } from './socket_cases.ts';
import { startTarget, type Target } from './target.ts';

const atOnce = 16;
/** Compiled code and caches grow at first; later measurements are compared with the first one. */
const warmUpPart = 0.25;
const measurements = 4;
/** The memory left after a collection varies by this much, whatever was requested before. */
export const growthMax = 6_000_000;

export type Case = HttpCase | RawCase | EventCase | FrameCase;

export interface Campaign {
    seed: number;
    requests: number;
    /** The number of the first case. */
    first?: number;
}

export interface Fault {
    says: string;
    /** One of these caused it; a failure that no response shows cannot be narrowed down further. */
    cases: { index: number; given: Case }[];
}

export interface Outcome {
    counts: Map<string, number>;
    seconds: number;
    memory: Memory[];
    faults: Fault[];
}

export function caseOf(seed: number, index: number): Case {
    const random = new Random(seed, index);
    const kind = random.next();
    if (kind < 0.55) return httpCase(random);
    if (kind < 0.62) return rawCase(random);
    return kind < 0.96 ? eventCase(random) : frameCase(random);
}

export async function runCampaign(campaign: Campaign): Promise<Outcome> {
    const target = await startTarget();
    const outcome: Outcome = { counts: new Map(), seconds: 0, memory: [], faults: [] };
    try {
        let { first = 0 } = campaign;
        for (const length of partsOf(campaign.requests)) {
            const start = performance.now();
            await runPart(target, outcome, { ...campaign, first, requests: length });
            outcome.seconds += (performance.now() - start) / 1000;
            if (outcome.faults.length > 0) break;
            outcome.memory.push(await target.memory());
            first += length;
        }
    } finally {
        await target.stop();
    }
    return outcome;
}

/** How much more memory the server keeps at the end than after the warm-up. */
export function growthOf({ memory }: Outcome): number {
    return (memory.at(-1)?.kept ?? 0) - (memory[0]?.kept ?? 0);
}

function partsOf(requests: number): number[] {
    const warmUp = Math.ceil(requests * warmUpPart);
    const later = Math.ceil((requests - warmUp) / measurements);
    const parts = [warmUp, ...new Array(measurements - 1).fill(later)];
    const rest = requests - parts.reduce((sum, part) => sum + part, 0);
    return [...parts, rest].filter((part) => part > 0);
}

async function runPart(target: Target, outcome: Outcome, part: Required<Campaign>): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    const running = new Map<number, Case>();
    const { counts, faults } = outcome;
    const end = part.first + part.requests;
    let next = part.first;
    const work = async () => {
        const sockets: Sockets = {};
        while (next < end && faults.length === 0) {
            const index = next++;
            const given = caseOf(part.seed, index);
            running.set(index, given);
            const result = await send(target, agent, sockets, given).catch(String);
            const key = `${given.kind} ${result}`;
            counts.set(key, (counts.get(key) ?? 0) + 1);
            const failed = /^5\d\d$|^Error/.test(result);
            // The end of the server process is reported later than the end of its connections.
            if (failed) await sleep(200);
            const suspects = [...running].map(([index, given]) => ({ index, given }));
            for (const says of target.failures.splice(0)) faults.push({ says, cases: suspects });
            if (failed) faults.push({ says: result, cases: [{ index, given }] });
            running.delete(index);
        }
        leave(sockets);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    for (const says of target.failures.splice(0)) faults.push({ says, cases: [] });
    agent.destroy();
}

function send(target: Target, agent: Agent, sockets: Sockets, given: Case): Promise<string> {
    switch (given.kind) {
        case 'http':
            return sendHttp(target, agent, given);
        case 'raw':
            return sendRaw(target, given);
        case 'event':
            return sendEvent(target, sockets, given);
        case 'frame':
            return sendFrames(target, sockets, given);
    }
}
