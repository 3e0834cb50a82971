import { type Kysely, sql } from 'kysely';
import { kindOf } from './kind.ts';

/** An arbitrary number, the same in all processes of a cluster. */
const startLock = 7_300_401;

/** Runs `work` while no other process does: several processes of a cluster start at once. */
export async function oneAtATime<Schema, Result>(
    database: Kysely<Schema>,
    work: () => Promise<Result>,
): Promise<Result> {
    if (kindOf(database) === 'sqlite') return work();
    return database.connection().execute(async (connection) => {
        // The process ahead may take longer than a statement may.
        await sql`set statement_timeout = 0`.execute(connection);
        try {
            await sql`select pg_advisory_lock(${sql.lit(startLock)})`.execute(connection);
            return await work();
        } finally {
            await sql`select pg_advisory_unlock(${sql.lit(startLock)})`.execute(connection);
            await sql`reset statement_timeout`.execute(connection);
        }
    });
}
