import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { temporaryFolder } from '../../scripts/cluster/daemon.mjs';
import { postgresProgram, startPostgres } from '../../scripts/cluster/postgres.mjs';
import { oneAtATime } from '../../server/database/one_at_a_time.ts';
import { openDatabase } from '../../server/database/open.ts';
import { openPostgresStore } from '../../server/postgres.ts';
import { storeConformance } from '../../server/store/conformance.ts';
import type { MessagingSchema } from '../../server/store/schema.ts';
import { openSqlStore } from '../../server/store/sql_store.ts';
import { type Store, StoreUnavailable } from '../../server/store/store.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
before(async () => {
    postgres = await startPostgres();
});
after(() => postgres.stop());

/** A new database of the running server, in the place of one of this name. */
async function newDatabase(name: string): Promise<string> {
    const admin = openDatabase(postgres.url);
    await sql`drop database if exists ${sql.id(name)}`.execute(admin);
    await sql`create database ${sql.id(name)}`.execute(admin);
    await admin.destroy();
    return postgres.url.replace(/[^/]*$/, name);
}

const execute = promisify(execFile);

/** Runs one of the programs that come with PostgreSQL. */
function run(program: string, ...args: string[]) {
    return execute(postgresProgram(program), args);
}

const conversation = {
    subject: 'Flowers',
    participants: [{ userId: 'usr_one', profileId: null, role: 'customer', name: 'One' }],
};

/** A store in a new database, with a conversation. */
async function newStore(name: string) {
    const database = openDatabase<MessagingSchema>(await newDatabase(name));
    const store = await openSqlStore(database);
    const { id } = await store.createConversation(conversation);
    return { database, store, id };
}

function send(store: Store, conversationId: string) {
    const sender = { id: 'usr_one', role: 'customer', name: 'One' };
    return store.addMessage({ conversationId, sender, text: 'Hello' });
}

storeConformance('the store in PostgreSQL', async () => {
    const url = await newDatabase('conformance');
    const [store, sibling] = [await openPostgresStore(url), await openPostgresStore(url)];
    return {
        store,
        sibling,
        async close() {
            await store.close();
            await sibling.close();
        },
    };
});

test('six processes that start at once on an empty database all find its tables', async () => {
    const url = await newDatabase('starts');
    const stores = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openPostgresStore(url)));
    const cursors = await Promise.all(stores.map((store) => store.cursor()));
    assert.equal(new Set(cursors.map((cursor) => cursor.split('.')[0])).size, 1);
    for (const store of stores) await store.close();
});

test('a change is not told while an earlier transaction is open, and then both are', async () => {
    const { database, store, id } = await newStore('order');
    const other = await store.createConversation(conversation);
    const start = await store.cursor();
    const slow = await database.startTransaction().execute();
    await slow
        .insertInto('changes')
        .values({ conversation_id: other.id, kind: 'read', subject: 'usr_one' })
        .execute();
    await send(store, id);
    const early = await store.changesSince(start, 10);
    assert.deepEqual([early?.changes, early?.pending], [[], true]);
    await slow.commit().execute();
    const late = await store.changesSince(early?.cursor ?? '', 10);
    assert.deepEqual([late?.changes.length, late?.pending], [1, false]);
    const whole = await database.selectFrom('changes').selectAll().execute();
    assert.equal(whole.length, 4);
    await database.destroy();
});

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
        const url = postgres.url.replace(/[^/]*$/, name);
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

test('a column that a newer process adds is no error twice', async () => {
    const { database, store, id } = await newStore('altered');
    // So often that the connection keeps the plan.
    for (let times = 0; times < 20; times++) await store.conversation(id);
    await sql`alter table conversations add column color text`.execute(database);
    await assert.rejects(store.conversation(id), StoreUnavailable);
    assert.equal((await store.conversation(id))?.subject, 'Flowers');
    await database.destroy();
});

test('a plan that was made for empty tables does not read whole ones later', async () => {
    const { database, store, id } = await newStore('grown');
    for (let times = 0; times < 20; times++) await store.conversation(id);
    await sql`insert into messages (id, conversation_id, seq, sender_id, sender_role, sender_name,
        kind, text, created_at) select 'msg_' || n, ${id}, n, 'usr_one', '', '', 'text', '', 0
        from generate_series(1, 5000) n`.execute(database);
    await store.conversation(id);
    await sql`select pg_stat_force_next_flush()`.execute(database);
    const { rows } = await sql<{ scans: number }>`
        select coalesce(sum(seq_scan), 0) as scans from pg_stat_user_tables
        where relname in ('conversations', 'participants') or seq_tup_read >= 5000
    `.execute(database);
    assert.equal(rows[0]?.scans, 0);
    await database.destroy();
});

test('a crash of the database keeps what was acknowledged, and is no error of a request', async () => {
    const url = await newDatabase('crash');
    const store = await openPostgresStore(url);
    const { id } = await store.createConversation(conversation);
    const { message } = await send(store, id);
    await postgres.kill();
    await assert.rejects(store.conversation(id), StoreUnavailable);
    await postgres.start();
    assert.deepEqual((await store.conversation(id))?.lastMessage, message);
    await store.close();
});
