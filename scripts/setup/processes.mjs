// Runs other programs: the one place that decides what is shown and how failures are reported.
import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** An error whose message says enough; its stack would only be noise. */
export class SetupError extends Error {}

/**
 * Runs a program with its output shown. Resolves when it exits with code 0.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
export function run(program, args, options = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: 'inherit', ...options });
        child.on('error', (error) => reject(new SetupError(`${program}: ${error.message}`)));
        child.on('close', (code, signal) => {
            if (code === 0) resolve();
            else reject(new SetupError(`${program} ended with ${signal ?? `exit code ${code}`}`));
        });
    });
}

/**
 * The standard output of a program, or `undefined` if it fails or cannot be run.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {string | undefined}
 */
export function outputOf(program, args, options = {}) {
    const result = spawnSync(program, args, {
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
        ...options,
    });
    return result.status === 0 ? String(result.stdout) : undefined;
}

/**
 * Tries `task` up to `tries` times, waiting a little longer each time, as mirrors have hiccups.
 * @template T
 * @param {string} name what the task is, for the message between two tries
 * @param {() => Promise<T>} task
 * @param {number} [tries]
 * @returns {Promise<T>}
 */
export async function withRetries(name, task, tries = 3) {
    for (let attempt = 1; ; attempt++) {
        try {
            return await task();
        } catch (error) {
            if (attempt >= tries) throw error;
            const seconds = attempt * 3;
            say(`${name} failed (${messageOf(error)}); trying again in ${seconds} s`);
            await sleep(seconds * 1000);
        }
    }
}

/** @param {unknown} error */
export function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}

/** @param {string} text one line about what the set-up is doing */
export function say(text) {
    process.stderr.write(`[setup] ${text}\n`);
}

/**
 * Runs a script's main function. A `SetupError` is printed without a stack.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
    try {
        await main();
    } catch (error) {
        const text = error instanceof SetupError ? error.message : error;
        console.error(text);
        process.exitCode = 1;
    }
}
