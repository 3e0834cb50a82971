// `npm run test:fuzz -- [--seconds N] [--target NAME]`: runs the fuzzers, each from its corpus in
// tests/fuzz/corpus, for N seconds in total. Their findings stay in build/fuzz/corpus; to keep
// them: `build/fuzz/fuzz_NAME -merge=1 tests/fuzz/corpus/NAME build/fuzz/corpus/NAME`.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildTarget } from './build/cmake.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

const corpora = path.join(projectFolder, 'tests/fuzz/corpus');

await runMain(async () => {
    const { values } = parseArgs({
        options: { seconds: { type: 'string', default: '60' }, target: { type: 'string' } },
    });
    const all = readdirSync(corpora).sort();
    const names = all.filter((name) => name === (values.target ?? name));
    const seconds = Number(values.seconds);
    if (names.length === 0) throw new SetupError(`The targets are: ${all.join(', ')}`);
    if (!(seconds > 0)) throw new SetupError('Give the time in seconds: --seconds 60');
    await setUp({ packages: ['build', 'native', 'llvm'] });
    await buildTarget('fuzz', 'fuzzers');
    for (const name of names) await fuzz(name, Math.ceil(seconds / names.length));
});

/** @param {string} name @param {number} seconds */
async function fuzz(name, seconds) {
    const program = path.join('build/fuzz', `fuzz_${name}`);
    const found = path.join('build/fuzz/corpus', name);
    mkdirSync(path.join(projectFolder, found), { recursive: true });
    const { code, output } = await run(program, [
        `-max_total_time=${seconds}`,
        '-max_len=4096',
        '-timeout=10',
        '-dict=tests/fuzz/words.dict',
        '-print_final_stats=1',
        `-artifact_prefix=build/fuzz/${name}-`,
        found,
        path.join('tests/fuzz/corpus', name),
    ]);
    const runs = statistic(output, 'number_of_executed_units');
    const rate = statistic(output, 'average_exec_per_sec');
    console.log(`${name.padEnd(10)}${runs.padStart(12)} executions${rate.padStart(10)} per second`);
    if (code === 0) return;
    console.log(report(output));
    const file = /Test unit written to (\S+)/.exec(output)?.[1];
    if (!file) throw new SetupError(`${program} ended with exit code ${code}.`);
    throw new SetupError(`The input is in ${file}. Replay it with:\n    ${program} ${file}`);
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args) {
    const env = { ...process.env, ASAN_SYMBOLIZER_PATH: '/usr/bin/llvm-symbolizer-19' };
    const child = spawn(program, args, { cwd: projectFolder, env, stdio: ['ignore', 1, 'pipe'] });
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
        output += text;
    });
    return new Promise((resolve, reject) => {
        child.on('error', (error) => reject(new SetupError(`${program}: ${error.message}`)));
        child.on('close', (code) => resolve({ code, output }));
    });
}

/**
 * What broke and where. C++ types make lines too long to read to the end.
 * @param {string} output
 */
function report(output) {
    const begin = output.search(/^(broken invariant|==\d+==|.*runtime error)/m);
    const lines = output.slice(Math.max(begin, 0)).split('\n');
    return lines.map((line) => line.slice(0, 200)).join('\n');
}

/** @param {string} output @param {string} name */
function statistic(output, name) {
    const number = new RegExp(`^stat::${name}:\\s*(\\d+)`, 'm').exec(output)?.[1];
    return number === undefined ? '?' : Number(number).toLocaleString('en');
}
