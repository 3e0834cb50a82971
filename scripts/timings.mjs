// `npm run bench:native`: times each path of the core with Google Benchmark, whose options follow
// `--`: `npm run bench:native -- --benchmark_filter=new_message`.
import path from 'node:path';
import { buildTarget } from './build/cmake.mjs';
import { buildFolder } from './setup/paths.mjs';
import { run, runMain } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

await runMain(async () => {
    const args = process.argv.slice(2).filter((arg) => arg !== '--');
    await setUp({ packages: ['build', 'native', 'bench'] });
    await buildTarget('bench', 'timings');
    await run(path.join(buildFolder, 'bench', 'timings'), args);
});
