// `npm run test:browsers`: the same checks in all engines, in variants that each take something
// away from the page. Names of engines or variants, or words of a check's name, select some.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { engines } from './engines.mjs';
import { checks } from './page/checks.js';
import { writeReport } from './report.mjs';
import { seedDatabase, startStage } from './stage.mjs';
import { variants } from './variants.mjs';

/**
 * @typedef {import('./engines.mjs').Running} Running
 * @typedef {import('./stage.mjs').Outcome} Outcome
 * @typedef {{ engine: string, variant: string, check: string, outcome: Outcome }} Result
 */

/** Longer than the page's own time-out, whose error says what did not happen. */
const patienceMs = 60_000;

const temporary = await temporaryFolder('messaging-browsers-');
const seed = path.join(temporary.folder, 'seed.sqlite');
const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
/** @param {readonly { name: string }[]} all */
const named = (all) => wanted.filter((word) => all.some((one) => one.name.toLowerCase() === word));

/**
 * @template {{ name: string }} One
 * @param {readonly One[]} all
 */
function chosen(all) {
    const names = named(all);
    return all.filter(({ name }) => names.length === 0 || names.includes(name.toLowerCase()));
}

const words = wanted.filter((word) => ![...named(engines), ...named(variants)].includes(word));
const chosenChecks = checks.filter(({ name }) =>
    words.every((word) => name.toLowerCase().includes(word)),
);

/**
 * @param {Running} browser
 * @param {import('./variants.mjs').Variant} variant
 * @param {import('./page/stage.js').Check} check
 * @returns {Promise<Outcome>}
 */
async function runCheck(browser, variant, { name, parts = 1 }) {
    const stage = await startStage(variant, seed);
    try {
        const outcomes = [];
        for (let part = 0; part < parts; part += 1) {
            outcomes.push(stage.outcomeOf(part));
            const given = new URLSearchParams({
                check: name,
                variant: variant.name,
                part: String(part),
            });
            await browser.open(`${stage.url}/browsers/page.html?${given}`);
        }
        const late = sleep(patienceMs, undefined, { ref: false }).then(() => {
            throw new Error('The page told nothing');
        });
        /** @type {Outcome[]} */
        const all = await Promise.race([Promise.all(outcomes), late]);
        const worst =
            all.find(({ kind }) => kind === 'failed') ??
            all.find(({ kind }) => kind === 'impossible');
        return worst ?? { kind: 'passed', says: all.at(-1)?.says ?? '' };
    } catch (error) {
        return { kind: 'failed', says: String(error) };
    } finally {
        await browser.clear();
        await stage.close();
    }
}

/** @type {Result[]} */
const results = [];
/** In the order of the engines. */
const versions = new Map(chosen(engines).map(({ name }) => [name, '']));
const marks = { passed: 'ok     ', failed: 'FAILED ', impossible: 'cannot ' };

/** @param {import('./engines.mjs').Engine} engine */
async function runEngine({ name: engine, launch }) {
    const browser = await launch();
    versions.set(engine, browser.version);
    try {
        for (const variant of chosen(variants)) {
            for (const check of chosenChecks) {
                const start = Date.now();
                const outcome = await runCheck(browser, variant, check);
                results.push({ engine, variant: variant.name, check: check.name, outcome });
                const says = outcome.says && `: ${outcome.says}`;
                const what = `${engine}, ${variant.name}: ${check.name}`;
                console.log(`${marks[outcome.kind]} ${what} (${Date.now() - start} ms)${says}`);
            }
        }
    } finally {
        await browser.close();
    }
}

try {
    await seedDatabase(seed);
    await Promise.all(chosen(engines).map(runEngine));
} finally {
    await temporary.remove();
}
const count = (/** @type {Outcome['kind']} */ kind) =>
    results.filter(({ outcome }) => outcome.kind === kind).length;
const failed = count('failed');
if (wanted.length === 0) await writeReport(results, versions);
console.log(`${count('passed')} passed, ${count('impossible')} impossible, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
