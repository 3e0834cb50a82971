// PostgreSQL has many writers, and what they number becomes visible in the order of their commits:
// whoever read up to 7 would never see a 6 that was committed later. So the order is that of the
// transactions' ids, and nothing is told of a transaction while an earlier one is under way. The
// alternative, one lock around all numbering, would make the server as slow as its disk's flushes.
// A transaction that writes and stays open, in any database of the same PostgreSQL, holds this up.

import { sql } from 'kysely';
import { type ChangeLog, type ChangeRow, ofUser, withContent } from './changes.ts';
import type { Database } from './rows.ts';

/** After the last change told: ids of transactions have 64 bits. */
interface Position {
    xid: bigint;
    number: number;
}

export function postgresChanges(database: Database, epoch: string): ChangeLog {
    const write = ({ xid, number }: Position) =>
        `${epoch}.${xid.toString(36)}.${number.toString(36)}`;

    return {
        record,
        async end() {
            return write({ xid: (await horizon(database)).xid, number: 0 });
        },
        async since(cursor, limit, userId) {
            const since = read(epoch, cursor);
            const { xid: last, pending } = await horizon(database);
            if (since === null || since.xid > last) return null;
            const { xid, number } = since;
            const query = database
                .selectFrom('changes')
                .select([sql<string>`changes.xid::text`.as('xid'), 'changes.number'])
                .select(['changes.conversation_id', 'changes.kind', 'changes.subject'])
                .where(sql<boolean>`(changes.xid, changes.number) > (${String(xid)}, ${number})`)
                .where(sql<boolean>`changes.xid < ${String(last)}`)
                .orderBy(sql`changes.xid`)
                .orderBy('changes.number')
                .limit(limit + 1);
            const rows = await ofUser(query, userId).execute();
            const more = rows.length > limit;
            const taken = more ? rows.slice(0, limit) : rows;
            const end = more ? taken.at(-1) : undefined;
            const position = end && { xid: BigInt(end.xid), number: end.number };
            const changes = await withContent(database, taken);
            return { changes, cursor: write(position ?? { xid: last, number: 0 }), more, pending };
        },
    };
}

/** The oldest transaction under way, and whether something is stored already that follows it. */
async function horizon(database: Database): Promise<{ xid: bigint; pending: boolean }> {
    const { rows } = await sql<{ xid: string; pending: boolean }>`
        with snapshot as (select pg_snapshot_xmin(pg_current_snapshot()) as xid)
        select xid::text, exists (select from changes where changes.xid >= snapshot.xid) as pending
        from snapshot`.execute(database);
    const [row] = rows;
    if (!row) throw new Error('PostgreSQL gave no snapshot');
    return { xid: BigInt(row.xid), pending: row.pending };
}

async function record(database: Database, changes: ChangeRow[]): Promise<void> {
    await database
        .insertInto('changes')
        .values(changes)
        .onConflict((conflict) =>
            conflict.columns(['conversation_id', 'kind', 'subject']).doUpdateSet((eb) => ({
                xid: eb.ref('excluded.xid'),
                number: eb.ref('excluded.number'),
            })),
        )
        .execute();
}

function read(epoch: string, cursor: string): Position | null {
    const [name, xid = '', number = '', ...rest] = cursor.split('.');
    if (name !== epoch || rest.length > 0) return null;
    if (!/^[0-9a-z]{1,12}$/.test(xid) || !/^[0-9a-z]{1,10}$/.test(number)) return null;
    return { xid: BigInt(Number.parseInt(xid, 36)), number: Number.parseInt(number, 36) };
}

/**
 * A database that was restored from a dump counts its transactions anew, and may be behind those
 * that its changes name. Then all changes are put before everything new, and with another epoch the
 * clients read their lists anew.
 */
export async function adoptRestored(database: Database): Promise<void> {
    const { rows } = await sql`
        select from changes where xid >= pg_snapshot_xmax(pg_current_snapshot()) limit 1
    `.execute(database);
    if (rows.length === 0) return;
    await database.transaction().execute(async (transaction) => {
        await sql`update changes set xid = '1'`.execute(transaction);
        await transaction.deleteFrom('messaging_meta').where('key', '=', 'epoch').execute();
    });
}
