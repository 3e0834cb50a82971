import type { Express } from 'express';
import type { Store } from '../store/store.ts';
import { after } from '../timer.ts';

const answerMsMax = 5000;

/** Liveness for process managers, readiness for proxies. */
export function addProbes(app: Express, store: Store, state: { draining: boolean }): void {
    app.get('/healthz', (_request, response) => {
        response.json({ status: 'ok' });
    });
    // Anybody may call this at any rate, so at most one query runs at a time.
    let asking: Promise<boolean> | undefined;
    app.get('/readyz', async (_request, response) => {
        asking ??= Promise.race([answers(store), silence()]).finally(() => {
            asking = undefined;
        });
        const ready = !state.draining && (await asking);
        response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
    });
}

async function answers(store: Store): Promise<boolean> {
    try {
        await store.cursor();
        return true;
    } catch {
        return false;
    }
}

/** A query that hangs must not block later probes. */
function silence(): Promise<boolean> {
    return new Promise((resolve) => after(answerMsMax, () => resolve(false)));
}
