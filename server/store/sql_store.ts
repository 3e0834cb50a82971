// The store in a SQL database. The statements are the same for each kind of it; what differs is the
// numbering of changes. Each write holds a lock on a row of its conversation, so that writes in one
// conversation come one after another and in others do not wait.

import { kindOf } from '../database/kind.ts';
import { migrate } from '../database/migrate.ts';
import { oneAtATime } from '../database/one_at_a_time.ts';
import { newId } from '../ids.ts';
import { type ChangeLog, readEpoch } from './changes.ts';
import { readHistory } from './history.ts';
import { adoptRestored, postgresChanges } from './postgres_changes.ts';
import { assemble, conversationRows, type Database, toMessage } from './rows.ts';
import { messagingMigrations } from './schema.ts';
import { sqliteChanges } from './sqlite_changes.ts';
import type {
    Conversation,
    Message,
    NewConversation,
    NewMessage,
    ReadMark,
    Store,
} from './store.ts';

/** Brings the tables up to date. Closing the store closes the database. */
export async function openSqlStore(database: Database): Promise<Store> {
    const log = await oneAtATime(database, () => prepare(database));
    return {
        createConversation: (conversation) => create(database, log, conversation),
        conversation: (id) => find(database, id),
        async conversationsOf(userId, filter = {}) {
            return assemble(database, await conversationRows(database, userId, filter));
        },
        unreadOf: (userId) => countUnread(database, userId),
        history: (conversationId, request) => readHistory(database, conversationId, request),
        addMessage: (message) => add(database, log, message),
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
        await log.record(transaction, { conversation_id: id, kind: 'conversation', subject: id });
    });
    const created = await find(database, id);
    if (!created) throw new Error('A conversation vanished while it was created');
    return created;
}

async function find(database: Database, id: string): Promise<Conversation | null> {
    const rows = await database
        .selectFrom('conversations')
        .selectAll()
        .where('id', '=', id)
        .execute();
    const [conversation] = await assemble(database, rows);
    return conversation ?? null;
}

async function countUnread(database: Database, userId: string): Promise<number> {
    const row = await database
        .selectFrom('participants')
        .select((eb) => eb.fn.sum<number | null>('unread').as('unread'))
        .where('user_id', '=', userId)
        .executeTakeFirst();
    return row?.unread ?? 0;
}

async function add(
    database: Database,
    log: ChangeLog,
    given: NewMessage,
): Promise<{ message: Message; stored: boolean }> {
    const known = await sentBefore(database, given);
    if (known) return { message: known, stored: false };
    try {
        const write = database.transaction();
        const message = await write.execute((transaction) => insert(transaction, log, given));
        return { message, stored: true };
    } catch (error) {
        // The same send may have arrived twice at once, or a commit was not heard of.
        const other = await sentBefore(database, given).catch(() => null);
        if (other) return { message: other, stored: false };
        throw error;
    }
}

async function insert(transaction: Database, log: ChangeLog, given: NewMessage): Promise<Message> {
    const createdAt = given.createdAt ?? Date.now();
    const { last_seq: seq } = await transaction
        .updateTable('conversations')
        .set((eb) => ({ last_seq: eb('last_seq', '+', 1), active_at: createdAt }))
        .where('id', '=', given.conversationId)
        .returning('last_seq')
        .executeTakeFirstOrThrow();
    const row = await transaction
        .insertInto('messages')
        .values({
            id: newId('msg'),
            conversation_id: given.conversationId,
            seq,
            sender_id: given.sender.id,
            sender_role: given.sender.role,
            sender_name: given.sender.name,
            kind: 'text',
            text: given.text,
            extra: given.extra ? JSON.stringify(given.extra) : null,
            client_message_id: given.clientMessageId ?? null,
            created_at: createdAt,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    await transaction
        .updateTable('participants')
        .set((eb) => ({ unread: eb('unread', '+', 1) }))
        .where('conversation_id', '=', row.conversation_id)
        .where('user_id', '!=', row.sender_id)
        .execute();
    await log.record(transaction, {
        conversation_id: row.conversation_id,
        kind: 'message',
        subject: row.id,
    });
    return toMessage(row);
}

async function sentBefore(database: Database, given: NewMessage): Promise<Message | null> {
    if (!given.clientMessageId) return null;
    const row = await database
        .selectFrom('messages')
        .selectAll()
        .where('sender_id', '=', given.sender.id)
        .where('client_message_id', '=', given.clientMessageId)
        .executeTakeFirst();
    return row ? toMessage(row) : null;
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
        // Moving the mark locks the row. What is counted after that is all that it has to count:
        // who stores a message meanwhile waits for the row, and adds his one to the new number.
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
        await log.record(transaction, {
            conversation_id: conversationId,
            kind: 'read',
            subject: userId,
        });
        return { ...done, markedRead: moved.unread - unread };
    });
}

/** The named message, or the newest one. */
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
