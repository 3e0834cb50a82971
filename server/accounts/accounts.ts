// Users, their supplier profiles and passwords.

import type { Kysely } from 'kysely';
import { oneOf } from '../database/one_of.ts';
import { gathered } from '../gather.ts';
import { newId } from '../ids.ts';
import type { User } from '../user.ts';
import { hashPassword, passwordStamp, verifyPassword } from './passwords.ts';
import type { AccountsSchema } from './schema.ts';

export interface Account extends User {
    email: string;
    profileIds: readonly string[];
    demo: boolean;
    /** Another one after each change of the password. */
    passwordStamp: string;
}

export interface NewAccount {
    id?: string;
    name: string;
    role: string;
    email: string;
    password: string;
    demo?: boolean;
    /** Supplier profiles the user owns. */
    profiles?: { id?: string; name: string }[];
}

/** The address belongs to another account. */
export class AddressTaken extends Error {}

export interface Profile {
    id: string;
    name: string;
    ownerUserId: string;
}

export interface Accounts {
    /** Rejects with `AddressTaken`, in which case nothing has been added. */
    add(account: NewAccount): Promise<Account>;
    /** Whether there is an account with this address. */
    has(email: string): Promise<boolean>;
    setPassword(email: string, password: string): Promise<void>;
    /** With its profiles. Resolves with whether there was an account with this address. */
    remove(email: string): Promise<boolean>;
    find(id: string): Promise<Account | null>;
    /** The `passwordStamp` of each of these users, except of those without an account. */
    passwordStamps(ids: readonly string[]): Promise<Map<string, string>>;
    /** The account with this address and password, or null. */
    verify(email: string, password: string): Promise<Account | null>;
    demoAccounts(): Promise<Account[]>;
    profilesOf(userId: string): Promise<Profile[]>;
    isEmpty(): Promise<boolean>;
}

type Row = AccountsSchema['users'] & { profile_id: string | null };

export function createAccounts(database: Kysely<AccountsSchema>): Accounts {
    // An unknown address takes as long as a wrong password, so that timing reveals neither.
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

    async function findAll(ids: string[]): Promise<(Account | null)[]> {
        const rows = await select()
            .where(oneOf(database, 'users.id', ids))
            .execute();
        const byId = new Map(toAccounts(rows).map((account) => [account.id, account]));
        return ids.map((id) => byId.get(id) ?? null);
    }

    /** One row per profile, or one for a user without profiles. */
    const select = () =>
        database
            .selectFrom('users')
            .leftJoin('supplier_profiles', 'supplier_profiles.owner_id', 'users.id')
            .selectAll('users')
            .select('supplier_profiles.id as profile_id')
            .orderBy('users.id')
            .orderBy('supplier_profiles.id');
    const accounts: Accounts = {
        profilesOf,
        async add(given) {
            const id = given.id ?? newId('usr');
            await insert(database, id, given);
            const account = await accounts.find(id);
            if (!account) throw new Error('An account vanished while it was added');
            return account;
        },
        async has(email) {
            const user = database.selectFrom('users').select('id');
            const found = await user.where('email', '=', normal(email)).executeTakeFirst();
            return found !== undefined;
        },
        async setPassword(email, password) {
            await database
                .updateTable('users')
                .set('password_hash', await hashPassword(password))
                .where('email', '=', normal(email))
                .execute();
        },
        remove: (email) => removeWithProfiles(database, email),
        // Every request looks up its user.
        find: gathered(findAll, { most: 50, atOnce: 2 }),
        async passwordStamps(ids) {
            const users = database.selectFrom('users').select(['id', 'password_hash']);
            const rows = await users.where(oneOf(database, 'id', ids)).execute();
            return new Map(rows.map((row) => [row.id, passwordStamp(row.password_hash)]));
        },
        async verify(email, password) {
            const rows = await select().where('email', '=', normal(email)).execute();
            const hash = rows[0]?.password_hash ?? (await nobody);
            const right = await verifyPassword(password, hash);
            const [account] = toAccounts(rows);
            return (right && account) || null;
        },
        async demoAccounts() {
            return toAccounts(await select().where('demo', '=', 1).execute());
        },
        async isEmpty() {
            const any = database.selectFrom('users').select('id').limit(1);
            return (await any.executeTakeFirst()) === undefined;
        },
    };
    return accounts;
}

/** The first row of an account describes the user. */
function toAccounts(rows: Row[]): Account[] {
    const accounts = new Map<string, Account & { profileIds: string[] }>();
    for (const { id, name, role, email, password_hash, demo, profile_id } of rows) {
        const account = accounts.get(id) ?? {
            ...{ id, name, role, email, demo: demo === 1 },
            passwordStamp: passwordStamp(password_hash),
            profileIds: [],
        };
        if (profile_id !== null) account.profileIds.push(profile_id);
        accounts.set(id, account);
    }
    return [...accounts.values()];
}

function removeWithProfiles(database: Kysely<AccountsSchema>, email: string): Promise<boolean> {
    return database.transaction().execute(async (transaction) => {
        const users = transaction.selectFrom('users').where('email', '=', normal(email));
        await transaction
            .deleteFrom('supplier_profiles')
            .where('owner_id', 'in', users.select('id'))
            .execute();
        const removed = await transaction
            .deleteFrom('users')
            .where('email', '=', normal(email))
            .executeTakeFirst();
        return removed.numDeletedRows > 0;
    });
}

async function insert(
    database: Kysely<AccountsSchema>,
    id: string,
    given: NewAccount,
): Promise<void> {
    const passwordHash = await hashPassword(given.password);
    await database.transaction().execute(async (transaction) => {
        const added = await transaction
            .insertInto('users')
            .values({
                id,
                name: given.name,
                role: given.role,
                email: normal(given.email),
                password_hash: passwordHash,
                demo: given.demo ? 1 : 0,
            })
            .onConflict((conflict) => conflict.column('email').doNothing())
            .returning('id')
            .executeTakeFirst();
        if (!added) throw new AddressTaken('There is an account of this address');
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
