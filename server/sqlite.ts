import { openSqlite } from './database/sqlite.ts';
import { openSqlStore } from './store/sql_store.ts';
import type { Store } from './store/store.ts';

/**
 * The store in an SQLite file, which is made where it is missing; ':memory:' for one that ends with
 * the process. A file has one process. Rejects with `StoreUnavailable` where the file cannot be
 * opened.
 */
export async function openSqliteStore(file: string): Promise<Store> {
    return openSqlStore(openSqlite(file));
}
