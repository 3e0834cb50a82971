// Servers for the tests: in this process if the test looks inside, as a child process if it is to
// be killed. All listen on loopback, on a free port, and serve `tests/e2e/pages` at `/e2e`.
import { spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { freePort } from '../../../scripts/setup/free_port.mjs';
import { createPlainServer } from '../../server/legacy_server.ts';
import { startServer } from '../../server/support.ts';
import { temporaryFolder } from '../../support/temporary_folder.mjs';
import { dist, projectFolder, testPages } from './test_pages.js';

const startMsMax = 20_000;

/** For the environment of a server process. */
export const unlimited = Object.fromEntries(
    ['MESSAGES', 'REQUESTS', 'AUTH', 'TYPING', 'EVENTS'].map((name) => [`LIMIT_${name}`, '100000']),
);

/**
 * @typedef {Partial<import('../../../server/reference_server.ts').ReferenceServerOptions>} Options
 * @typedef {import('../../../server/reference_server.ts').ReferenceServer} ReferenceServer
 */

/** @param {Options} [options] @returns {Promise<ReferenceServer>} */
export function startReferenceServer({ intercept, ...options } = {}) {
    const pages = testPages(options.origins, intercept);
    return startServer(null, { dist, intercept: pages, ...options });
}

/** @param {Omit<import('../../server/legacy_server.ts').PlainServerOptions, 'files'>} options */
export function startPlainServer({ intercept, ...options }) {
    const router = testPages([], intercept);
    router.use(express.static(path.join(dist, 'pages'), { index: false }));
    return createPlainServer({ ...options, files: dist, intercept: router });
}

/**
 * A server in this process that can be stopped and started again, on the same port and database.
 * @param {Options} [options]
 * @param {string} [seed] a database to begin with a copy of
 */
export async function startRestartableServer(options = {}, seed) {
    const { folder, remove } = await temporaryFolder('messaging-e2e-');
    const database = path.join(folder, 'messaging.sqlite');
    if (seed !== undefined) await copyFile(seed, database);
    let server = await startReferenceServer({ ...options, database });
    const { port, url } = server;
    let running = true;
    return {
        url,
        port,
        get server() {
            return server;
        },
        async stop() {
            if (running) await server.close();
            running = false;
        },
        async start() {
            server = await startReferenceServer({ ...options, database, port });
            running = true;
        },
        async close() {
            await this.stop();
            await remove();
        },
    };
}

/**
 * Leaves each handshake unanswered until the returned function refuses them all. The REST routes
 * keep working.
 * @param {ReferenceServer} server
 */
export function silenceSockets({ io }) {
    /** @typedef {(error: null, ok: boolean) => void} Decide */
    /** @type {{ opts: { allowRequest?: (request: unknown, decide: Decide) => void } }} */
    const engine = /** @type {any} */ (io.engine);
    /** @type {Decide[]} */
    const waiting = [];
    engine.opts.allowRequest = (_request, decide) => void waiting.push(decide);
    return () => {
        engine.opts.allowRequest = (_request, decide) => decide(null, false);
        for (const decide of waiting) decide(null, false);
    };
}

/** How many sessions the server opens from now on. @param {ReferenceServer} server */
export function countHandshakes({ io }) {
    const seen = { handshakes: 0 };
    io.engine.on('connection', () => {
        seen.handshakes += 1;
    });
    return seen;
}

/**
 * Closes the sockets of all pages, and refuses new ones until the returned function is called. The
 * REST routes keep working.
 * @param {ReferenceServer | import('../../server/legacy_server.ts').PlainServer} server
 */
export function refuseSockets({ io }) {
    /** @typedef {(request: unknown, decide: (error: null, ok: boolean) => void) => void} Check */
    const engine = /** @type {{ opts: { allowRequest?: Check }, clients: object }} */ (
        /** @type {unknown} */ (io.engine)
    );
    const { allowRequest } = engine.opts;
    engine.opts.allowRequest = (_request, decide) => decide(null, false);
    for (const client of Object.values(engine.clients)) client.close(true);
    return () => {
        if (allowRequest) engine.opts.allowRequest = allowRequest;
        else delete engine.opts.allowRequest;
    };
}

/**
 * What `npm start` runs, as a process of its own.
 * @param {Record<string, string>} [environment]
 */
export async function startChildServer(environment = {}) {
    const { folder, remove } = await temporaryFolder('messaging-e2e-');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
        ...process.env,
        ...unlimited,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATABASE: path.join(folder, 'messaging.sqlite'),
        NODE_ENV: 'development',
        NODE_OPTIONS: '',
        ...environment,
    };
    /** @type {import('node:child_process').ChildProcess | null} */
    let child = null;

    async function start() {
        const program = ['--import', 'tsx', path.join(projectFolder, 'server/main.ts')];
        /** @type {import('node:child_process').ChildProcess} */
        const started = spawn(process.execPath, program, {
            cwd: projectFolder,
            env,
            stdio: ['ignore', 'ignore', 'inherit'],
        });
        child = started;
        for (const end = Date.now() + startMsMax; !(await answers(url)); await sleep(50)) {
            if (started.exitCode !== null || Date.now() > end) {
                throw new Error(`The server did not start on port ${port}`);
            }
        }
    }

    /** @param {NodeJS.Signals} signal */
    async function stop(signal) {
        const stopped = child;
        child = null;
        if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return;
        const ended = new Promise((resolve) => stopped.once('exit', resolve));
        stopped.kill(signal);
        await ended;
    }

    await start();
    const close = async () => {
        await stop('SIGKILL');
        await remove();
    };
    return { url, port, start, stop, close };
}

/** @param {string} url */
async function answers(url) {
    try {
        return (await fetch(`${url}/api/health`)).ok;
    } catch {
        return false;
    }
}
