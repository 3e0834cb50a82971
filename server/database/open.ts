import { type Kysely, sql } from 'kysely';
import { kindOf } from './kind.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Any number, but the same in every process of a cluster. */
const startLock = 7_300_401;

/** Opens the PostgreSQL database of a URL, or the SQLite database in a file. */
export function openDatabase<Schema>(source: string): Kysely<Schema> {
    return /^postgres(ql)?:\/\//.test(source) ? openPostgres(source) : openSqlite(source);
}

/** Runs the work while no other process does: several of a cluster start at once. */
export async function oneAtATime<Schema, Result>(
    database: Kysely<Schema>,
    work: () => Promise<Result>,
): Promise<Result> {
    if (kindOf(database) === 'sqlite') return work();
    return database.connection().execute(async (connection) => {
        await sql`select pg_advisory_lock(${sql.lit(startLock)})`.execute(connection);
        try {
            return await work();
        } finally {
            await sql`select pg_advisory_unlock(${sql.lit(startLock)})`.execute(connection);
        }
    });
}
