// Runs a program of a test step, showing its output and reading the counts from it.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { projectFolder } from '../setup/paths.mjs';
import { SetupError } from '../setup/processes.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */

/** How each kind of runner reports the numbers of passed and failed tests. */
const closingLines = [
    // doctest
    /test cases:\s*\d+ \|\s*(?<passed>\d+) passed \|\s*(?<failed>\d+) failed/g,
    // The summary line of this project's own runners.
    /^(?:\w+: )?(?<passed>\d+) passed, (?<failed>\d+) failed/gm,
    // node --test, one number a line
    /^(?:# |ℹ )pass (?<passed>\d+)$/gm,
    /^(?:# |ℹ )fail (?<failed>\d+)$/gm,
    // Playwright, one number a line
    /^\s+(?<passed>\d+) passed(?: \([\d.]+\w+\))?$/gm,
    /^\s+(?<failed>\d+) failed$/gm,
];

/** doctest reports success if a filter matches no test case. */
const ranNothing = /test cases:\s*0 \|/;

/**
 * Returns a function that runs programs in the project's folder and adds their counts to `counts`.
 * @param {Counts} counts
 */
export function countingRunner(counts) {
    /** @param {string} program @param {readonly string[]} args @returns {Promise<void>} */
    return (program, args) =>
        new Promise((resolve, reject) => {
            const child = spawn(program, args, {
                cwd: projectFolder,
                stdio: ['ignore', 'pipe', 'inherit'],
            });
            let output = '';
            child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
                process.stdout.write(text);
                output += text;
            });
            child.on('error', (error) => reject(new SetupError(`${program}: ${error.message}`)));
            child.on('close', (code, signal) => {
                const text = stripVTControlCharacters(output);
                addCounts(counts, text);
                if (code === 0 && ranNothing.test(text)) {
                    reject(new SetupError('No test case has such a name.'));
                } else if (code === 0) resolve();
                else reject(new SetupError(`${program} ended with ${signal ?? `code ${code}`}`));
            });
        });
}

/** @param {Counts} counts @param {string} output */
function addCounts(counts, output) {
    for (const line of closingLines) {
        for (const { groups } of output.matchAll(line)) {
            counts.passed += Number(groups?.passed ?? 0);
            counts.failed += Number(groups?.failed ?? 0);
        }
    }
}
