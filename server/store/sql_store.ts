// The store for SQL databases. The statements are the same for all of them, except for the
// numbering of changes. Each write locks a row of its conversation, so that writes in one
// conversation are serialized and others do not wait.

import { kindOf } from '../database/kind.ts';
import { migrate } from '../database/migrate.ts';
import { oneAtATime } from '../database/one_at_a_time.ts';
import { oneOf } from '../database/one_of.ts';
import { gathered } from '../gather.ts';
import { newId } from '../ids.ts';
import { type ChangeLog, readEpoch } from './changes.ts';
import { readHistory } from './history.ts';
import { checkNewConversation } from './new_conversation.ts';
import { adoptRestored, postgresChanges } from './postgres_changes.ts';
import { conversationIds, conversationsById, type Database } from './rows.ts';
import { messagingMigrations } from './schema.ts';
import { lookUps, messageAdder } from './sends.ts';
import { sqliteChanges } from './sqlite_changes.ts';
import type { Conversation, NewConversation, ReadMark, Store } from './store.ts';

/** Migrates the tables. Closing the store closes the database. */
export async function openSqlStore(database: Database): Promise<Store> {
    const log = await oneAtATime(database, () => prepare(database));
    return {
        createConversation: (conversation) => create(database, log, conversation),
        conversation: gathered((ids: string[]) => conversationsById(database, ids), lookUps),
        async conversationsOf(userId, filter = {}) {
            const ids = await conversationIds(database, userId, filter);
            const found = await conversationsById(database, ids);
            // One may have been deleted meanwhile.
            return found.filter((one) => one !== null);
        },
        unreadOf: gathered((ids: string[]) => countUnread(database, ids), lookUps),
        history: (conversationId, request) => readHistory(database, conversationId, request),
        addMessage: messageAdder(database, log),
        markRead: (conversationId, userId, messageId) =>
            mark(database, log, { conversationId, userId, messageId }),
        cursor: () => log.end(),
        changesSince: (cursor, limit, userId) => log.since(cursor, limit, userId),
        close: () => database.destroy(),
    };
}

async function prepare(database: Database): Promise<ChangeLog> {
    await migrate(database, 'messaging', messagingMigrations);
    if (kindOf(database) === 'sqlite') return sqliteChanges(database, await readEpoch(database));
    await adoptRestored(database);
    return postgresChanges(database, await readEpoch(database));
}

async function create(
    database: Database,
    log: ChangeLog,
    given: NewConversation,
): Promise<Conversation> {
    checkNewConversation(given);
    const id = given.id ?? newId('thd');
    const createdAt = given.createdAt ?? Date.now();
    await database.transaction().execute(async (transaction) => {
        await transaction
            .insertInto('conversations')
            .values({
                id,
                subject: given.subject,
                status: given.status ?? 'open',
                created_at: createdAt,
                active_at: createdAt,
                last_seq: 0,
            })
            .execute();
        for (const participant of given.participants) {
            await transaction
                .insertInto('participants')
                .values({
                    conversation_id: id,
                    user_id: participant.userId,
                    profile_id: participant.profileId ?? null,
                    role: participant.role,
                    name: participant.name,
                    last_read_seq: 0,
                    unread: 0,
                })
                .execute();
        }
        await log.record(transaction, [{ conversation_id: id, kind: 'conversation', subject: id }]);
    });
    const [created] = await conversationsById(database, [id]);
    if (!created) throw new Error('A conversation vanished while it was created');
    return created;
}

async function countUnread(database: Database, userIds: string[]): Promise<number[]> {
    const rows = await database
        .selectFrom('participants')
        .select((eb) => ['user_id', eb.fn.sum<number | null>('unread').as('unread')])
        .where(oneOf(database, 'user_id', userIds))
        .groupBy('user_id')
        .execute();
    const counts = new Map(rows.map((row) => [row.user_id, row.unread]));
    return userIds.map((id) => counts.get(id) ?? 0);
}

interface Reading {
    conversationId: string;
    userId: string;
    messageId: string | undefined;
}

function mark(
    database: Database,
    log: ChangeLog,
    { conversationId, userId, messageId }: Reading,
): Promise<ReadMark | null> {
    return database.transaction().execute(async (transaction) => {
        const target = await markTarget(transaction, conversationId, messageId);
        if (!target && messageId !== undefined) return null;
        const done = { conversationId, userId, messageId: target?.id ?? null, markedRead: 0 };
        if (!target) return done;
        // Moving the mark locks the row, so the count below is complete: a message stored meanwhile
        // waits for the row, and then adds one to the new count.
        const moved = await transaction
            .updateTable('participants')
            .set({ last_read_seq: target.seq })
            .where('conversation_id', '=', conversationId)
            .where('user_id', '=', userId)
            .where('last_read_seq', '<', target.seq)
            .returning('unread')
            .executeTakeFirst();
        if (!moved) return done;
        const unread = await unreadAfter(transaction, conversationId, userId, target.seq);
        await transaction
            .updateTable('participants')
            .set({ unread })
            .where('conversation_id', '=', conversationId)
            .where('user_id', '=', userId)
            .execute();
        await log.record(transaction, [
            { conversation_id: conversationId, kind: 'read', subject: userId },
        ]);
        return { ...done, markedRead: moved.unread - unread };
    });
}

/** The given message, else the newest one. */
function markTarget(database: Database, conversationId: string, messageId: string | undefined) {
    const query = database
        .selectFrom('messages')
        .select(['id', 'seq'])
        .where('conversation_id', '=', conversationId)
        .orderBy('seq', 'desc')
        .limit(1);
    const named = messageId === undefined ? query : query.where('id', '=', messageId);
    return named.executeTakeFirst();
}

async function unreadAfter(
    database: Database,
    conversationId: string,
    userId: string,
    seq: number,
): Promise<number> {
    const row = await database
        .selectFrom('messages')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('conversation_id', '=', conversationId)
        .where('seq', '>', seq)
        .where('sender_id', '!=', userId)
        .executeTakeFirst();
    return row?.count ?? 0;
}
