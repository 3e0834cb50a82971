// Stores messages in PostgreSQL with one statement. Each of the steps used for SQLite would be a
// round trip, during which the conversations stay locked.

import { type Selectable, sql } from 'kysely';
import { storableText } from '../text.ts';
import { type Database, toMessage } from './rows.ts';
import type { MessagingSchema } from './schema.ts';
import type { Message, NewMessage } from './store.ts';

/** Stores messages of different conversations. Rows are locked in the same order as everywhere. */
export async function insertAtOnce(
    database: Database,
    round: NewMessage[],
    ids: string[],
    createdAt: number,
): Promise<Message[]> {
    const given = JSON.stringify(round.map((one, index) => toRow(one, ids[index] as string)));
    // Repeated as parameters: the planner expects many rows in `given` and would scan whole tables.
    const conversations = round.map((one) => one.conversationId);
    const { rows } = await sql<Selectable<MessagingSchema['messages']>>`
        with given as (
            select * from json_to_recordset(${given}::json) as row (
                id text, conversation_id text, sender_id text, sender_role text,
                sender_name text, text text, extra text, client_message_id text
            )
        ), locked as (
            select id from conversations where id = any(${conversations}) order by id for update
        ), numbered as (
            update conversations set last_seq = last_seq + 1, active_at = ${createdAt}
            where id = any(${conversations}) and (select count(*) from locked) > 0
            returning id, last_seq
        ), stored as (
            insert into messages (
                id, conversation_id, seq, sender_id, sender_role,
                sender_name, kind, text, extra, client_message_id, created_at
            )
            select given.id, conversation_id, last_seq, sender_id, sender_role,
                sender_name, 'text', text, extra, client_message_id, ${createdAt}
            from given left join numbered on numbered.id = given.conversation_id
            returning *
        ), counted as (
            update participants set unread = unread + 1
            from given where participants.conversation_id = any(${conversations})
                and participants.conversation_id = given.conversation_id
                and participants.user_id != given.sender_id
        ), noted as (
            insert into changes (conversation_id, kind, subject)
            select conversation_id, 'message', id from stored
        )
        select * from stored`.execute(database);
    const messages = new Map(rows.map((row) => [row.id, toMessage(row)]));
    return ids.map((id) => messages.get(id) as Message);
}

function toRow({ conversationId, sender, text, extra, clientMessageId }: NewMessage, id: string) {
    return {
        id,
        conversation_id: storableText(conversationId),
        sender_id: storableText(sender.id),
        sender_role: storableText(sender.role),
        sender_name: storableText(sender.name),
        text: storableText(text),
        extra: extra ? JSON.stringify(extra) : null,
        client_message_id: clientMessageId ? storableText(clientMessageId) : null,
    };
}
