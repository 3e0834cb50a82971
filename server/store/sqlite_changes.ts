// SQLite has one writer at a time, so numbers are assigned in the order they become visible.

import { type ChangeLog, type ChangeRow, ofUser, withContent } from './changes.ts';
import type { Database } from './rows.ts';
import type { Changes } from './store.ts';

export function sqliteChanges(database: Database, epoch: string): ChangeLog {
    const write = (number: number) => `${epoch}.${number.toString(36)}`;

    function read(cursor: string): number | null {
        const digits = cursor.startsWith(`${epoch}.`) ? cursor.slice(epoch.length + 1) : '';
        return /^[0-9a-z]{1,10}$/.test(digits) ? Number.parseInt(digits, 36) : null;
    }

    return {
        record,
        async end() {
            return write(await lastNumber(database));
        },
        async since(cursor, limit, userId): Promise<Changes | null> {
            const since = read(cursor);
            const last = await lastNumber(database);
            if (since === null || since > last) return null;
            const query = database
                .selectFrom('changes')
                .select(['changes.number', 'changes.conversation_id'])
                .select(['changes.kind', 'changes.subject'])
                .where('changes.number', '>', since)
                .where('changes.number', '<=', last)
                .orderBy('changes.number')
                .limit(limit + 1);
            const rows: (ChangeRow & { number: number })[] = await ofUser(query, userId).execute();
            const more = rows.length > limit;
            const taken = more ? rows.slice(0, limit) : rows;
            const end = more ? (taken.at(-1)?.number ?? last) : last;
            const changes = await withContent(database, taken);
            return { changes, cursor: write(end), more, pending: false };
        },
    };
}

async function record(database: Database, changes: ChangeRow[]): Promise<void> {
    await database.insertInto('changes').orReplace().values(changes).execute();
}

async function lastNumber(database: Database): Promise<number> {
    const row = await database
        .selectFrom('changes')
        .select((eb) => eb.fn.max('number').as('last'))
        .executeTakeFirst();
    return row?.last ?? 0;
}
