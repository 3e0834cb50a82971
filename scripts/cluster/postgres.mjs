// Runs the machine's PostgreSQL with an empty database, until it is stopped.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../setup/free_port.mjs';
import { outputOf, SetupError } from '../setup/processes.mjs';
import { childrenOf, identityOf, removeFolder, startDaemon, temporaryFolder } from './daemon.mjs';

const versionsFolder = '/usr/lib/postgresql';
/** Loopback only, without a socket file, whose folder differs between systems. */
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];

/**
 * @typedef {{
 *     url: string,
 *     readonly pid: number | undefined,
 *     start(): Promise<void>,
 *     kill(): Promise<void>,
 *     stop(): Promise<void>,
 * }} Postgres `kill` is a crash: what was acknowledged is there again after `start`
 */

/** @returns {Promise<Postgres>} */
export async function startPostgres() {
    const identity = identityOf('postgres');
    const folder = temporaryFolder('postgres', identity);
    const data = path.join(folder, 'data');
    // Anybody who can reach the port has full access: it is loopback, with test data.
    const init = ['-D', data, '-U', 'messaging', '--auth=trust', '-E', 'UTF8', '--no-sync'];
    if (outputOf(postgresProgram('initdb'), init, { ...identity, cwd: folder }) === undefined) {
        removeFolder(folder);
        throw new SetupError(`initdb failed: ${init.join(' ')}`);
    }
    const port = await freePort();
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])];
    const ready = () =>
        outputOf(postgresProgram('pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]) !==
        undefined;
    const options = { port, cwd: folder, identity, ready };
    const launch = () => startDaemon(postgresProgram('postgres'), args, options);
    let daemon = await launch();
    return {
        url: `postgres://messaging@127.0.0.1:${port}/postgres`,
        get pid() {
            return daemon.pid;
        },
        async start() {
            daemon = await launch();
        },
        async kill() {
            // The per-connection processes would outlive their parent.
            const all = childrenOf(Number(daemon.pid));
            await daemon.stop('SIGKILL');
            for (const pid of all) process.kill(pid, 'SIGKILL');
        },
        async stop() {
            // PostgreSQL's fast shutdown, which does not wait for clients.
            await daemon.stop('SIGINT');
            removeFolder(folder);
        },
    };
}

/** A program of the newest installed version. @param {string} name */
export function postgresProgram(name) {
    const versions = existsSync(versionsFolder) ? readdirSync(versionsFolder) : [];
    const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
    return newest ? path.join(versionsFolder, newest, 'bin', name) : name;
}
