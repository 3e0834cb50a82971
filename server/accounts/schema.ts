// The tables of the reference server's users. Messaging itself does not know them.

import type { Kysely, Migration } from 'kysely';
import { timeColumn } from '../database/kind.ts';

export interface AccountsSchema {
    users: {
        id: string;
        name: string;
        role: string;
        email: string;
        password_hash: string;
        /** 1 for an account that anybody may pick in demo mode. */
        demo: number;
    };
    supplier_profiles: { id: string; owner_id: string; name: string };
    /** Sign-ins that were ended before they expired. */
    ended_sessions: { key: string; expires_at: number; ended_at: number };
    settings: { key: string; value: string };
}

async function createTables(database: Kysely<unknown>): Promise<void> {
    const { schema } = database;
    await schema
        .createTable('users')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('demo', 'integer', (column) => column.notNull())
        .execute();
    await schema
        .createTable('supplier_profiles')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('owner_id', 'text', (column) => column.notNull().references('users.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .execute();
    await schema
        .createTable('ended_sessions')
        .addColumn('key', 'text', (column) => column.primaryKey().notNull())
        .addColumn('expires_at', timeColumn(database), (column) => column.notNull())
        .execute();
    await schema
        .createTable('settings')
        .addColumn('key', 'text', (column) => column.primaryKey().notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
}

async function noteWhenSessionsEnd(database: Kysely<unknown>): Promise<void> {
    await database.schema
        .alterTable('ended_sessions')
        .addColumn('ended_at', timeColumn(database), (column) => column.notNull().defaultTo(0))
        .execute();
    await database.schema
        .createIndex('ended_sessions_by_end')
        .on('ended_sessions')
        .column('ended_at')
        .execute();
}

/** Each request looks up its user's profiles. */
async function findProfilesByOwner(database: Kysely<unknown>): Promise<void> {
    await database.schema
        .createIndex('supplier_profiles_by_owner')
        .on('supplier_profiles')
        .column('owner_id')
        .execute();
}

/** Each sign-out deletes expired entries. */
async function findExpiredSessions(database: Kysely<unknown>): Promise<void> {
    await database.schema
        .createIndex('ended_sessions_by_expiry')
        .on('ended_sessions')
        .column('expires_at')
        .execute();
}

export const accountsMigrations: Record<string, Migration> = {
    '001_tables': { up: createTables },
    '002_ended_at': { up: noteWhenSessionsEnd },
    '003_profiles_by_owner': { up: findProfilesByOwner },
    '004_expired_sessions': { up: findExpiredSessions },
};
