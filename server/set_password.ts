// `npm run password -- EMAIL`: gives an account another password.

import { z } from 'zod';
import {
    lastingDatabase,
    newPassword,
    parse,
    program,
    readPassword,
    withAccounts,
} from './accounts/program.ts';

const usage = `Say whose: npm run password -- EMAIL
  The new password is read from the standard input.`;

const given = z.object({ password: newPassword });

await program(async () => {
    const [email, ...rest] = process.argv.slice(2);
    if (email === undefined || rest.length > 0) throw new Error(usage);
    const source = lastingDatabase();
    const [, place] = await withAccounts(source, async (accounts) => {
        if (!(await accounts.has(email))) throw new Error(`There is no account of ${email}.`);
        const { password } = parse(given, { password: await readPassword() });
        await accounts.setPassword(email, password);
    });
    return `${email} has another password (${place}). All sign-ins of this account end.`;
});
