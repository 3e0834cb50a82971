// What a restore needs: docs/operations.md.

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

test('a database restored from a dump tells what is new, and disowns older cursors', async () => {
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

for (const way of ['into a database made anew', 'with --clean'] as const) {
    test(`a restore from a dump ${way} disowns older cursors, and no newer ones`, async () => {
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

test('a first start of a version that knows restores keeps the cursors', async () => {
    const { database, store, id } = await newStore('unmarked');
    const cursor = await store.cursor();
    await send(store, id);
    await database.deleteFrom('messaging_meta').where('key', '=', 'place').execute();
    const again = await openSqlStore(database);
    assert.equal((await again.changesSince(cursor, 10))?.changes.length, 1);
    await database.destroy();
});

test('the statement after a restore disowns the cursors from before', async () => {
    const { database, store } = await newStore('disowned');
    const old = await store.cursor();
    await runByHand('disowned', statementsOf('Backup and restore'));
    const restored = await openSqlStore(database);
    assert.equal(await restored.changesSince(old, 10), null);
    await database.destroy();
});

/** Its connections allow a statement half the time that the slow ones of these tests take. */
async function hurried(name: string): Promise<string> {
    return `${await newDatabase(name)}?statement_timeout=1000`;
}

test('a restored database is put in order, however long that takes', async () => {
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

test('a process waits for the start of another, however long that takes', async () => {
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
    // Whoever has the connection next is bounded again.
    await assert.rejects(sql`select pg_sleep(2)`.execute(second), StoreUnavailable);
    await Promise.all([first.destroy(), second.destroy()]);
});
