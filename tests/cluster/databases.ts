// Databases in a PostgreSQL server that runs for the tests of one file, and stores in them.

import { execFile } from 'node:child_process';
import { after, before } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { postgresProgram, startPostgres } from '../../scripts/cluster/postgres.mjs';
import { openDatabase } from '../../server/database/open.ts';
import type { MessagingSchema } from '../../server/store/schema.ts';
import { openSqlStore } from '../../server/store/sql_store.ts';
import type { Store } from '../../server/store/store.ts';

export let postgres: Awaited<ReturnType<typeof startPostgres>>;
before(async () => {
    postgres = await startPostgres();
});
after(() => postgres.stop());

export function urlOf(name: string): string {
    return postgres.url.replace(/[^/]*$/, name);
}

/** Creates a database in the running server, replacing one of the same name. */
export async function newDatabase(name: string): Promise<string> {
    const admin = openDatabase(postgres.url);
    await sql`drop database if exists ${sql.id(name)}`.execute(admin);
    await sql`create database ${sql.id(name)}`.execute(admin);
    await admin.destroy();
    return urlOf(name);
}

export const conversation = {
    subject: 'Flowers',
    participants: [{ userId: 'usr_one', profileId: null, role: 'customer', name: 'One' }],
};

/** A store in a new database, with a conversation. */
export async function newStore(name: string) {
    const database = openDatabase<MessagingSchema>(await newDatabase(name));
    const store = await openSqlStore(database);
    const { id } = await store.createConversation(conversation);
    return { database, store, id };
}

export function send(store: Store, conversationId: string) {
    const sender = { id: 'usr_one', role: 'customer', name: 'One' };
    return store.addMessage({ conversationId, sender, text: 'Hello' });
}

const execute = promisify(execFile);

/** Runs one of the programs that come with PostgreSQL. */
export function run(program: string, ...args: string[]) {
    return execute(postgresProgram(program), args);
}

/** Runs statements by hand, as docs/operations.md describes. */
export function runByHand(name: string, statements: string) {
    const env = { ...process.env, PGOPTIONS: '-c search_path=messaging' };
    const args = ['--set=ON_ERROR_STOP=1', `--command=${statements}`, urlOf(name)];
    return execute(postgresProgram('psql'), args, { env });
}
