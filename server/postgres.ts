import { openPostgres } from './database/postgres.ts';
import { openSqlStore } from './store/sql_store.ts';
import type { Store } from './store/store.ts';

/**
 * The store in the PostgreSQL database (13 or later) of a URL such as
 * `postgres://name:password@host/database`, in the schema `messaging`. It keeps at most
 * ten connections. Any number of processes may have it open. Rejects with `StoreUnavailable` where
 * the database cannot be reached.
 */
export function openPostgresStore(url: string): Promise<Store> {
    return openSqlStore(openPostgres(url));
}
