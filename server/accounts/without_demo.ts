import type { Account, Accounts } from './accounts.ts';

/**
 * Hides the demo accounts: a database that was once a demo still has them, and their passwords are
 * publicly known.
 */
export function withoutDemo(accounts: Accounts): Accounts {
    const real = (account: Account | null) => (account?.demo ? null : account);
    return {
        ...accounts,
        find: async (id) => real(await accounts.find(id)),
        verify: async (email, password) => real(await accounts.verify(email, password)),
    };
}
