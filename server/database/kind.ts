import { type Kysely, PostgresAdapter } from 'kysely';

/** Which SQL a database speaks, for the few places where that makes a difference. */
export function kindOf<Schema>(database: Kysely<Schema>): 'sqlite' | 'postgres' {
    return database.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** The column type for milliseconds since the epoch: PostgreSQL's integer ends in 1970. */
export function timeColumn<Schema>(database: Kysely<Schema>): 'integer' | 'bigint' {
    return kindOf(database) === 'postgres' ? 'bigint' : 'integer';
}
