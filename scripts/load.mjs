// `npm run bench:load`: thousands of sockets and hundreds of messages a second, on a cluster and on
// one process. With `--docs` the figures are also written to docs/load.md.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { writeFigures } from './figures.mjs';
import { setUpNpmPackages } from './setup/npm-packages.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';

const program = path.join(projectFolder, 'tests/bench/load/main.ts');

await runMain(async () => {
    const given = process.argv.slice(2).filter((arg) => arg !== '--');
    const args = given.filter((arg) => arg !== '--docs');
    await setUpNpmPackages();
    const { setUp } = await import('./setup/setup.mjs');
    await setUp({ packages: ['cluster'] });
    const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', program, ...args], {
        cwd: projectFolder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    console.log(stdout);
    if (status !== 0) throw new SetupError('A message was lost or doubled.');
    if (given.includes('--docs')) writeFigures('docs/load.md', stdout);
});
