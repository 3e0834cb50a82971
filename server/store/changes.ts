// The numbered changes: what `sync` answers from, and what the events to the sockets follow.

import { randomBytes } from 'node:crypto';
import type { SelectQueryBuilder } from 'kysely';
import { oneOf } from '../database/one_of.ts';
import { type Database, toMessage } from './rows.ts';
import type { MessagingSchema } from './schema.ts';
import type { Change, Changes, Message } from './store.ts';

/** What changed; its number is the log's matter. */
export type ChangeRow = Omit<MessagingSchema['changes'], 'number' | 'xid'>;

/** How one kind of database numbers changes, and what a cursor looks like in it. */
export interface ChangeLog {
    /**
     * Gives each thing a new number. Its old row goes, so that the table grows with what exists and
     * not with how often it changed; whoever is behind the old number is behind the new one too.
     */
    record(transaction: Database, changes: ChangeRow[]): Promise<void>;
    /** The cursor after everything that can be told. */
    end(): Promise<string>;
    since(cursor: string, limit: number, userId?: string): Promise<Changes | null>;
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

/** Only changes in conversations of the user, where one is named. */
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

/** Joins what the rows speak of: the messages, and for a read mark the message it stands at. */
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
