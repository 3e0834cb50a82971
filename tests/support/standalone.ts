// The reference server as in its container: one folder, Node, and its own environment.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeStandalone } from '../../scripts/standalone.mjs';
import { instructionsOf } from './deployment.ts';
import { temporaryFolder } from './temporary_folder.mjs';

const startMsMax = 20_000;

export async function standaloneFolder() {
    const { folder, remove } = await temporaryFolder('messaging-standalone-');
    const app = path.join(folder, 'app');
    await writeStandalone(app);
    return { app, data: folder, remove };
}

/** Runs the Containerfile's command, and resolves when it answers or has ended. */
export async function startStandalone(app: string, env: Record<string, string>) {
    const [program = '', ...args]: string[] = JSON.parse(instructionsOf('CMD').at(-1) ?? '');
    // Only the path to Node is inherited: no packages, no path of the project.
    const own = { PATH: path.dirname(process.execPath) };
    const all: Record<string, string> = { ...own, ...imageEnvironment(), ...env };
    const child = spawn(program, args, { cwd: app, env: all });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
            output += text;
        });
    }
    const url = `http://127.0.0.1:${all.PORT}`;
    const deadline = Date.now() + startMsMax;
    while (child.exitCode === null && Date.now() < deadline) {
        if (await fetch(`${url}/healthz`).catch(() => null)) break;
        await sleep(20);
    }
    return {
        url,
        code: () => child.exitCode,
        output: () => output,
        async stop(): Promise<number | null> {
            if (child.exitCode === null) {
                child.kill('SIGTERM');
                await once(child, 'exit');
            }
            return child.exitCode;
        },
    };
}

/** What the image sets, except `HOST`; the data folder of a test comes with `env`. */
function imageEnvironment(): Record<string, string> {
    const pairs = instructionsOf('ENV').flatMap((line) => line.split(' '));
    const image = Object.fromEntries(pairs.map((pair) => pair.split('=')));
    return { ...image, HOST: '127.0.0.1' };
}
