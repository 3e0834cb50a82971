// What the programs share with which operators change accounts.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { readDatabase } from '../config.ts';
import { migrate } from '../database/migrate.ts';
import { oneAtATime } from '../database/one_at_a_time.ts';
import { openDatabase } from '../database/open.ts';
import { placeOf } from '../database/place.ts';
import { startFault } from '../start_fault.ts';
import { type Accounts, AddressTaken, createAccounts } from './accounts.ts';
import { type AccountsSchema, accountsMigrations } from './schema.ts';

/** Longer ones could not sign in, see routes.ts. */
export const newPassword = z
    .string()
    .min(8, 'has fewer than 8 characters')
    .max(1024, 'has more than 1024 characters');

/** Prints what `work` returns, or why it failed, which makes the program end with 1. */
export async function program(work: () => Promise<string>): Promise<void> {
    try {
        console.log(await work());
    } catch (error) {
        console.error(explain(error));
        process.exitCode = 1;
    }
}

/** The database that the environment names. Throws if a program cannot change it. */
export function lastingDatabase(): string {
    const source = readDatabase(process.env);
    if (source !== ':memory:') return source;
    throw new Error('DATABASE is in memory, and ends with this program.');
}

/** Returns what `work` does, and in which database, for people. */
export async function withAccounts<Result>(
    source: string,
    work: (accounts: Accounts) => Promise<Result>,
): Promise<[result: Result, place: string]> {
    const database: Kysely<AccountsSchema> = openDatabase(source);
    try {
        await oneAtATime(database, () => migrate(database, 'accounts', accountsMigrations));
        return [await work(createAccounts(database)), await placeOf(database, source)];
    } finally {
        await database.destroy();
    }
}

/** Throws what is wrong with each member, by its name. */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
    const { success, data, error } = schema.safeParse(input);
    if (success) return data;
    throw new Error(
        error.issues.map(({ path, message }) => `${String(path[0])} ${message}`).join('\n'),
    );
}

/**
 * The first line of standard input, so that a password appears neither in the process list nor in
 * the shell's history. A terminal does not show it, and asks twice.
 */
export async function readPassword(): Promise<string> {
    const { stdin, stderr } = process;
    const isAtTerminal = stdin.isTTY === true;
    const output = new Writable({ write: (_chunk, _encoding, done) => done() });
    const input = createInterface({ input: stdin, output, terminal: isAtTerminal });
    const lines = input[Symbol.asyncIterator]();
    const ask = async (words: string): Promise<string> => {
        if (isAtTerminal) stderr.write(words);
        const { value = '' } = await lines.next();
        if (isAtTerminal) stderr.write('\n');
        return value;
    };
    try {
        const password = await ask('Password: ');
        if (!isAtTerminal || (await ask('Once more: ')) === password) return password;
        throw new Error('These are two different passwords, so nothing was changed.');
    } finally {
        input.close();
    }
}

function explain(error: unknown): string {
    if (error instanceof AddressTaken) return 'There is an account of this address already.';
    return startFault(error, process.env);
}
