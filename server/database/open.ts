import type { Kysely } from 'kysely';
import type { PoolFigures } from '../metrics/cluster.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Opens the PostgreSQL database of a URL, or the SQLite database in a file. */
export function openDatabase<Schema>(
    source: string,
    watchPool?: (pool: PoolFigures) => void,
): Kysely<Schema> {
    if (!/^postgres(ql)?:\/\//.test(source)) return openSqlite(source);
    return openPostgres(source, watchPool);
}
