import type { Express } from 'express';
import type { Store } from '../store/store.ts';

/** For whoever starts processes, and for the proxy that chooses among them. */
export function addProbes(app: Express, store: Store, state: { draining: boolean }): void {
    app.get('/healthz', (_request, response) => {
        response.json({ status: 'ok' });
    });
    app.get('/readyz', async (_request, response) => {
        const ready = !state.draining && (await answers(store));
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
