// Users, their supplier profiles and passwords.

import type { Kysely } from 'kysely';
import { gathered } from '../gather.ts';
import { newId } from '../ids.ts';
import type { User } from '../user.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { AccountsSchema } from './schema.ts';

export interface Account extends User {
    email: string;
    profileIds: readonly string[];
    demo: boolean;
}

export interface NewAccount {
    id?: string;
    name: string;
    role: string;
    email: string;
    password: string;
    demo?: boolean;
    /** Supplier profiles that the user owns. */
    profiles?: { id?: string; name: string }[];
}

export interface Profile {
    id: string;
    name: string;
    ownerUserId: string;
}

export interface Accounts {
    add(account: NewAccount): Promise<Account>;
    find(id: string): Promise<Account | null>;
    /** The account of this address and password. */
    verify(email: string, password: string): Promise<Account | null>;
    demoAccounts(): Promise<Account[]>;
    profilesOf(userId: string): Promise<Profile[]>;
    remove(id: string): Promise<void>;
    isEmpty(): Promise<boolean>;
}

type Row = AccountsSchema['users'];

export function createAccounts(database: Kysely<AccountsSchema>): Accounts {
    // An unknown address takes as long as a wrong password, so that neither tells of the other.
    const nobody = hashPassword('');

    async function profilesOf(userId: string): Promise<Profile[]> {
        const rows = await database
            .selectFrom('supplier_profiles')
            .selectAll()
            .where('owner_id', '=', userId)
            .orderBy('id')
            .execute();
        return rows.map(({ id, name, owner_id }) => ({ id, name, ownerUserId: owner_id }));
    }

    async function toAccounts(rows: Row[]): Promise<Account[]> {
        if (rows.length === 0) return [];
        const ids = rows.map((row) => row.id);
        const profiles = await database
            .selectFrom('supplier_profiles')
            .select(['id', 'owner_id'])
            .where('owner_id', 'in', ids)
            .orderBy('id')
            .execute();
        return rows.map(({ id, name, role, email, demo }) => {
            const own = profiles.filter((profile) => profile.owner_id === id);
            const profileIds = own.map((profile) => profile.id);
            return { id, name, role, email, demo: demo === 1, profileIds };
        });
    }

    async function findAll(ids: string[]): Promise<(Account | null)[]> {
        const found = await toAccounts(await select().where('id', 'in', ids).execute());
        const byId = new Map(found.map((account) => [account.id, account]));
        return ids.map((id) => byId.get(id) ?? null);
    }

    const select = () => database.selectFrom('users').selectAll();
    const accounts: Accounts = {
        profilesOf,
        async add(given) {
            const id = given.id ?? newId('usr');
            await insert(database, id, given);
            const account = await accounts.find(id);
            if (!account) throw new Error('An account vanished while it was added');
            return account;
        },
        // Every request asks for its user.
        find: gathered(findAll, { most: 50, atOnce: 2 }),
        async verify(email, password) {
            const row = await select().where('email', '=', normal(email)).executeTakeFirst();
            const right = await verifyPassword(password, row?.password_hash ?? (await nobody));
            const [account] = row && right ? await toAccounts([row]) : [];
            return account ?? null;
        },
        async demoAccounts() {
            return toAccounts(await select().where('demo', '=', 1).orderBy('id').execute());
        },
        async remove(id) {
            await database.deleteFrom('supplier_profiles').where('owner_id', '=', id).execute();
            await database.deleteFrom('users').where('id', '=', id).execute();
        },
        async isEmpty() {
            return (await select().limit(1).executeTakeFirst()) === undefined;
        },
    };
    return accounts;
}

async function insert(
    database: Kysely<AccountsSchema>,
    id: string,
    given: NewAccount,
): Promise<void> {
    const passwordHash = await hashPassword(given.password);
    await database.transaction().execute(async (transaction) => {
        await transaction
            .insertInto('users')
            .values({
                id,
                name: given.name,
                role: given.role,
                email: normal(given.email),
                password_hash: passwordHash,
                demo: given.demo ? 1 : 0,
            })
            .execute();
        for (const profile of given.profiles ?? []) {
            const profileId = profile.id ?? newId('sup');
            await transaction
                .insertInto('supplier_profiles')
                .values({ id: profileId, owner_id: id, name: profile.name })
                .execute();
        }
    });
}

function normal(email: string): string {
    return email.trim().toLowerCase();
}
