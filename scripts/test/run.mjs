// Runs one program of a test step: shows its output and reads the counts in it.
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { projectFolder } from '../setup/paths.mjs';
import { SetupError } from '../setup/processes.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */

/** How each kind of runner says how many tests passed and failed. */
const closingLines = [
    // doctest
    /test cases:\s*\d+ \|\s*(?<passed>\d+) passed \|\s*(?<failed>\d+) failed/g,
    // The plain line of this project's own runners.
    /^(?:\w+: )?(?<passed>\d+) passed, (?<failed>\d+) failed/gm,
    // node --test, one number a line
    /^(?:# |ℹ )pass (?<passed>\d+)$/gm,
    /^(?:# |ℹ )fail (?<failed>\d+)$/gm,
    // Playwright, one number a line
    /^\s+(?<passed>\d+) passed(?: \([\d.]+\w+\))?$/gm,
    /^\s+(?<failed>\d+) failed$/gm,
];

/** doctest is content with a filter that no test case passes. */
const ranNothing = /test cases:\s*0 \|/;

/**
 * A function that runs programs in the project's folder and adds what they count to `counts`.
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
