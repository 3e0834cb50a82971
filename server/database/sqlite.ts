// The embedded database: libsql's synchronous SQLite for kysely.

import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { StoreUnavailable } from '../store/store.ts';
import { storableText } from '../text.ts';

/**
 * More than the distinct statements the server has; kysely generates the text, so it repeats.
 * Batched lookups have a different text for each batch size.
 */
const statementsMax = 1000;
const unavailable = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|NOMEM)/;

/** SQLite blocks the event loop while it waits for another process's lock, so keep it short. */
const lockWaitMs = 500;

/** Opens the file; ':memory:' opens a separate in-memory database. */
export function openSqlite<Schema>(path: string): Kysely<Schema> {
    const connection = connect(path);
    // Readers do not wait for the writer, and a commit is on disk before it is acknowledged.
    const settings = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on'];
    for (const setting of settings) attempt(() => connection.exec(`pragma ${setting}`));
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(connection) }) });
}

/**
 * Locks a file of its own, which is never written, until the returned function is called; null if
 * it is locked already. The system releases SQLite's locks with the process, however it ends.
 */
export function lockFile(path: string): (() => void) | null {
    const connection = connect(path);
    try {
        connection.exec('pragma journal_mode = memory');
        connection.exec('begin exclusive');
        return () => void connection.close();
    } catch (error) {
        connection.close();
        if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return null;
        throw error;
    }
}

function connect(path: string): Libsql.Database {
    try {
        return new Libsql(path, { timeout: lockWaitMs });
    } catch (cause) {
        // libsql reports only a number.
        const says = `The file ${path} cannot be opened: its folder has to exist, and be writable`;
        throw new StoreUnavailable(says, { cause });
    }
}

/**
 * Caches prepared statements, as libsql frees a statement only on garbage collection, and checks
 * parameters: libsql aborts the process on a boolean and truncates strings at the first NUL.
 */
function guarded(connection: Libsql.Database): SqliteDatabase {
    const statements = new Map<string, SqliteStatement>();
    return {
        close: () => {
            statements.clear();
            connection.close();
        },
        prepare: (sql) => {
            const control = controls.get(sql);
            if (control !== undefined) return executed(connection, control);
            const known = statements.get(sql);
            if (known) return known;
            const statement = attempt(() => connection.prepare(sql));
            const checked: SqliteStatement = {
                reader: statement.reader,
                all: (parameters) => attempt(() => statement.all(parameters.map(bindable))),
                run: (parameters) => attempt(() => statement.run(parameters.map(bindable))),
                iterate: unread,
            };
            if (statements.size >= statementsMax) statements.clear();
            statements.set(sql, checked);
            return checked;
        },
    };
}

/**
 * Transactions take the lock when they begin. If libsql meets a locked file within a transaction,
 * it leaves the statement in progress, and no later transaction can commit.
 */
const controls = new Map([
    ['begin', 'begin immediate'],
    ['commit', 'commit'],
    ['rollback', 'rollback'],
]);

function executed(connection: Libsql.Database, sql: string): SqliteStatement {
    return {
        reader: false,
        all: () => [],
        run() {
            // SQLite has rolled back by itself if the disk is full; its reason must not be hidden.
            const isOver = sql === 'rollback' && !connection.inTransaction;
            if (!isOver) attempt(() => connection.exec(sql));
            return { changes: 0, lastInsertRowid: 0 };
        },
        iterate: unread,
    };
}

function unread(): never {
    throw new Error('Rows are read all at once');
}

/** A full disk or a locked or broken file is not the query's fault. */
function attempt<Result>(work: () => Result): Result {
    try {
        return work();
    } catch (error) {
        const { code } = error as { code?: unknown };
        if (typeof code !== 'string' || !unavailable.test(code)) throw error;
        throw new StoreUnavailable('The database cannot answer', { cause: error });
    }
}

function bindable(value: unknown): unknown {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value === 'string') return storableText(value);
    if (value === null || ['number', 'bigint'].includes(typeof value)) return value;
    throw new TypeError(`A ${typeof value} cannot be stored`);
}
