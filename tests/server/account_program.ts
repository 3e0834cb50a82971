// Runs the programs that change accounts as an operator does: in processes of their own.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Program {
    name: 'add_account' | 'set_password' | 'remove_account';
    database: string;
    args: string[];
    /** The first line of its input. */
    password?: string;
    variables?: object;
}

export async function runProgram({ name, database, args, password = '', variables }: Program) {
    const program = fileURLToPath(new URL(`../../server/${name}.ts`, import.meta.url));
    const env = { ...process.env, NODE_ENV: 'production', DATABASE: database, ...variables };
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
            output += text;
        });
    }
    child.stdin.end(`${password}\n`);
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, output };
}
