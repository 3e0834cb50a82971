import type { Express } from 'express';
import type { Store } from '../store/store.ts';
import { after } from '../timer.ts';

const answerMsMax = 5000;

/** For whoever starts processes, and for the proxy that chooses among them. */
export function addProbes(app: Express, store: Store, state: { draining: boolean }): void {
    app.get('/healthz', (_request, response) => {
        response.json({ status: 'ok' });
    });
    // Anybody may ask, as often as he likes: one question to the store at a time.
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

/** A question that hangs must not keep those after it from being asked. */
function silence(): Promise<boolean> {
    return new Promise((resolve) => after(answerMsMax, () => resolve(false)));
}
