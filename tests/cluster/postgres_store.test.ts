import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openPostgresStore } from '../../server/postgres.ts';
import { storeConformance } from '../../server/store/conformance.ts';
import { StoreUnavailable } from '../../server/store/store.ts';
import { conversation, newDatabase, newStore, postgres, send } from './databases.ts';

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

test('six stores opened at once on an empty database share its tables', async () => {
    const url = await newDatabase('starts');
    const stores = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openPostgresStore(url)));
    const cursors = await Promise.all(stores.map((store) => store.cursor()));
    assert.equal(new Set(cursors.map((cursor) => cursor.split('.')[0])).size, 1);
    for (const store of stores) await store.close();
});

test('a change is held back until earlier transactions have ended', async () => {
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

test('a column added by a newer process fails only one query', async () => {
    const { database, store, id } = await newStore('altered');
    // Often enough for the connection to cache the plan.
    for (let times = 0; times < 20; times++) await store.conversation(id);
    await sql`alter table conversations add column color text`.execute(database);
    await assert.rejects(store.conversation(id), StoreUnavailable);
    assert.equal((await store.conversation(id))?.subject, 'Flowers');
    await database.destroy();
});

test('a plan cached for empty tables does not scan whole tables later', async () => {
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

test('a database crash keeps stored messages, and rejects as StoreUnavailable', async () => {
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
