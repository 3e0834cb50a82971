// A lock that is a folder: mkdir is atomic on every file system.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './processes.mjs';

/** How long to wait for a holder that may have died before writing its process id. */
const namelessMsMax = 10_000;

/**
 * Runs `task` while no other process holds the lock. A dead process's lock is taken over.
 * @param {string} folder
 * @param {() => Promise<void>} task
 */
export async function withLock(folder, task) {
    let told = false;
    while (!tryLock(folder)) {
        if (isAbandoned(folder)) {
            rmSync(folder, { recursive: true, force: true });
            continue;
        }
        if (!told) say(`another process is at work (${folder}); waiting for it`);
        told = true;
        await sleep(500);
    }
    try {
        await task();
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** @param {string} folder */
function tryLock(folder) {
    mkdirSync(path.dirname(folder), { recursive: true });
    try {
        mkdirSync(folder);
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
        throw error;
    }
    writeFileSync(path.join(folder, 'pid'), String(process.pid));
    return true;
}

/** @param {string} folder */
function isAbandoned(folder) {
    try {
        const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
        if (pid > 0) return !isRunning(pid);
    } catch {
        // There is no process id (yet): the folder's age decides.
    }
    try {
        return Date.now() - statSync(folder).mtimeMs > namelessMsMax;
    } catch {
        return false;
    }
}

/** @param {number} pid */
function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
    }
}
