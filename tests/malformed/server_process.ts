// The reference server in a separate process, which reports every failure to its parent and, on
// request, how much memory is in use after a full collection.

import { setTimeout as sleep } from 'node:timers/promises';
import { createReferenceServer } from '../../server/reference_server.ts';

export interface Memory {
    /** The heap, and the memory outside that it refers to. */
    kept: number;
    resident: number;
}

export type Report =
    | { ready: { port: number; token: string } }
    | { failure: string }
    | { memory: Memory };

const plenty = 1_000_000_000;
/** Abandoned connections time out soon, so that their memory does not count. */
const pingMs = 3000;

const tell = (report: Report) => process.send?.(report);
const log = {
    info() {},
    error(text: string, cause: unknown) {
        const detail = cause instanceof Error ? cause.stack : String(cause);
        tell({ failure: `${text}: ${detail}` });
    },
};
const [database = ':memory:'] = process.argv.slice(2);
const server = await createReferenceServer({
    port: 0,
    database,
    log,
    limits: { messages: plenty, requests: plenty, auth: plenty, typing: plenty, events: plenty },
    pingIntervalMs: pingMs,
    pingTimeoutMs: pingMs,
});

process.on('message', async () => {
    await memory();
});
process.on('disconnect', () => process.exit());

const alice = await server.accounts.find('usr_alice');
if (!alice) throw new Error('There is no demo account');
tell({ ready: { port: server.port, token: await server.sessions.begin(alice) } });

async function memory(): Promise<void> {
    const deadline = Date.now() + 5 * pingMs;
    while (server.io.engine.clientsCount > 0 && Date.now() < deadline) await sleep(50);
    for (let round = 0; round < 5; round++) {
        globalThis.gc?.();
        await sleep(20);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    tell({ memory: { kept: heapUsed + external, resident: rss } });
}
