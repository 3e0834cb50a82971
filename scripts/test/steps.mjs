// The steps of `npm test`, in order: those that fail fastest come first.
import path from 'node:path';
import { buildTarget } from '../build/cmake.mjs';
import { buildDist } from '../build.mjs';
import { projectFolder } from '../setup/paths.mjs';
import { SetupError } from '../setup/processes.mjs';
import { setUp } from '../setup/setup.mjs';
import { biome, checkTypes, clangFormat, filesBelow, npmProgram } from './lint.mjs';

/**
 * @typedef {{
 *     name: string,
 *     says: string,
 *     named?: boolean,
 *     run: (run: import('./lint.mjs').Run, args: readonly string[]) => Promise<void>,
 * }} Step `named`: runs only where it is asked for by its name
 */

/** @type {readonly Step[]} */
export const steps = [
    {
        name: 'lint',
        says: 'formatting, lint rules and types',
        async run(run) {
            await setUp({ packages: ['checks'] });
            await biome(run, ['ci']);
            await clangFormat(run, ['--dry-run', '-Werror']);
            await checkTypes(run);
        },
    },
    {
        name: 'tidy',
        says: 'layering, bans and limits of the sources',
        run: (run, args) => nodeTests(run, filesBelow('tests/tidy', /\.test\.mjs$/), args),
    },
    {
        name: 'unit',
        says: 'unit tests, native, with clang-tidy',
        run: (run, args) => native(run, 'native', 'unit_tests', args),
    },
    {
        name: 'asan',
        says: 'unit tests under ASan and UBSan',
        run: (run, args) => native(run, 'asan', 'unit_tests', args),
    },
    {
        name: 'wasm',
        says: 'unit tests as WebAssembly in Node',
        async run(run, args) {
            await setUp({ packages: ['build'], emscripten: true });
            await buildTarget('wasm', 'unit_tests');
            await run(process.execPath, ['build/wasm/unit_tests.cjs', ...args]);
        },
    },
    {
        name: 'scenarios',
        says: 'text scenarios, native and under ASan',
        async run(run, args) {
            await native(run, 'native', 'scenario_tests', args);
            await native(run, 'asan', 'scenario_tests', args);
        },
    },
    {
        name: 'simulation',
        says: 'seeded simulation: 2,000 seeds, and 400 others under ASan',
        async run(run, args) {
            if (args.length > 0) return native(run, 'native', 'simulation', args);
            await native(run, 'native', 'simulation', ['--seeds', '2000']);
            await native(run, 'asan', 'simulation', ['--first', '2001', '--seeds', '400']);
        },
    },
    {
        name: 'storm',
        says: 'bounds of reconnect storms',
        run: (run, args) => native(run, 'native', 'storm', args.length > 0 ? args : ['--bounds']),
    },
    {
        name: 'instructions',
        says: 'instructions that the core costs, against their reference',
        run: (run, args) => run(process.execPath, ['scripts/instructions.mjs', ...args]),
    },
    {
        name: 'server',
        says: 'reference server',
        run: (run, args) => nodeTests(run, testsBelow('tests/server'), args),
    },
    {
        name: 'web',
        says: 'module and host in Node, against dist/',
        async run(run, args) {
            await buildDist();
            await nodeTests(run, ['tests/web', 'tests/bindings'].flatMap(testsBelow), args);
        },
    },
    {
        name: 'size',
        says: 'size of dist/ against its budgets',
        async run(run) {
            await buildDist();
            await run(process.execPath, ['scripts/size.mjs']);
        },
    },
    {
        name: 'package',
        says: 'what npm packs, judged by publint and arethetypeswrong',
        async run(run, args) {
            await buildDist();
            await nodeTests(run, testsBelow('tests/package'), args);
        },
    },
    {
        name: 'level',
        says: 'what ships, against what the oldest supported browsers have',
        async run(run, args) {
            await buildDist();
            await nodeTests(run, testsBelow('tests/level'), args);
        },
    },
    {
        name: 'e2e',
        says: 'two browsers against the real server',
        async run(run, args) {
            await setUp({ packages: ['browser'] });
            await buildDist();
            const config = ['--config', 'tests/e2e/playwright.config.js'];
            await run(npmProgram('playwright'), ['test', ...config, ...args]);
        },
    },
    {
        name: 'replay',
        says: 'traces that pages export, played natively',
        async run(run, args) {
            await setUp({ packages: ['build', 'native', 'checks', 'browser'] });
            await buildTarget('native', 'replay');
            await buildDist();
            const config = ['--config', 'tests/replay/playwright.config.js'];
            await run(npmProgram('playwright'), ['test', ...config, ...args]);
        },
    },
    {
        name: 'bench',
        says: 'what the module costs a page, in short: fails only where that is far off',
        async run(run, args) {
            await setUp({ packages: ['browser'] });
            await buildDist();
            const short = ['--only', 'burst,outgoing,lists', '--engine', 'chromium'];
            const given = args.length > 0 ? args : [...short, '--rounds', '1'];
            const program = 'tests/bench/browser/main.mjs';
            await run(process.execPath, ['--import', 'tsx', program, ...given]);
        },
    },
    {
        name: 'cluster',
        says: 'several servers on PostgreSQL and Redis, behind a proxy',
        named: true,
        async run(run, args) {
            await setUp({ packages: ['cluster', 'browser'] });
            await buildDist();
            await nodeTests(run, testsBelow('tests/cluster'), args);
        },
    },
];

/** @param {string} folder */
const testsBelow = (folder) => filesBelow(folder, /\.test\.(ts|mjs)$/);

/**
 * @param {import('./lint.mjs').Run} run
 * @param {'native' | 'asan'} preset
 * @param {string} target
 * @param {readonly string[]} args
 */
async function native(run, preset, target, args) {
    await setUp({
        packages: preset === 'native' ? ['build', 'native', 'checks'] : ['build', 'native'],
    });
    await buildTarget(preset, target);
    await run(path.join(projectFolder, 'build', preset, target), args);
}

/**
 * @param {import('./lint.mjs').Run} run
 * @param {readonly string[]} files
 * @param {readonly string[]} args options of Node's test runner, or the files to run
 */
async function nodeTests(run, files, args) {
    const options = args.filter((arg) => arg.startsWith('-'));
    const wanted = args.filter((arg) => !arg.startsWith('-'));
    const chosen = files.filter(
        (file) => wanted.length === 0 || wanted.some((name) => file.includes(name)),
    );
    if (chosen.length === 0) throw new SetupError('No test has such a name.');
    await setUp({ packages: [] });
    await run(process.execPath, [
        '--import',
        'tsx',
        '--test',
        '--test-reporter=spec',
        ...options,
        ...chosen,
    ]);
}
