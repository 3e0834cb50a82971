// The tables of the messaging store, and their migrations.

import { type Generated, type Kysely, type Migration, sql } from 'kysely';
import { kindOf, timeColumn } from '../database/kind.ts';

export interface MessagingSchema {
    conversations: {
        id: string;
        subject: string;
        status: string;
        created_at: number;
        active_at: number;
        last_seq: number;
    };
    participants: {
        conversation_id: string;
        user_id: string;
        profile_id: string | null;
        role: string;
        name: string;
        last_read_seq: number;
        /** Stored beside the mark, since counting takes longer the more is unread. */
        unread: number;
    };
    messages: {
        id: string;
        conversation_id: string;
        seq: number;
        sender_id: string;
        sender_role: string;
        sender_name: string;
        kind: string;
        text: string;
        extra: string | null;
        client_message_id: string | null;
        created_at: number;
    };
    /** One row per thing that can change, renumbered on each change. */
    changes: {
        number: Generated<number>;
        /** The transaction that made the change. PostgreSQL only. */
        xid: Generated<string>;
        conversation_id: string;
        kind: 'message' | 'read' | 'conversation';
        /** The id of the message, the reader or the conversation. */
        subject: string;
    };
    messaging_meta: { key: string; value: string };
}

async function createTables(database: Kysely<unknown>): Promise<void> {
    const { schema } = database;
    const time = timeColumn(database);
    await schema
        .createTable('conversations')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('created_at', time, (column) => column.notNull())
        .addColumn('active_at', time, (column) => column.notNull())
        .addColumn('last_seq', 'integer', (column) => column.notNull())
        .execute();
    await schema
        .createTable('participants')
        .addColumn('conversation_id', 'text', (column) =>
            column.notNull().references('conversations.id'),
        )
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('profile_id', 'text')
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('last_read_seq', 'integer', (column) => column.notNull())
        .addColumn('unread', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('participants_key', ['conversation_id', 'user_id'])
        .execute();
    await schema
        .createIndex('participants_by_user')
        .on('participants')
        .columns(['user_id', 'conversation_id'])
        .execute();
    await createMessages(database);
    if (kindOf(database) === 'postgres') await createPostgresChanges(database);
    else await createChanges(database);
    await schema
        .createTable('messaging_meta')
        .addColumn('key', 'text', (column) => column.primaryKey().notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
}

async function createMessages(database: Kysely<unknown>): Promise<void> {
    const time = timeColumn(database);
    await database.schema
        .createTable('messages')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('conversation_id', 'text', (column) =>
            column.notNull().references('conversations.id'),
        )
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('sender_id', 'text', (column) => column.notNull())
        .addColumn('sender_role', 'text', (column) => column.notNull())
        .addColumn('sender_name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('extra', 'text')
        .addColumn('client_message_id', 'text')
        .addColumn('created_at', time, (column) => column.notNull())
        .addUniqueConstraint('messages_order', ['conversation_id', 'seq'])
        .addUniqueConstraint('messages_once', ['sender_id', 'client_message_id'])
        .execute();
}

async function createChanges({ schema }: Kysely<unknown>): Promise<void> {
    await schema
        .createTable('changes')
        .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('conversation_id', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addUniqueConstraint('changes_once', ['conversation_id', 'kind', 'subject'])
        .execute();
    await schema
        .createIndex('changes_by_conversation')
        .on('changes')
        .columns(['conversation_id', 'number'])
        .execute();
}

/** Ordered by transaction, see postgres_changes.ts. */
async function createPostgresChanges({ schema }: Kysely<unknown>): Promise<void> {
    await schema
        .createTable('changes')
        .addColumn('xid', sql`xid8`, (column) =>
            column.notNull().defaultTo(sql`pg_current_xact_id()`),
        )
        .addColumn('number', 'bigserial', (column) => column.notNull())
        .addColumn('conversation_id', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('changes_key', ['xid', 'number'])
        .addUniqueConstraint('changes_once', ['conversation_id', 'kind', 'subject'])
        .execute();
    await schema
        .createIndex('changes_by_conversation')
        .on('changes')
        .columns(['conversation_id', 'xid', 'number'])
        .execute();
}

export const messagingMigrations: Record<string, Migration> = {
    '001_tables': { up: createTables },
};
