// Converts table rows to the records of the store's interface.

import type { Kysely, Selectable } from 'kysely';
import { oneOf } from '../database/one_of.ts';
import type { MessagingSchema } from './schema.ts';
import type { Conversation, ConversationFilter, Message, Participant } from './store.ts';

export type Database = Kysely<MessagingSchema>;

export function toMessage(row: Selectable<MessagingSchema['messages']>): Message {
    return {
        id: row.id,
        conversationId: row.conversation_id,
        seq: row.seq,
        senderId: row.sender_id,
        senderRole: row.sender_role,
        senderName: row.sender_name,
        kind: row.kind,
        text: row.text,
        extra: row.extra === null ? {} : JSON.parse(row.extra),
        clientMessageId: row.client_message_id,
        createdAt: row.created_at,
    };
}

type Row<Table extends keyof MessagingSchema> = Selectable<MessagingSchema[Table]>;

/** Columns of rows that were not joined are null, which `user_id` and `message_id` show. */
type PartsRow = Row<'conversations'> &
    Omit<Row<'participants'>, 'conversation_id' | 'user_id'> & { user_id: string | null } & Omit<
        Row<'messages'>,
        'conversation_id' | 'id' | 'created_at'
    > & {
        message_id: string | null;
        sent_at: number;
    };

/** Conversations by id, in the given order, with a single query. */
export async function conversationsById(
    database: Database,
    ids: readonly string[],
): Promise<(Conversation | null)[]> {
    if (ids.length === 0) return [];
    const found = new Map<string, Conversation>();
    for (const row of await selectParts(database, ids)) {
        const conversation = found.get(row.id) ?? toConversation(row);
        const { user_id } = row;
        if (user_id !== null) conversation.participants.push(toParticipant({ ...row, user_id }));
        found.set(row.id, conversation);
    }
    return ids.map((id) => found.get(id) ?? null);
}

/** One row per participant, each with the conversation's newest message. */
function selectParts(database: Database, ids: readonly string[]): Promise<PartsRow[]> {
    return database
        .selectFrom('conversations')
        .leftJoin('participants', 'participants.conversation_id', 'conversations.id')
        .leftJoin('messages', (join) =>
            join
                .onRef('messages.conversation_id', '=', 'conversations.id')
                .onRef('messages.seq', '=', 'conversations.last_seq'),
        )
        .selectAll('conversations')
        .select(['user_id', 'profile_id', 'role', 'name', 'last_read_seq', 'unread'])
        .select(['messages.id as message_id', 'seq', 'sender_id', 'sender_role', 'sender_name'])
        .select(['kind', 'text', 'extra', 'client_message_id', 'messages.created_at as sent_at'])
        .where(oneOf(database, 'conversations.id', ids))
        .orderBy('role')
        .orderBy('user_id')
        .$castTo<PartsRow>()
        .execute();
}

function toConversation(row: PartsRow): Conversation {
    const { id, message_id, sent_at } = row;
    return {
        id,
        subject: row.subject,
        status: row.status,
        createdAt: row.created_at,
        activeAt: row.active_at,
        lastSeq: row.last_seq,
        participants: [],
        lastMessage:
            message_id === null
                ? null
                : toMessage({ ...row, id: message_id, conversation_id: id, created_at: sent_at }),
    };
}

function toParticipant(row: Omit<Row<'participants'>, 'conversation_id'>): Participant {
    return {
        userId: row.user_id,
        profileId: row.profile_id,
        role: row.role,
        name: row.name,
        lastReadSeq: row.last_read_seq,
        unread: row.unread,
    };
}

/** Ids of the user's conversations that match the filter, newest first. */
export async function conversationIds(
    database: Database,
    userId: string,
    filter: ConversationFilter,
): Promise<string[]> {
    let query = database
        .selectFrom('conversations')
        .innerJoin('participants', 'participants.conversation_id', 'conversations.id')
        .select('conversations.id')
        .where('participants.user_id', '=', userId)
        .orderBy('conversations.active_at', 'desc')
        .orderBy('conversations.id')
        .limit(filter.limit ?? 1000);
    if (filter.ids) query = query.where(oneOf(database, 'conversations.id', filter.ids));
    if (filter.status !== undefined)
        query = query.where('conversations.status', '=', filter.status);
    if (filter.unreadOnly) query = query.where('participants.unread', '>', 0);
    return (await query.execute()).map((row) => row.id);
}
