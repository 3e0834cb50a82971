// `npm run remove-account -- EMAIL`: removes an account. What its user wrote stays.

import { lastingDatabase, program, withAccounts } from './accounts/program.ts';

const usage = 'Say whom: npm run remove-account -- EMAIL';

await program(async () => {
    const [email, ...rest] = process.argv.slice(2);
    if (email === undefined || rest.length > 0) throw new Error(usage);
    const [found, place] = await withAccounts(lastingDatabase(), (accounts) =>
        accounts.remove(email),
    );
    if (!found) throw new Error(`There is no account of ${email} (${place}).`);
    return `Removed ${email} (${place}). All sign-ins of this account end.`;
});
