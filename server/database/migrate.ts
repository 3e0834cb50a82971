import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { refuseFormerTables } from './former_tables.ts';
import { kindOf } from './kind.ts';
import { ownSchema } from './own_schema.ts';

/**
 * Migrates the tables of one part of the server; each part has its own version. A released step is
 * never edited: changes become further steps.
 */
export async function migrate<Schema>(
    database: Kysely<Schema>,
    part: string,
    steps: Record<string, Migration>,
): Promise<void> {
    const isPostgres = kindOf(database) === 'postgres';
    if (isPostgres) await refuseFormerTables(database);
    const migrator = (db: Kysely<Schema>) =>
        new Migrator({
            db,
            provider: { getMigrations: async () => steps },
            migrationTableName: `${part}_migrations`,
            migrationLockTableName: `${part}_migrations_lock`,
            ...(isPostgres && { migrationTableSchema: ownSchema }),
        });
    const { error } = isPostgres
        ? await withoutTimeout(database, (connection) => migrator(connection).migrateToLatest())
        : await migrator(database).migrateToLatest();
    if (!error) return;
    const reason = error instanceof Error ? error.message : String(error);
    const says = `The ${part} tables could not be brought up to date: ${reason}`;
    throw new Error(says, { cause: error });
}

/** A step may take minutes on a large table, and other processes wait for it to end. */
function withoutTimeout<Schema, Result>(
    database: Kysely<Schema>,
    work: (connection: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
    return database.connection().execute(async (connection) => {
        await sql`set statement_timeout = 0`.execute(connection);
        const result = await work(connection);
        // If this fails, the connection is lost, and the result says so.
        await sql`reset statement_timeout`.execute(connection).catch(() => {});
        return result;
    });
}
