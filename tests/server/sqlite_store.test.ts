import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import Libsql from 'libsql';
import { openSqlite } from '../../server/database/sqlite.ts';
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

test('opening a file in a missing folder rejects, and mentions the folder', async () => {
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

test('opening a file that is not an SQLite database rejects with that cause', async () => {
    await assert.rejects(openSqliteStore(fileURLToPath(import.meta.url)), (error) => {
        assert.ok(error instanceof StoreUnavailable);
        assert.match(String(error.cause), /file is not a database/);
        return true;
    });
});

test('a transaction that fails for a full disk says that the disk is full', async (t) => {
    const database = openSqlite<{ texts: { text: string } }>(':memory:');
    t.after(() => database.destroy());
    await sql`create table texts (text text)`.execute(database);
    await sql`pragma max_page_count = 20`.execute(database);
    const fill = () =>
        database.transaction().execute(async (transaction) => {
            const text = 'x'.repeat(100_000);
            await transaction.insertInto('texts').values({ text }).execute();
        });
    await assert.rejects(fill, (error) => {
        assert.ok(error instanceof StoreUnavailable);
        assert.match(String(error.cause), /disk is full/);
        return true;
    });
    assert.deepEqual(await database.selectFrom('texts').selectAll().execute(), []);
});

test('messages of one conversation keep the order in which they were added', async () => {
    const store = await openSqliteStore(':memory:');
    const ids = ['thd_one', 'thd_two'];
    for (const id of ids) await store.createConversation({ id, subject: '', participants: [] });
    const sender = { id: 'usr_one', role: 'customer', name: 'One' };
    const given = [0, 1, 1, 0, 1].map((which, index) => ({
        ...{ conversationId: ids[which] ?? '', sender, text: String(index) },
        createdAt: 1000 + (index % 2),
    }));
    await Promise.all(given.map((one) => store.addMessage(one)));
    const texts = async (id = '') =>
        (await store.history(id, { limit: 10 })).messages.map((message) => message.text);
    assert.deepEqual(await texts(ids[0]), ['0', '3']);
    assert.deepEqual(await texts(ids[1]), ['1', '2', '4']);
    await store.close();
});

test('sends to a locked file wait for it together, not one after the other', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-'));
    const file = join(folder, 'messaging.sqlite');
    const store = await openSqliteStore(file);
    const other = new Libsql(file);
    t.after(async () => {
        other.close();
        await store.close();
        await rm(folder, { recursive: true });
    });
    const { id } = await store.createConversation({ subject: '', participants: [] });
    other.exec('begin immediate');
    const sender = { id: 'usr_one', role: 'customer', name: 'One' };
    const began = performance.now();
    const sends = Array.from({ length: 32 }, (_, index) =>
        store.addMessage({ conversationId: id, sender, text: String(index) }),
    );
    for (const { status } of await Promise.allSettled(sends)) assert.equal(status, 'rejected');
    assert.ok(performance.now() - began < 5000);
});
