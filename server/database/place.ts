// Says for operators which database it is.

import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { kindOf } from './kind.ts';

/** Never with the user or the password of a URL. */
export async function placeOf<Schema>(database: Kysely<Schema>, source: string): Promise<string> {
    if (kindOf(database) === 'sqlite') return `SQLite, ${(await fileOf(database)) || 'in memory'}`;
    // As `pg` reads it, with what the environment adds.
    const { host, port, database: name } = new pg.Client(source);
    return `PostgreSQL, ${name} at ${host}:${port}`;
}

/** The absolute path of a SQLite file without links; empty if it is in memory. */
export async function fileOf<Schema>(database: Kysely<Schema>): Promise<string> {
    const { rows } = await sql<{ file: string }>`pragma database_list`.execute(database);
    return rows[0]?.file ?? '';
}
