// Earlier versions kept their PostgreSQL tables in `public`. If they are still there, this says how
// to move them, so that nothing is lost and no table of the application is mistaken for ours.

import { type Kysely, sql } from 'kysely';
import { ownSchema } from './own_schema.ts';

/** The tables of each part, keyed by one that the application cannot have made. */
const parts = {
    messaging_meta: [
        ...['messages', 'participants', 'conversations', 'changes', 'messaging_meta'],
        ...['messaging_migrations', 'messaging_migrations_lock'],
    ],
    accounts_migrations: [
        ...['supplier_profiles', 'users', 'ended_sessions', 'settings'],
        ...['accounts_migrations', 'accounts_migrations_lock'],
    ],
};

export async function refuseFormerTables<Schema>(database: Kysely<Schema>): Promise<void> {
    const there = await tablesIn(database, 'public');
    if (!there.has('messaging_meta')) return;
    if ((await tablesIn(database, ownSchema)).has('messaging_meta')) return;
    const names = Object.entries(parts).flatMap(([name, all]) => (there.has(name) ? all : []));
    const moves = names
        .filter((name) => there.has(name))
        .map((name) => `alter table public.${name} set schema ${ownSchema};`);
    throw new Error(
        [
            'The tables of messaging are in the schema public, as an earlier version made them.',
            'Now they have a schema of their own. Stop all servers, run this, and start again:',
            'begin;',
            `create schema if not exists ${ownSchema};`,
            ...moves,
            'commit;',
        ].join('\n'),
    );
}

async function tablesIn<Schema>(database: Kysely<Schema>, schema: string): Promise<Set<string>> {
    const { rows } = await sql<{ name: string }>`
        select tablename as name from pg_catalog.pg_tables where schemaname = ${schema}
    `.execute(database);
    return new Set(rows.map(({ name }) => name));
}
