// A real server process that a test can kill and start again any number of times, on the same port
// and database. The next process is loaded before it is needed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../../../scripts/setup/free_port.mjs';
import { temporaryFolder } from '../../support/temporary_folder.mjs';
import { unlimited } from './servers.js';
import { projectFolder } from './test_pages.js';

const program = path.join(projectFolder, 'tests/e2e/support/child_server.ts');

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @param {Record<string, string>} [environment] */
export async function startKillableServer(environment = {}) {
    const { folder, remove } = await temporaryFolder('messaging-e2e-');
    const port = await freePort();
    const database = path.join(folder, 'messaging.sqlite');
    const env = {
        ...process.env,
        ...unlimited,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATABASE: database,
        NODE_ENV: 'development',
        NODE_OPTIONS: '',
        ...environment,
    };
    let next = load();
    /** @type {ChildProcess | null} */
    let running = null;

    function load() {
        const execArgv = ['--import', 'tsx'];
        const child = fork(program, { cwd: projectFolder, env, execArgv, stdio: 'inherit' });
        return { child, loaded: once(child, 'message') };
    }

    async function start() {
        const { child, loaded } = next;
        await loaded;
        child.send('begin');
        await once(child, 'message');
        running = child;
        next = load();
    }

    /** @param {NodeJS.Signals} signal */
    async function stop(signal) {
        const child = running;
        running = null;
        if (child) await end(child, signal);
    }

    async function close() {
        await Promise.all([stop('SIGKILL'), end(next.child, 'SIGKILL')]);
        await remove();
    }

    await start();
    return { url: `http://127.0.0.1:${port}`, port, database, start, stop, close };
}

/** @param {ChildProcess} child @param {NodeJS.Signals} signal */
async function end(child, signal) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
}
