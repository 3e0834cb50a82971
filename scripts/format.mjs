// `npm run format`: formats every source the way `npm run lint` requires.
import { projectFolder } from './setup/paths.mjs';
import { run, runMain } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';
import { biome, clangFormat } from './test/lint.mjs';

/** @type {import('./test/lint.mjs').Run} */
const runHere = (program, args) => run(program, args, { cwd: projectFolder });

await runMain(async () => {
    await setUp({ packages: ['checks'] });
    await biome(runHere, ['check', '--write']);
    await clangFormat(runHere, ['-i']);
});
