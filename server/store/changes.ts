// The numbered changes: what `sync` answers from, and what the events to the sockets follow.

import { randomBytes } from 'node:crypto';
import { type Database, toMessage } from './rows.ts';
import type { MessagingSchema } from './schema.ts';
import type { Change, Changes, Message } from './store.ts';

type ChangeRow = { number: number } & Omit<MessagingSchema['changes'], 'number'>;

/**
 * Gives the thing a new number. Its old row goes, so that the table grows with what exists and not
 * with how often it changed; whoever is behind the old number is behind the new one too.
 */
export async function recordChange(
    database: Database,
    change: Omit<ChangeRow, 'number'>,
): Promise<void> {
    await database
        .deleteFrom('changes')
        .where('conversation_id', '=', change.conversation_id)
        .where('kind', '=', change.kind)
        .where('subject', '=', change.subject)
        .execute();
    await database.insertInto('changes').values(change).execute();
}

/** A name of this database, so that a cursor of another one is noticed. */
export async function readEpoch(database: Database): Promise<string> {
    await database
        .insertInto('messaging_meta')
        .values({ key: 'epoch', value: randomBytes(6).toString('hex') })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    const row = await database
        .selectFrom('messaging_meta')
        .select('value')
        .where('key', '=', 'epoch')
        .executeTakeFirstOrThrow();
    return row.value;
}

export async function lastNumber(database: Database): Promise<number> {
    const row = await database
        .selectFrom('changes')
        .select((eb) => eb.fn.max('number').as('last'))
        .executeTakeFirst();
    return row?.last ?? 0;
}

export function writeCursor(epoch: string, number: number): string {
    return `${epoch}.${number.toString(36)}`;
}

/** The number in a cursor, or null when the cursor is none of this database. */
export function readCursor(epoch: string, cursor: string): number | null {
    const digits = cursor.startsWith(`${epoch}.`) ? cursor.slice(epoch.length + 1) : '';
    return /^[0-9a-z]{1,10}$/.test(digits) ? Number.parseInt(digits, 36) : null;
}

export async function changesSince(
    database: Database,
    range: { epoch: string; since: number; limit: number; userId?: string | undefined },
): Promise<Changes | null> {
    const last = await lastNumber(database);
    if (range.since > last) return null;
    let query = database
        .selectFrom('changes')
        .selectAll('changes')
        .where('changes.number', '>', range.since)
        .where('changes.number', '<=', last)
        .orderBy('changes.number')
        .limit(range.limit + 1);
    if (range.userId !== undefined) {
        query = query
            .innerJoin('participants', 'participants.conversation_id', 'changes.conversation_id')
            .where('participants.user_id', '=', range.userId);
    }
    const rows = await query.execute();
    const more = rows.length > range.limit;
    const taken = more ? rows.slice(0, range.limit) : rows;
    const end = more ? (taken.at(-1)?.number ?? last) : last;
    return {
        changes: await withContent(database, taken),
        cursor: writeCursor(range.epoch, end),
        more,
    };
}

/** Joins what the rows speak of: the messages, and for a read mark the message it stands at. */
async function withContent(database: Database, rows: ChangeRow[]): Promise<Change[]> {
    const messages = await messagesOf(database, rows);
    const marks = await marksOf(database, rows);
    return rows.flatMap((row): Change[] => {
        const conversationId = row.conversation_id;
        if (row.kind === 'conversation') return [{ kind: 'conversation', conversationId }];
        if (row.kind === 'message') {
            const message = messages.get(row.subject);
            return message ? [{ kind: 'message', conversationId, message }] : [];
        }
        const messageId = marks.get(`${conversationId} ${row.subject}`);
        return messageId ? [{ kind: 'read', conversationId, userId: row.subject, messageId }] : [];
    });
}

async function messagesOf(database: Database, rows: ChangeRow[]): Promise<Map<string, Message>> {
    const ids = rows.filter((row) => row.kind === 'message').map((row) => row.subject);
    if (ids.length === 0) return new Map();
    const found = await database
        .selectFrom('messages')
        .selectAll()
        .where('id', 'in', ids)
        .execute();
    return new Map(found.map((row) => [row.id, toMessage(row)]));
}

async function marksOf(database: Database, rows: ChangeRow[]): Promise<Map<string, string>> {
    const reads = rows.filter((row) => row.kind === 'read');
    if (reads.length === 0) return new Map();
    const found = await database
        .selectFrom('participants')
        .innerJoin('messages', (join) =>
            join
                .onRef('messages.conversation_id', '=', 'participants.conversation_id')
                .onRef('messages.seq', '=', 'participants.last_read_seq'),
        )
        .select(['messages.id', 'participants.conversation_id', 'participants.user_id'])
        .where('participants.conversation_id', 'in', [
            ...new Set(reads.map((row) => row.conversation_id)),
        ])
        .execute();
    return new Map(found.map((row) => [`${row.conversation_id} ${row.user_id}`, row.id]));
}
