// `npm run bench:e2e`, `npm run test:faults` and the like: sets up and starts a long run in the
// browser.
import path from 'node:path';
import { setUpNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';

const programs = new Map([
    ['bench', 'tests/bench/browser/main.mjs'],
    ['e2e', 'tests/bench/delivery/main.mjs'],
    ['scale', 'tests/bench/scale/main.mjs'],
    ['faults', 'tests/e2e/faults/main.js'],
    ['leaks', 'tests/e2e/leaks/main.js'],
    ['consumers', 'tests/consumers/main.mjs'],
    ['browsers', 'tests/browsers/main.mjs'],
    ['socketio', 'tests/socketio/main.mjs'],
]);

await runMain(async () => {
    const [name = '', ...rest] = process.argv.slice(2);
    const file = programs.get(name);
    if (!file) throw new SetupError(`Name one of ${[...programs.keys()].join(', ')}`);
    await setUpNpmPackages();
    const { setUp } = await import('./setup/setup.mjs');
    const { buildDist } = await import('./build.mjs');
    const { countingRunner } = await import('./test/run.mjs');
    const more = new Map([
        ['bench', /** @type {const} */ (['engines', 'certificates'])],
        ['browsers', /** @type {const} */ (['engines'])],
        ['e2e', /** @type {const} */ (['cluster'])],
    ]);
    await setUp({ packages: ['browser', ...(more.get(name) ?? [])] });
    await buildDist();
    const run = countingRunner({ passed: 0, failed: 0 });
    const args = rest.filter((arg) => arg !== '--');
    await run(process.execPath, ['--import', 'tsx', path.join(projectFolder, file), ...args]);
});
