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

await program(async () => {
    const [email, ...rest] = process.argv.slice(2);
    if (email === undefined || rest.length > 0) throw new Error(usage);
    const source = lastingDatabase();
    const given = z.object({ password: newPassword });
    const { password } = parse(given, { password: await readPassword() });
    const [found, place] = await withAccounts(source, (accounts) =>
        accounts.setPassword(email, password),
    );
    if (!found) throw new Error(`There is no account of ${email} (${place}).`);
    return `${email} has another password (${place}). All sign-ins of this account end.`;
});
