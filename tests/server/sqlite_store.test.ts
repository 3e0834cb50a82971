import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../server/sqlite.ts';
import { storeConformance } from '../../server/store/conformance.ts';
import { StoreUnavailable } from '../../server/store/store.ts';

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

test('a file that cannot be opened rejects, and says what has to be there', async () => {
    const store = openSqliteStore('/nope/messaging.sqlite');
    await assert.rejects(store, (error) => {
        assert.ok(error instanceof StoreUnavailable);
        assert.match(
            error.message,
            /^The file \/nope\/messaging\.sqlite cannot be opened: its folder/,
        );
        return true;
    });
});

test('a file that is no database of SQLite rejects with what it is not', async () => {
    await assert.rejects(openSqliteStore(fileURLToPath(import.meta.url)), (error) => {
        assert.ok(error instanceof StoreUnavailable);
        assert.match(String(error.cause), /file is not a database/);
        return true;
    });
});
