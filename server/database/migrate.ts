import { type Kysely, type Migration, Migrator } from 'kysely';

/**
 * Brings the tables of one part of the server to the newest version; each part counts its own.
 * A step that has been released is never edited: what is to change becomes a further step.
 */
export async function migrate<Schema>(
    database: Kysely<Schema>,
    part: string,
    steps: Record<string, Migration>,
): Promise<void> {
    const migrator = new Migrator({
        db: database,
        provider: { getMigrations: async () => steps },
        migrationTableName: `${part}_migrations`,
        migrationLockTableName: `${part}_migrations_lock`,
    });
    const { error } = await migrator.migrateToLatest();
    if (error)
        throw new Error(`The ${part} tables could not be brought up to date`, { cause: error });
}
