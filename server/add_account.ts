// `npm run account -- EMAIL NAME ROLE [PROFILE]`: adds an account to the database that the
// environment names.

import { z } from 'zod';
import {
    lastingDatabase,
    newPassword,
    parse,
    program,
    readPassword,
    withAccounts,
} from './accounts/program.ts';

const usage = `Say whom: npm run account -- EMAIL NAME ROLE [PROFILE]
  ROLE is customer, supplier or admin; PROFILE the name under which a supplier is found.
  The password is read from the standard input.`;

const name = z.string().trim().min(1, 'is empty').max(200, 'has more than 200 characters');
const given = z
    .object({
        email: z.email('is no address').max(254, 'has more than 254 characters'),
        name,
        role: z.enum(['customer', 'supplier', 'admin'], 'is customer, supplier or admin'),
        profile: name.optional(),
        password: newPassword,
    })
    .refine(({ role, profile }) => profile === undefined || role === 'supplier', {
        path: ['profile'],
        error: 'is for suppliers only',
    });

await program(async () => {
    const [email, fullName, role, profile, ...rest] = process.argv.slice(2);
    if (role === undefined || rest.length > 0) throw new Error(usage);
    const source = lastingDatabase();
    const password = await readPassword();
    const account = parse(given, { email, name: fullName, role, profile, password });
    const profiles = account.profile === undefined ? [] : [{ name: account.profile }];
    const [{ id }, place] = await withAccounts(source, (accounts) =>
        accounts.add({ ...account, profiles }),
    );
    return `Added ${account.email} as ${account.role} ${id} (${place}).`;
});
