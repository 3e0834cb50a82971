// Runs one of the machine's server programs as a child process, on loopback, in its own folder.
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf, SetupError } from '../setup/processes.mjs';

const startMsMax = 20_000;
const stopMsMax = 10_000;
/** Enough to show what a program complained about. */
const outputMax = 4000;

/** @type {Set<() => void>} cleanup to run if this process ends early */
const atExit = new Set();
process.on('exit', () => {
    for (const tidy of atExit) tidy();
});

/**
 * @typedef {{ uid: number, gid: number }} Identity
 * @typedef {{
 *     port: number,
 *     pid: number | undefined,
 *     stop(signal?: NodeJS.Signals): Promise<void>,
 * }} Daemon
 */

/**
 * Starts a program and resolves when its port answers, and when it says that it is ready.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{
 *     port: number,
 *     cwd?: string,
 *     env?: NodeJS.ProcessEnv,
 *     identity?: Identity | undefined,
 *     ready?: () => boolean,
 * }} options
 * @returns {Promise<Daemon>}
 */
export async function startDaemon(program, args, { port, cwd, env, identity, ready = () => true }) {
    // In its own process group, so that Ctrl+C in the terminal does not reach it directly.
    const child = spawn(program, args, {
        ...identity,
        cwd,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const read = (/** @type {Buffer} */ chunk) => {
        output = (output + chunk).slice(-outputMax);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    let ended = false;
    const end = new Promise((resolve) => {
        child.on('error', (error) => resolve(read(Buffer.from(error.message))));
        child.on('close', resolve);
    }).then(() => {
        ended = true;
    });
    const kill = () => void child.kill('SIGKILL');
    atExit.add(kill);
    const deadline = Date.now() + startMsMax;
    for (; !((await answers(port)) && ready()); await sleep(20)) {
        if (!ended && Date.now() < deadline) continue;
        kill();
        throw new SetupError(`${program} did not start.\n${output}`);
    }
    return {
        port,
        pid: child.pid,
        async stop(signal = 'SIGTERM') {
            if (!ended) child.kill(signal);
            await Promise.race([end, sleep(stopMsMax, undefined, { ref: false })]);
            if (!ended) kill();
            await end;
            atExit.delete(kill);
        },
    };
}

/** The direct child processes of a process. @param {number} pid */
export function childrenOf(pid) {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((one) => processFields(one)[1] === String(pid));
}

/**
 * The fields of /proc/PID/stat from the state and parent on; before them is a name, which may
 * contain spaces. Empty if the process is gone.
 * @param {number} pid
 */
export function processFields(pid) {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return text.slice(text.lastIndexOf(')') + 2).split(' ');
    } catch {
        return [];
    }
}

/** @param {number} port @returns {Promise<boolean>} */
function answers(port) {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => resolve(false));
        socket.on('connect', () => {
            socket.destroy();
            resolve(true);
        });
    });
}

/**
 * A folder that is removed with this process.
 * @param {string} name
 * @param {Identity} [identity] owner of the folder
 */
export function temporaryFolder(name, identity) {
    const folder = mkdtempSync(path.join(tmpdir(), `messaging-${name}-`));
    if (identity) chownSync(folder, identity.uid, identity.gid);
    atExit.add(() => removeFolder(folder));
    return folder;
}

/** @param {string} folder */
export function removeFolder(folder) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A user to run a program as that refuses to run as root. @param {string} user */
export function identityOf(user) {
    if (process.getuid?.() !== 0) return undefined;
    const [uid, gid] = ['-u', '-g'].map((option) => outputOf('id', [option, user])?.trim());
    if (!uid || !gid) throw new SetupError(`There is no user ${user} on this machine.`);
    return { uid: Number(uid), gid: Number(gid) };
}
