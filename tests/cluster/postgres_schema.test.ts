// The tables have a schema of their own, so that an application can share the database.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { migrate } from '../../server/database/migrate.ts';
import { openDatabase } from '../../server/database/open.ts';
import { openSqlStore } from '../../server/store/sql_store.ts';
import { startServer } from '../server/support.ts';
import { statementsOf } from '../support/operations_page.ts';
import { conversation, newDatabase, newStore, run, runByHand, send } from './databases.ts';

test('tables of an application with the same names are not touched', async () => {
    const url = await newDatabase('application');
    const names = ['messages', 'conversations', 'participants', 'changes', 'users', 'settings'];
    for (const name of names) {
        await run(
            'psql',
            `--command=create table public.${name} (of_the_application integer)`,
            url,
        );
        await run('psql', `--command=insert into public.${name} values (7)`, url);
    }
    const server = await startServer(null, { database: url });
    assert.equal((await server.store.conversationsOf('usr_alice')).length, 3);
    await server.close();
    for (const name of names) {
        const { stdout } = await run(
            'psql',
            '--tuples-only',
            `--command=table public.${name}`,
            url,
        );
        assert.equal(stdout.trim(), '7');
    }
    const all = 'select schemaname, count(*) from pg_stat_user_tables group by 1 order by 1';
    const { stdout } = await run('psql', '--tuples-only', '--no-align', `--command=${all}`, url);
    assert.equal(stdout, 'messaging|13\npublic|6\n');
});

test('connection options of the environment and the URL apply, except the schema', async (t) => {
    process.env.PGOPTIONS = '-c work_mem=5MB -c search_path=public';
    t.after(() => delete process.env.PGOPTIONS);
    const options = encodeURIComponent('-c temp_buffers=9MB -c search_path=public');
    const database = openDatabase(`${await newDatabase('options')}?options=${options}`);
    const { rows } = await sql`select current_setting('work_mem') as work,
        current_setting('temp_buffers') as temporary, current_setting('jit') as jit,
        current_setting('search_path') as path`.execute(database);
    assert.deepEqual(rows, [{ work: '5MB', temporary: '9MB', jit: 'off', path: 'messaging' }]);
    await database.destroy();
});

test('tables of an old version are rejected with statements that move them', async () => {
    const url = await newDatabase('former');
    const database = { database: url };
    await startServer(null, database).then((server) => server.close());
    const tables = sql<{ name: string }>`select tablename as name from pg_tables
        where schemaname = 'messaging'`;
    const admin = openDatabase(url);
    for (const { name } of (await tables.execute(admin)).rows) {
        await sql`alter table ${sql.id('messaging', name)} set schema public`.execute(admin);
    }
    await sql`drop schema messaging`.execute(admin);
    await admin.destroy();
    const error = await startServer(null, database).catch((reason: Error) => reason);
    assert.ok(error instanceof Error);
    assert.match(error.message, /schema public.*Stop all servers/s);
    const statements = /(\n.*;)+/.exec(error.message)?.[0] ?? '';
    // A transaction: even if they are run one by one, either all apply or none.
    assert.match(statements, /^\nbegin;\n.*\ncommit;$/s);
    await run('psql', '--set=ON_ERROR_STOP=1', `--command=${statements}`, url);
    const server = await startServer(null, database);
    assert.equal((await server.store.conversationsOf('usr_alice')).length, 3);
    await server.close();
    const { stdout } = await run(
        'psql',
        '--tuples-only',
        "--command=select 1 from pg_tables where schemaname = 'public'",
        url,
    );
    assert.equal(stdout.trim(), '');
});

test('a migration may take longer than a query, and other processes wait for it', async () => {
    const url = await newDatabase('slow_migration');
    let runs = 0;
    const steps = {
        '0001_slow': {
            async up(database: Kysely<unknown>) {
                runs += 1;
                await sql`select pg_sleep(11)`.execute(database);
            },
        },
    };
    const databases = [openDatabase(url), openDatabase(url)];
    await Promise.all(databases.map((each) => migrate(each, 'slow', steps)));
    assert.equal(runs, 1);
    for (const each of databases) {
        const { rows } = await sql`show statement_timeout`.execute(each);
        assert.deepEqual(rows, [{ statement_timeout: '10s' }]);
        await each.destroy();
    }
});

test('the statements that move old tables leave out those of the application', async () => {
    const { database } = await newStore('beside');
    for (const name of ['messaging_meta', 'changes']) {
        await sql`alter table ${sql.id('messaging', name)} set schema public`.execute(database);
    }
    await sql`create table public.users (of_the_application integer)`.execute(database);
    await assert.rejects(openSqlStore(database), (error: Error) => {
        assert.match(error.message, /alter table public.changes set schema messaging;/);
        return !error.message.includes('users');
    });
    await database.destroy();
});

test('the statements that delete a conversation remove all of it and nothing else', async () => {
    const { database, store, id } = await newStore('deletion');
    await store.createConversation({ ...conversation, id: 'thd_photos' });
    await send(store, 'thd_photos');
    const { message } = await send(store, id);
    await runByHand('deletion', statementsOf('Retention and deletion'));
    const left = await store.conversationsOf('usr_one');
    assert.deepEqual(
        left.map((one) => [one.id, one.lastMessage]),
        [[id, message]],
    );
    assert.equal((await store.history('thd_photos', { limit: 10 })).messages.length, 0);
    await database.destroy();
});
