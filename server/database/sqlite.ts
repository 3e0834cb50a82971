// The embedded database: libsql's synchronous SQLite under kysely.

import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { StoreUnavailable } from '../store/store.ts';
import { storableText } from '../text.ts';

/**
 * More distinct statements than the server has; kysely makes the text, so it repeats. One that asks
 * for many things is another one for each number of them.
 */
const statementsMax = 1000;
const unavailable = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|NOMEM)/;

/** SQLite waits for the lock of another process without yielding, so it may not wait long. */
const lockWaitMs = 500;

/** Opens the file, or a database of its own in memory for ':memory:'. */
export function openSqlite<Schema>(path: string): Kysely<Schema> {
    const connection = connect(path);
    // A reader does not wait for the writer, and a commit is on the disk before it is acknowledged.
    const settings = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on'];
    for (const setting of settings) attempt(() => connection.exec(`pragma ${setting}`));
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(connection) }) });
}

function connect(path: string): Libsql.Database {
    try {
        return new Libsql(path, { timeout: lockWaitMs });
    } catch (cause) {
        // libsql says no more than a number.
        const says = `The file ${path} cannot be opened: its folder has to exist, and be writable`;
        throw new StoreUnavailable(says, { cause });
    }
}

/**
 * Keeps prepared statements, because libsql frees a statement only with the garbage collector,
 * and checks what is bound: libsql ends the whole process on a boolean, and cuts a text off at
 * its first NUL.
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
 * Transactions take the lock at their beginning: where libsql meets a locked file inside of one, it
 * leaves that statement in progress, and no later transaction can commit.
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
            attempt(() => connection.exec(sql));
            return { changes: 0, lastInsertRowid: 0 };
        },
        iterate: unread,
    };
}

function unread(): never {
    throw new Error('Rows are read all at once');
}

/** A full disk, a locked or broken file is no fault of what was asked. */
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
