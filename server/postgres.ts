import { openPostgres } from './database/postgres.ts';
import { openSqlStore } from './store/sql_store.ts';
import type { Store } from './store/store.ts';

/**
 * Opens a store in a PostgreSQL database (13 or later), given a URL such as
 * `postgres://name:password@host/database`. Uses the schema `messaging` and at most ten
 * connections. Any number of processes may open it. Rejects with `StoreUnavailable` if the database
 * cannot be reached.
 */
export function openPostgresStore(url: string): Promise<Store> {
    return openSqlStore(openPostgres(url));
}
