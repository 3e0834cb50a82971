import { openSqlite } from './database/sqlite.ts';
import { openSqlStore } from './store/sql_store.ts';
import type { Store } from './store/store.ts';

/**
 * Opens a store in a SQLite file, which is created if missing; ':memory:' for one that ends with
 * the process. A file is for one process only. Rejects with `StoreUnavailable` if it cannot be
 * opened.
 */
export async function openSqliteStore(file: string): Promise<Store> {
    return openSqlStore(openSqlite(file));
}
