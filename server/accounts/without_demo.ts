import type { Account, Accounts } from './accounts.ts';

/**
 * The same accounts without those that anybody may choose: a database that was once a demo has
 * them, and everybody knows their passwords.
 */
export function withoutDemo(accounts: Accounts): Accounts {
    const real = (account: Account | null) => (account?.demo ? null : account);
    return {
        ...accounts,
        find: async (id) => real(await accounts.find(id)),
        verify: async (email, password) => real(await accounts.verify(email, password)),
    };
}
