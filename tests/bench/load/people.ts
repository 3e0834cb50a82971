// Puts people into the servers' database, in pairs that each have a conversation of their own.

import type { Kysely } from 'kysely';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { passwordStamp } from '../../../server/accounts/passwords.ts';
import type { AccountsSchema } from '../../../server/accounts/schema.ts';
import { createSessions } from '../../../server/accounts/sessions.ts';
import { openDatabase } from '../../../server/database/open.ts';
import type { MessagingSchema } from '../../../server/store/schema.ts';
import type { Target } from './target.ts';

/** One of a pair, whose two are neighbours: first an even index, then an odd one. */
export interface Someone {
    id: string;
    token: string;
    conversationId: string;
}

/** Rows per statement, so that all databases accept the number of its parameters. */
const rowsMax = 100;
/** Nobody signs in: hashing thousands of passwords would take longer than the load. */
const noPassword = '';
const roles = ['customer', 'supplier'] as const;

export async function addPeople(target: Target, count: number): Promise<Someone[]> {
    const database = openDatabase<AccountsSchema & MessagingSchema>(target.database);
    const users = database as unknown as Kysely<AccountsSchema>;
    const sessions = createSessions(users, createAccounts(users), target.secret);
    const people = await Promise.all(
        Array.from({ length: count }, async (_value, index) => {
            const id = `usr_load_${index}`;
            const role = roles[index % 2] ?? 'customer';
            const account = { id, name: id, role, email: `${id}@example.com`, profileIds: [] };
            const stamp = passwordStamp(noPassword);
            const token = await sessions.begin({ ...account, demo: false, passwordStamp: stamp });
            return { ...account, token, conversationId: `thd_load_${Math.floor(index / 2)}` };
        }),
    );
    for (let start = 0; start < count; start += rowsMax) {
        await insert(database, people.slice(start, start + rowsMax));
    }
    await database.destroy();
    return people.map(({ id, token, conversationId }) => ({ id, token, conversationId }));
}

async function insert(
    database: Kysely<AccountsSchema & MessagingSchema>,
    people: { id: string; name: string; role: string; email: string; conversationId: string }[],
): Promise<void> {
    const now = Date.now();
    const accounts = people.map(({ id, name, role, email }) => {
        return { id, name, role, email, password_hash: noPassword, demo: 0 };
    });
    const pairs = people.filter((_one, index) => index % 2 === 0);
    const conversations = pairs.map(({ conversationId: id }) => {
        return { id, subject: id, status: 'open', created_at: now, active_at: now, last_seq: 0 };
    });
    const participants = people.map(({ conversationId, id, role, name }) => {
        const marks = { profile_id: null, last_read_seq: 0, unread: 0 };
        return { conversation_id: conversationId, user_id: id, role, name, ...marks };
    });
    await database.transaction().execute(async (transaction) => {
        await transaction.insertInto('users').values(accounts).execute();
        await transaction.insertInto('conversations').values(conversations).execute();
        await transaction.insertInto('participants').values(participants).execute();
    });
}

/** How many of the messages that the load sent are stored. */
export async function countStored(target: Target): Promise<number> {
    const database = openDatabase<MessagingSchema>(target.database);
    const row = await database
        .selectFrom('messages')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('client_message_id', 'like', 'load-%')
        .executeTakeFirstOrThrow();
    await database.destroy();
    return row.count;
}
