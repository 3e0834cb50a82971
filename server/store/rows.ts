// Rows of the tables, turned into the records of the store's interface.

import type { Kysely, Selectable } from 'kysely';
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

function toParticipant(row: Selectable<MessagingSchema['participants']>): Participant {
    return {
        userId: row.user_id,
        profileId: row.profile_id,
        role: row.role,
        name: row.name,
        lastReadSeq: row.last_read_seq,
        unread: row.unread,
    };
}

/** Makes whole conversations of their rows, with two further queries for any number of them. */
export async function assemble(
    database: Database,
    rows: Selectable<MessagingSchema['conversations']>[],
): Promise<Conversation[]> {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const askParticipants = database
        .selectFrom('participants')
        .selectAll()
        .where('conversation_id', 'in', ids)
        .orderBy('role')
        .orderBy('user_id')
        .execute();
    const askNewest = database
        .selectFrom('messages')
        .innerJoin('conversations', (join) =>
            join
                .onRef('conversations.id', '=', 'messages.conversation_id')
                .onRef('conversations.last_seq', '=', 'messages.seq'),
        )
        .selectAll('messages')
        .where('conversations.id', 'in', ids)
        .execute();
    const [participants, newest] = await Promise.all([askParticipants, askNewest]);
    const newestOf = new Map(newest.map((row) => [row.conversation_id, toMessage(row)]));
    const participantsOf = groupByConversation(participants);
    return rows.map((row) => ({
        id: row.id,
        subject: row.subject,
        status: row.status,
        createdAt: row.created_at,
        activeAt: row.active_at,
        lastSeq: row.last_seq,
        participants: participantsOf.get(row.id) ?? [],
        lastMessage: newestOf.get(row.id) ?? null,
    }));
}

function groupByConversation(
    rows: Selectable<MessagingSchema['participants']>[],
): Map<string, Participant[]> {
    const groups = new Map<string, Participant[]>();
    for (const row of rows) {
        const group = groups.get(row.conversation_id);
        if (group) group.push(toParticipant(row));
        else groups.set(row.conversation_id, [toParticipant(row)]);
    }
    return groups;
}

/** The rows of the user's conversations that the filter lets through, newest first. */
export async function conversationRows(
    database: Database,
    userId: string,
    filter: ConversationFilter,
): Promise<Selectable<MessagingSchema['conversations']>[]> {
    let query = database
        .selectFrom('conversations')
        .innerJoin('participants', 'participants.conversation_id', 'conversations.id')
        .selectAll('conversations')
        .where('participants.user_id', '=', userId)
        .orderBy('conversations.active_at', 'desc')
        .orderBy('conversations.id')
        .limit(filter.limit ?? 1000);
    if (filter.ids) query = query.where('conversations.id', 'in', filter.ids);
    if (filter.status !== undefined)
        query = query.where('conversations.status', '=', filter.status);
    if (filter.unreadOnly) query = query.where('participants.unread', '>', 0);
    return query.execute();
}
