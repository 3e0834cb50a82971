// `npm run bench:storm`: builds and runs the comparison of reconnect schedules. With `--docs` its
// figures and plot are also written to docs/.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildTarget } from './build/cmake.mjs';
import { writeFigures } from './figures.mjs';
import { projectFolder } from './setup/paths.mjs';
import { runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

const plot = path.join(projectFolder, 'docs/images/reconnect-storms.svg');

await runMain(async () => {
    const given = process.argv.slice(2).filter((arg) => arg !== '--');
    const writesDocs = given.includes('--docs');
    const args = given.filter((arg) => arg !== '--docs');
    if (writesDocs) args.push('--plot', plot);
    await setUp({ packages: ['build', 'native', 'checks'] });
    await buildTarget('native', 'storm');
    const figures = runStorm(args);
    if (writesDocs) writeFigures('docs/reconnect-storms.md', figures);
});

/** @param {readonly string[]} args */
function runStorm(args) {
    const program = path.join(projectFolder, 'build/native/storm');
    const { status, stdout } = spawnSync(program, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    console.log(stdout);
    if (status !== 0) throw new SetupError('A bound is broken.');
    return stdout;
}
