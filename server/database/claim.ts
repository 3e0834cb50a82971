// A SQLite file has one server: a second one would not see the messages that the first one stores.

import { type Kysely, sql } from 'kysely';
import { StoreUnavailable } from '../store/store.ts';
import { kindOf } from './kind.ts';
import { lockFile } from './sqlite.ts';

/**
 * Claims the database's file for a server until the returned function is called. Rejects with
 * `StoreUnavailable` if another server has it. Other programs may use the file all the same.
 */
export async function claim<Schema>(database: Kysely<Schema>): Promise<() => void> {
    const file = await fileOf(database);
    if (!file) return () => {};
    const release = lockFile(`${file}-lock`);
    if (release) return release;
    const says = `The file ${file} already has a server, and only one can serve a file`;
    throw new StoreUnavailable(`${says}: stop that one, or use PostgreSQL for several`);
}

/** Its absolute path without links; empty if there is no file. */
export async function fileOf<Schema>(database: Kysely<Schema>): Promise<string> {
    if (kindOf(database) !== 'sqlite') return '';
    const { rows } = await sql<{ file: string }>`pragma database_list`.execute(database);
    return rows[0]?.file ?? '';
}
