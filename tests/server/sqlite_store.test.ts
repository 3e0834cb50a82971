import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../server/sqlite.ts';
import { storeConformance } from '../../server/store/conformance.ts';

storeConformance('the store in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    const store = await openSqliteStore(join(folder, 'messaging.sqlite'));
    return {
        store,
        async close() {
            await store.close();
            await rm(folder, { recursive: true });
        },
    };
});
