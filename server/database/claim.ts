// A SQLite file has one server: a second one would not see the messages that the first one stores.

import type { Kysely } from 'kysely';
import { StoreUnavailable } from '../store/store.ts';
import { kindOf } from './kind.ts';
import { fileOf } from './place.ts';
import { lockFile } from './sqlite.ts';

/**
 * Claims the database's file for a server until the returned function is called. Rejects with
 * `StoreUnavailable` if another server has it. Other programs may use the file all the same.
 */
export async function claim<Schema>(database: Kysely<Schema>): Promise<() => void> {
    const file = kindOf(database) === 'sqlite' ? await fileOf(database) : '';
    if (file === '') return () => {};
    const release = lockFile(`${file}-lock`);
    if (release) return release;
    const says = `The file ${file} already has a server, and only one can serve a file`;
    throw new StoreUnavailable(`${says}: stop that one, or use PostgreSQL for several`);
}
