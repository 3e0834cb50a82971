// `npm test`: runs all steps except those that only run by name, or the named ones: `node
// scripts/test.mjs lint unit`. Arguments after `--` are passed to the program of the steps.

import { setUpNpmPackages } from './setup/npm-packages.mjs';
import { runMain, SetupError } from './setup/processes.mjs';

await runMain(async () => {
    await setUpNpmPackages();
    // These import npm packages, which the line above installs.
    const { steps } = await import('./test/steps.mjs');
    const given = process.argv.slice(2);
    const separator = given.indexOf('--');
    const names = separator < 0 ? given : given.slice(0, separator);
    const args = separator < 0 ? [] : given.slice(separator + 1);
    const unknown = names.filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0) {
        const known = steps.map((step) => `  ${step.name.padEnd(13)}${step.says}`).join('\n');
        throw new SetupError(`There is no step ${unknown.join(', ')}. The steps are:\n${known}`);
    }
    await runSteps(
        steps.filter((step) => (names.length > 0 ? names.includes(step.name) : !step.named)),
        args,
    );
});

/**
 * Runs the steps until one fails, then prints a line for each and the totals.
 * @param {readonly import('./test/steps.mjs').Step[]} steps
 * @param {readonly string[]} args
 */
async function runSteps(steps, args) {
    const { countingRunner } = await import('./test/run.mjs');
    const total = { passed: 0, failed: 0 };
    const summary = [];
    for (const step of steps) {
        console.log(`\n--- ${step.name}: ${step.says}`);
        const counts = { passed: 0, failed: 0 };
        const start = Date.now();
        /** @type {string | undefined} */
        let fault;
        try {
            await step.run(countingRunner(counts), args);
        } catch (error) {
            fault = error instanceof SetupError ? error.message : String(error);
            if (!(error instanceof SetupError)) console.error(error);
            if (counts.failed === 0) counts.failed = 1;
        }
        // A step without counts is one test.
        if (counts.passed + counts.failed === 0) counts.passed = 1;
        total.passed += counts.passed;
        total.failed += counts.failed;
        summary.push(summaryLine(step.name, fault, counts, Date.now() - start));
        if (fault === undefined) continue;
        summary.push(`\nThe step '${step.name}' failed: ${fault}`);
        summary.push(`Run it alone with: node scripts/test.mjs ${step.name}`);
        process.exitCode = 1;
        break;
    }
    console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
}

/**
 * @param {string} name
 * @param {string | undefined} fault
 * @param {import('./test/run.mjs').Counts} counts
 * @param {number} ms
 */
function summaryLine(name, fault, { passed, failed }, ms) {
    const verdict = fault === undefined ? 'ok    ' : 'FAILED';
    const counts = `${passed} passed, ${failed} failed`;
    return `${verdict}  ${name.padEnd(13)}${counts.padEnd(26)}${(ms / 1000).toFixed(1)} s`;
}
