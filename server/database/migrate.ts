import { type Kysely, type Migration, Migrator } from 'kysely';
import { refuseFormerTables } from './former_tables.ts';
import { kindOf } from './kind.ts';
import { ownSchema } from './own_schema.ts';

/**
 * Brings the tables of one part of the server to the newest version; each part counts its own.
 * A step that has been released is never edited: what is to change becomes a further step.
 */
export async function migrate<Schema>(
    database: Kysely<Schema>,
    part: string,
    steps: Record<string, Migration>,
): Promise<void> {
    const ownsSchema = kindOf(database) === 'postgres';
    if (ownsSchema) await refuseFormerTables(database);
    const migrator = new Migrator({
        db: database,
        provider: { getMigrations: async () => steps },
        migrationTableName: `${part}_migrations`,
        migrationLockTableName: `${part}_migrations_lock`,
        ...(ownsSchema && { migrationTableSchema: ownSchema }),
    });
    const { error } = await migrator.migrateToLatest();
    if (!error) return;
    const reason = error instanceof Error ? error.message : String(error);
    const says = `The ${part} tables could not be brought up to date: ${reason}`;
    throw new Error(says, { cause: error });
}
