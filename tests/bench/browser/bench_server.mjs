// Starts the server of the benchmarks as a process, and controls it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('server.ts', import.meta.url));

/** @typedef {Awaited<ReturnType<typeof startBenchServer>>} BenchServer */

export async function startBenchServer() {
    const child = spawn(process.execPath, ['--import', 'tsx', program], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    /** @type {Map<number, (answer: any) => void>} */
    const waiting = new Map();
    child.once('exit', (code) => {
        if (code) throw new Error('The server of the benchmarks has failed');
    });
    let asked = 0;
    child.on('message', (/** @type {{ id: number, answer: unknown }} */ { id, answer }) => {
        waiting.get(id)?.(answer);
        waiting.delete(id);
    });
    const port = await new Promise((resolve) => waiting.set(0, resolve));

    /** @param {string} name @param {unknown} [argument] @returns {Promise<any>} */
    function ask(name, argument) {
        asked += 1;
        const id = asked;
        return new Promise((resolve) => {
            waiting.set(id, resolve);
            child.send({ id, name, argument });
        });
    }

    return {
        url: `http://127.0.0.1:${port}`,
        /** @returns {Promise<string>} */
        converse: () => ask('converse'),
        /** @param {import('./sender.ts').Order} order */
        send: (order) => ask('send', order),
        /** @param {string} url @param {string} answer */
        prepare: (url, answer) => ask('prepare', { url, answer }),
        close: () => void child.disconnect(),
    };
}
