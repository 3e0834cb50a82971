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
 * What was restored from a dump has other messages than the cursors of clients have seen: with
 * another epoch they read their lists anew. Without this a cursor would go on being good, although
 * what it stands behind is gone.
 */
export async function adoptRestored(database: Database): Promise<void> {
    const [here, noted] = [await placeOf(database), await notedPlace(database)];
    const ahead = await isAhead(database);
    if (noted === here && !ahead) return;
    await database.transaction().execute(async (transaction) => {
        // A table that has become large takes longer than a statement may.
        await sql`set local statement_timeout = 0`.execute(transaction);
        if (ahead) await sql`update changes set xid = '1'`.execute(transaction);
        const meta = transaction.deleteFrom('messaging_meta');
        // Where nothing was noted, a version was at work that did not.
        if (ahead || noted !== undefined) await meta.where('key', '=', 'epoch').execute();
        await meta.where('key', '=', 'place').execute();
        const place = { key: 'place', value: here };
        await transaction.insertInto('messaging_meta').values(place).execute();
    });
}

/** Where the table is: a restore makes it anew, in this database or in another one. */
async function placeOf(database: Database): Promise<string> {
    const { rows } = await sql<{ place: string }>`
        select concat_ws('.', system_identifier, pg_database.oid, 'changes'::regclass::oid) as place
        from pg_control_system(), pg_database where datname = current_database()
    `.execute(database);
    const [row] = rows;
    if (!row) throw new Error('PostgreSQL does not know its own database');
    return row.place;
}

async function notedPlace(database: Database): Promise<string | undefined> {
    const meta = database.selectFrom('messaging_meta').select('value');
    return (await meta.where('key', '=', 'place').executeTakeFirst())?.value;
}

/**
 * Whether changes name transactions that are still to come, since another PostgreSQL had counted
 * further. They are put before everything new, else nothing would be told of them for long.
 */
async function isAhead(database: Database): Promise<boolean> {
    const { rows } = await sql`
        select from changes where xid >= pg_snapshot_xmax(pg_current_snapshot()) limit 1
    `.execute(database);
    return rows.length > 0;
}
