// `npm run test:malformed -- [--requests N] [--seed N] [--first N]`: sends random malformed
// requests and events to the reference server. `npm test` has a short form.
import path from 'node:path';
import { setUpNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/paths.mjs';
import { run, runMain } from './setup/processes.mjs';

await runMain(async () => {
    await setUpNpmPackages();
    const program = path.join(projectFolder, 'tests/malformed/main.ts');
    const args = process.argv.slice(2).filter((arg) => arg !== '--');
    await run(process.execPath, ['--import', 'tsx', program, ...args]);
});
