// `npm run account -- EMAIL NAME ROLE [PROFILE]`: adds an account to the database that the
// environment names. The password is the first line of standard input, so that it appears neither
// in the process list nor in the shell's history.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { AddressTaken, createAccounts } from './accounts/accounts.ts';
import { type AccountsSchema, accountsMigrations } from './accounts/schema.ts';
import { readDatabase } from './config.ts';
import { migrate } from './database/migrate.ts';
import { oneAtATime } from './database/one_at_a_time.ts';
import { openDatabase } from './database/open.ts';
import { placeOf } from './database/place.ts';
import { startFault } from './start_fault.ts';

const usage = `Say whom: npm run account -- EMAIL NAME ROLE [PROFILE]
  ROLE is customer, supplier or admin; PROFILE the name under which a supplier is found.
  The password is read from the standard input.`;

const name = z.string().trim().min(1, 'is empty').max(200, 'has more than 200 characters');
/** Longer values could not sign in, see accounts/routes.ts. */
const given = z
    .object({
        email: z.email('is no address').max(254, 'has more than 254 characters'),
        name,
        role: z.enum(['customer', 'supplier', 'admin'], 'is customer, supplier or admin'),
        profile: name.optional(),
        password: z
            .string()
            .min(8, 'has fewer than 8 characters')
            .max(1024, 'has more than 1024 characters'),
    })
    .refine(({ role, profile }) => profile === undefined || role === 'supplier', {
        path: ['profile'],
        error: 'is for suppliers only',
    });
type Given = z.output<typeof given>;

try {
    const [email, fullName, role, profile, ...rest] = process.argv.slice(2);
    if (role === undefined || rest.length > 0) throw new Error(usage);
    const source = readDatabase(process.env);
    if (source === ':memory:')
        throw new Error('DATABASE is in memory, and ends with this program.');
    const password = await readPassword();
    const account = parse({ email, name: fullName, role, profile, password });
    const { id, place } = await add(source, account);
    console.log(`Added ${account.email} as ${account.role} ${id} (${place}).`);
} catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
}

function parse(input: Record<string, unknown>): Given {
    const { success, data, error } = given.safeParse(input);
    if (success) return data;
    throw new Error(
        error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join('\n'),
    );
}

async function add(source: string, { profile, ...account }: Given) {
    const database: Kysely<AccountsSchema> = openDatabase(source);
    try {
        await oneAtATime(database, () => migrate(database, 'accounts', accountsMigrations));
        const profiles = profile === undefined ? [] : [{ name: profile }];
        const { id } = await createAccounts(database).add({ ...account, profiles });
        return { id, place: await placeOf(database, source) };
    } finally {
        await database.destroy();
    }
}

/** Does not echo at a terminal. */
async function readPassword(): Promise<string> {
    const { stdin, stderr } = process;
    const output = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY === true });
    if (stdin.isTTY) stderr.write('Password: ');
    try {
        for await (const line of lines) return line;
        return '';
    } finally {
        lines.close();
        if (stdin.isTTY) stderr.write('\n');
    }
}

function explain(error: unknown): string {
    if (error instanceof AddressTaken) return 'There is an account of this address already.';
    return startFault(error, process.env);
}
