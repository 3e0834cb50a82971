import type { Express } from 'express';
import type { Store } from '../store/store.ts';
import { after } from '../timer.ts';

/** A question that hangs must not keep those after it from being asked. */
const answerMsMax = 5000;

/** For whoever starts processes, and for the proxy that chooses among them. */
export function addProbes(app: Express, store: Store, state: { draining: boolean }): void {
    app.get('/healthz', (_request, response) => {
        response.json({ status: 'ok' });
    });
    // Anybody may ask, as often as he likes: one question to the store at a time.
    let asking: Promise<boolean> | undefined;
    app.get('/readyz', async (_request, response) => {
        asking ??= answers(store).finally(() => {
            asking = undefined;
        });
        const ready = !state.draining && (await asking);
        response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
    });
}

function answers(store: Store): Promise<boolean> {
    return new Promise((resolve) => {
        const timer = after(answerMsMax, () => resolve(false));
        store
            .cursor()
            .then(
                () => resolve(true),
                () => resolve(false),
            )
            .finally(() => clearTimeout(timer));
    });
}
