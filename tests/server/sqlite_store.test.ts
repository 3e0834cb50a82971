import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlStore } from '../../server/store/sql_store.ts';
import { storeConformance } from './store_conformance.ts';

storeConformance('the store in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    // A second connection would wait for the first one's lock without yielding to it, so the
    // sibling is the same one: a SQLite file has one process.
    const store = await openSqlStore(join(folder, 'messaging.sqlite'));
    return {
        store,
        sibling: store,
        async close() {
            await store.close();
            await rm(folder, { recursive: true });
        },
    };
});
