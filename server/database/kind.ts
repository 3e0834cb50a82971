import { type Kysely, PostgresAdapter } from 'kysely';

/** Which SQL dialect a database speaks, for the few places where it matters. */
export function kindOf<Schema>(database: Kysely<Schema>): 'sqlite' | 'postgres' {
    return database.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** The column type for ms since 1970, which PostgreSQL's 32-bit integer cannot hold. */
export function timeColumn<Schema>(database: Kysely<Schema>): 'integer' | 'bigint' {
    return kindOf(database) === 'postgres' ? 'bigint' : 'integer';
}
