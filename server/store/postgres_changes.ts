// PostgreSQL has many writers, and their numbers become visible in the order of commits: a reader
// that has read up to 7 would never see a 6 committed later. So changes are ordered by transaction
// id, and those of a transaction are held back while an earlier one is running. The alternative,
// one lock around all numbering, would make the server as slow as its disk's flushes. The price: a
// writing transaction that stays open, in any database of the same PostgreSQL, delays all changes.

import { sql } from 'kysely';
import { type ChangeLog, type ChangeRow, ofUser, withContent } from './changes.ts';
import type { Database } from './rows.ts';

/** Transaction ids have 64 bits, hence the bigint. */
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

/** The oldest running transaction, and whether changes from it or later are already stored. */
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
 * A database restored from a dump has other messages than clients' cursors refer to. A new epoch
 * makes clients reload their lists; otherwise old cursors would stay valid although the changes
 * they point to are gone.
 */
export async function adoptRestored(database: Database): Promise<void> {
    const [here, noted] = [await placeOf(database), await notedPlace(database)];
    const ahead = await isAhead(database);
    if (noted === here && !ahead) return;
    await database.transaction().execute(async (transaction) => {
        // On a large table this takes longer than a statement may.
        await sql`set local statement_timeout = 0`.execute(transaction);
        if (ahead) await sql`update changes set xid = '1'`.execute(transaction);
        const meta = transaction.deleteFrom('messaging_meta');
        // Without a noted place, an earlier version was running that did not note it.
        if (ahead || noted !== undefined) await meta.where('key', '=', 'epoch').execute();
        await meta.where('key', '=', 'place').execute();
        const place = { key: 'place', value: here };
        await transaction.insertInto('messaging_meta').values(place).execute();
    });
}

/** Identifies the table: a restore creates a new one, in this database or another. */
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
 * Whether changes carry ids of future transactions, as another PostgreSQL had counted further. They
 * would be held back for long, so they are moved before everything new.
 */
async function isAhead(database: Database): Promise<boolean> {
    const { rows } = await sql`
        select from changes where xid >= pg_snapshot_xmax(pg_current_snapshot()) limit 1
    `.execute(database);
    return rows.length > 0;
}
