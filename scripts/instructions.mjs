// `npm run bench:instructions`: counts the instructions of each path of the core and compares them
// with tests/bench/native/instructions.json. With `-- --update` the counts become the reference;
// with a word, only cases whose name contains it are counted.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countInstructions, toolsHere } from './bench/callgrind.mjs';
import { brokenBounds } from './bench/instruction_bounds.mjs';
import { buildTarget } from './build/cmake.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

const referenceFile = path.join(projectFolder, 'tests/bench/native/instructions.json');
const tolerance = 0.002;

/** @typedef {{ tools: Record<string, string>, counts: Record<string, number> }} Reference */

await runMain(async () => {
    const given = process.argv.slice(2).filter((arg) => arg !== '--');
    const updates = given.includes('--update');
    const wanted = given.find((arg) => !arg.startsWith('-')) ?? '';
    await setUp({ packages: ['build', 'native', 'bench'] });
    await buildTarget('bench', 'instructions');
    /** @type {Reference} */
    const reference = JSON.parse(readFileSync(referenceFile, 'utf8'));
    const tools = toolsHere();
    // Fail early: other tools give other counts.
    if (!updates) refuseOtherTools(reference.tools, tools);
    const counts = await countInstructions(wanted);
    print(counts, reference.counts);
    const faults = brokenBounds(counts);
    if (updates) writeReference(reference, tools, counts, wanted === '');
    else faults.push(...differences(counts, reference.counts, wanted));
    console.log(
        `\n${counts.size - Math.min(faults.length, counts.size)} passed, ${faults.length} failed`,
    );
    if (faults.length > 0) throw new SetupError(faults.join('\n'));
});

/** @param {Record<string, string>} wanted @param {Record<string, string>} here */
function refuseOtherTools(wanted, here) {
    const other = Object.keys(wanted)
        .filter((tool) => wanted[tool] !== here[tool])
        .map((tool) => `  ${tool}: ${here[tool]} here, ${wanted[tool]} in the reference`);
    if (other.length === 0) return;
    throw new SetupError(
        `The counts of ${path.relative(projectFolder, referenceFile)} are those of other tools:\n` +
            `${other.join('\n')}\n` +
            'To compare here, take the counts of the version before your change as reference\n' +
            '(git stash; npm run bench:instructions -- --update; git stash pop), or run this\n' +
            "where the tools are the reference's. To move the reference, commit the update.",
    );
}

/** @param {ReadonlyMap<string, number>} counts @param {Record<string, number>} reference */
function print(counts, reference) {
    for (const [name, count] of counts) {
        const before = reference[name];
        const change = before === undefined ? 'new' : percent(count / before - 1);
        console.log(`${count.toLocaleString('en').padStart(12)}  ${change.padStart(8)}  ${name}`);
    }
}

/** @param {number} share */
function percent(share) {
    const text = (share * 100).toFixed(1);
    if (Number(text) === 0) return '';
    return `${share > 0 ? '+' : ''}${text} %`;
}

/**
 * @param {ReadonlyMap<string, number>} counts
 * @param {Record<string, number>} reference
 * @param {string} wanted
 */
function differences(counts, reference, wanted) {
    const faults = [];
    const names = Object.keys(reference).filter((name) => name.includes(wanted));
    for (const name of new Set([...names, ...counts.keys()])) {
        const before = reference[name];
        const now = counts.get(name);
        if (before === undefined) faults.push(`'${name}' is not in the reference`);
        else if (now === undefined) faults.push(`'${name}' of the reference is no case any more`);
        else if (Math.abs(now - before) > Math.max(before * tolerance, 1)) {
            faults.push(`'${name}' costs ${now} instructions, ${before} in the reference`);
        }
    }
    if (faults.length > 0) {
        faults.push('If that is what the change is for: npm run bench:instructions -- --update');
    }
    return faults;
}

/**
 * @param {Reference} reference
 * @param {Record<string, string>} tools
 * @param {ReadonlyMap<string, number>} counts
 * @param {boolean} isWhole
 */
function writeReference(reference, tools, counts, isWhole) {
    const others = isWhole ? {} : reference.counts;
    const written = { tools, counts: { ...others, ...Object.fromEntries(counts) } };
    writeFileSync(referenceFile, `${JSON.stringify(written, null, 4)}\n`);
}
