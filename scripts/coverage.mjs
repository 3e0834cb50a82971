// `npm run coverage`: which lines and branches of the core the unit tests and scenarios run, and
// the minimum shares. What one file lacks: `llvm-cov-19 show build/coverage/unit_tests
// -instr-profile build/coverage/merged.profdata FILE`.
import path from 'node:path';
import { buildTarget } from './build/cmake.mjs';
import { buildFolder, projectFolder } from './setup/paths.mjs';
import { outputOf, run, runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

const linesMin = 95;
// Input from peers is the least predictable: every branch on it is tested both ways.
const wireBranchesMin = 100;

const folder = path.join(buildFolder, 'coverage');
/** The fuzzers' corpora do not count: they check nothing specific. */
const argumentsOf = new Map([
    ['unit_tests', ['--source-file-exclude=*fuzz_corpus_test.cpp']],
    ['scenario_tests', []],
]);
const programs = [...argumentsOf.keys()];

/**
 * @typedef {{ count: number, covered: number }} Share
 * @typedef {{ lines: Share, branches: Share }} Summary
 */

await runMain(async () => {
    await setUp({ packages: ['build', 'native', 'llvm'] });
    for (const program of programs) await buildTarget('coverage', program);
    for (const [program, args] of argumentsOf) {
        const env = { ...process.env, LLVM_PROFILE_FILE: path.join(folder, `${program}.profraw`) };
        await run(path.join(folder, program), args, { cwd: projectFolder, env });
    }
    const raw = programs.map((program) => path.join(folder, `${program}.profraw`));
    const merged = path.join(folder, 'merged.profdata');
    await run('llvm-profdata-19', ['merge', '-sparse', ...raw, '-o', merged]);
    const files = read(merged);
    print(files);
    check(files);
});

/** @param {string} profile @returns {Map<string, Summary>} */
function read(profile) {
    const [first = '', ...others] = programs.map((program) => path.join(folder, program));
    const objects = [first, ...others.flatMap((other) => ['-object', other])];
    const sources = path.join(projectFolder, 'src');
    const args = ['export', '-summary-only', '-instr-profile', profile, ...objects, sources];
    const output = outputOf('llvm-cov-19', args);
    if (output === undefined) throw new SetupError('llvm-cov-19 cannot read the profile.');
    /** @type {{ filename: string, summary: Summary }[]} */
    const files = JSON.parse(output).data[0].files;
    return new Map(
        files.map(({ filename, summary }) => [path.relative(projectFolder, filename), summary]),
    );
}

/** @param {Map<string, Summary>} files */
function print(files) {
    console.log(row('', 'lines', 'branches'));
    for (const [name, { lines, branches }] of files) {
        console.log(row(name, text([lines]), text([branches])));
    }
    const all = [...files.values()];
    console.log(row('src', text(all.map((x) => x.lines)), text(all.map((x) => x.branches))));
}

/** @param {Map<string, Summary>} files */
function check(files) {
    const lines = percent([...files.values()].map((summary) => summary.lines));
    const wire = [...files].filter(([name]) => name.startsWith('src/wire/'));
    const branches = percent(wire.map(([, summary]) => summary.branches));
    console.log(`lines of src: ${lines.toFixed(1)} % of ${linesMin} % at least`);
    console.log(`branches of src/wire: ${branches.toFixed(1)} % of ${wireBranchesMin} % at least`);
    if (lines < linesMin || branches < wireBranchesMin) {
        throw new SetupError('Too little is tested. Write tests for behaviour, not for lines.');
    }
}

/** @param {readonly Share[]} shares */
function percent(shares) {
    const sum = total(shares);
    return sum.count === 0 ? 100 : (100 * sum.covered) / sum.count;
}

/** @param {readonly Share[]} shares */
function text(shares) {
    const { covered, count } = total(shares);
    return count === 0 ? '-' : `${covered}/${count}  ${percent(shares).toFixed(1).padStart(5)} %`;
}

/** @param {readonly Share[]} shares @returns {Share} */
function total(shares) {
    return shares.reduce(
        (sum, { count, covered }) => ({ count: sum.count + count, covered: sum.covered + covered }),
        { count: 0, covered: 0 },
    );
}

/** @param {string} name @param {string} lines @param {string} branches */
function row(name, lines, branches) {
    return name.padEnd(34) + lines.padStart(20) + branches.padStart(20);
}
