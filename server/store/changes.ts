// The numbered changes, which `sync` and the events to the sockets are based on.

import { randomBytes } from 'node:crypto';
import type { SelectQueryBuilder } from 'kysely';
import { oneOf } from '../database/one_of.ts';
import { type Database, toMessage } from './rows.ts';
import type { MessagingSchema } from './schema.ts';
import type { Change, Changes, Message } from './store.ts';

/** What changed; the log assigns the number. */
export type ChangeRow = Omit<MessagingSchema['changes'], 'number' | 'xid'>;

/** How one kind of database numbers changes, and the format of its cursors. */
export interface ChangeLog {
    /**
     * Gives each change a new number and drops the thing's previous row, so that the table grows
     * with what exists, not with each change. A cursor before the old row is before the new one.
     */
    record(transaction: Database, changes: ChangeRow[]): Promise<void>;
    /** The cursor after everything that can be delivered. */
    end(): Promise<string>;
    since(cursor: string, limit: number, userId?: string): Promise<Changes | null>;
}

/** Identifies this database, so that cursors of another one are recognized. */
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

/** Restricts the query to the user's conversations, if there is a user. */
export function ofUser<Row>(
    query: SelectQueryBuilder<MessagingSchema, 'changes', Row>,
    userId: string | undefined,
): SelectQueryBuilder<MessagingSchema, 'changes', Row> {
    if (userId === undefined) return query;
    return query.where('changes.conversation_id', 'in', (eb) =>
        eb
            .selectFrom('participants')
            .select('participants.conversation_id')
            .where('participants.user_id', '=', userId),
    );
}

/** Adds the contents: the messages, and for read marks the message they point to. */
export async function withContent(database: Database, rows: ChangeRow[]): Promise<Change[]> {
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
        .where(oneOf(database, 'id', ids))
        .execute();
    return new Map(found.map((row) => [row.id, toMessage(row)]));
}

async function marksOf(database: Database, rows: ChangeRow[]): Promise<Map<string, string>> {
    const reads = rows.filter((row) => row.kind === 'read');
    if (reads.length === 0) return new Map();
    const conversations = [...new Set(reads.map((row) => row.conversation_id))];
    const found = await database
        .selectFrom('participants')
        .innerJoin('messages', (join) =>
            join
                .onRef('messages.conversation_id', '=', 'participants.conversation_id')
                .onRef('messages.seq', '=', 'participants.last_read_seq'),
        )
        .select(['messages.id', 'participants.conversation_id', 'participants.user_id'])
        .where(oneOf(database, 'participants.conversation_id', conversations))
        .execute();
    return new Map(found.map((row) => [`${row.conversation_id} ${row.user_id}`, row.id]));
}
