// Restoring a database, as docs/operations.md describes.

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { temporaryFolder } from '../../scripts/cluster/daemon.mjs';
import { oneAtATime } from '../../server/database/one_at_a_time.ts';
import { openDatabase } from '../../server/database/open.ts';
import { openPostgresStore } from '../../server/postgres.ts';
import type { MessagingSchema } from '../../server/store/schema.ts';
import { openSqlStore } from '../../server/store/sql_store.ts';
import { StoreUnavailable } from '../../server/store/store.ts';
import { statementsOf } from '../support/operations_page.ts';
import { conversation, newDatabase, newStore, run, runByHand, send, urlOf } from './databases.ts';

test('a restored database returns new changes, and invalidates older cursors', async () => {
    const { database, store, id } = await newStore('restored');
    const old = await store.cursor();
    await sql`update changes set xid = '900000000'`.execute(database);
    const restored = await openSqlStore(database);
    assert.equal(await restored.changesSince(old, 10), null);
    const start = await restored.cursor();
    const { message } = await send(restored, id);
    const told = await restored.changesSince(start, 10);
    assert.deepEqual(told?.changes, [{ kind: 'message', conversationId: id, message }]);
    await database.destroy();
});

for (const way of ['into a new database', 'with --clean'] as const) {
    test(`a restore from a dump ${way} invalidates older cursors, but no newer ones`, async () => {
        const name = way === 'with --clean' ? 'cleaned' : 'dumped';
        const { database, store, id } = await newStore(name);
        const url = urlOf(name);
        const dump = path.join(temporaryFolder('dump'), 'dump');
        await run('pg_dump', '--format=custom', `--file=${dump}`, url);
        await send(store, id);
        const old = await store.cursor();
        await database.destroy();
        if (way !== 'with --clean') await newDatabase(name);
        const options = way === 'with --clean' ? ['--clean'] : [];
        await run('pg_restore', ...options, `--dbname=${url}`, dump);
        const restored = await openPostgresStore(url);
        assert.equal((await restored.history(id, { limit: 10 })).messages.length, 0);
        assert.equal(await restored.changesSince(old, 10), null);
        const cursor = await restored.cursor();
        const { message } = await send(restored, id);
        await restored.close();
        const again = await openPostgresStore(url);
        const told = await again.changesSince(cursor, 10);
        assert.deepEqual(told?.changes, [{ kind: 'message', conversationId: id, message }]);
        await again.close();
    });
}

test('the first start of a version that detects restores keeps the cursors', async () => {
    const { database, store, id } = await newStore('unmarked');
    const cursor = await store.cursor();
    await send(store, id);
    await database.deleteFrom('messaging_meta').where('key', '=', 'place').execute();
    const again = await openSqlStore(database);
    assert.equal((await again.changesSince(cursor, 10))?.changes.length, 1);
    await database.destroy();
});

test('the statement after a restore invalidates earlier cursors', async () => {
    const { database, store } = await newStore('disowned');
    const old = await store.cursor();
    await runByHand('disowned', statementsOf('Backup and restore'));
    const restored = await openSqlStore(database);
    assert.equal(await restored.changesSince(old, 10), null);
    await database.destroy();
});

/** A database whose statement time-out is half as long as the slow statements of these tests. */
async function hurried(name: string): Promise<string> {
    return `${await newDatabase(name)}?statement_timeout=1000`;
}

test('repairing a restored database may exceed the statement time-out', async () => {
    const database = openDatabase<MessagingSchema>(await hurried('slow'));
    const store = await openSqlStore(database);
    await store.createConversation(conversation);
    const old = await store.cursor();
    await sql`update changes set xid = '900000000'`.execute(database);
    await sql`create function wait() returns trigger language plpgsql as
        'begin perform pg_sleep(2); return new; end'`.execute(database);
    await sql`create trigger slow before update on changes
        for each row execute function wait()`.execute(database);
    const restored = await openSqlStore(database);
    assert.equal(await restored.changesSince(old, 10), null);
    await database.destroy();
});

test('waiting for another process to start may exceed the statement time-out', async () => {
    const url = await hurried('waiting');
    const [first, second] = [openDatabase(url), openDatabase(url)];
    const order: string[] = [];
    let waiting: Promise<unknown> | undefined;
    await oneAtATime(first, async () => {
        waiting = oneAtATime(second, async () => order.push('second'));
        await sleep(2000);
        order.push('first');
    });
    await waiting;
    assert.deepEqual(order, ['first', 'second']);
    // The time-out applies again to the next user of the connection.
    await assert.rejects(sql`select pg_sleep(2)`.execute(second), StoreUnavailable);
    await Promise.all([first.destroy(), second.destroy()]);
});
