import type { Kysely } from 'kysely';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Opens the PostgreSQL database of a URL, or the SQLite database in a file. */
export function openDatabase<Schema>(source: string): Kysely<Schema> {
    return /^postgres(ql)?:\/\//.test(source) ? openPostgres(source) : openSqlite(source);
}
