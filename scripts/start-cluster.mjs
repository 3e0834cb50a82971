// `npm run start:cluster`: runs several servers on this machine, until Ctrl+C. NODES sets how many,
// PORT where; other variables are passed on to the servers.
import { buildDist } from './build.mjs';
import { startCluster } from './cluster/cluster.mjs';
import { runMain, SetupError } from './setup/processes.mjs';
import { setUp } from './setup/setup.mjs';

const nodesMax = 32;

await runMain(async () => {
    const count = Number(process.env.NODES ?? 3);
    if (!Number.isInteger(count) || count < 1 || count > nodesMax) {
        throw new SetupError(`NODES is a number from 1 to ${nodesMax}.`);
    }
    await setUp({ packages: ['cluster'] });
    await buildDist();
    const port = Number(process.env.PORT || 3000);
    const cluster = await startCluster({ count, port });
    console.log(`Listening. Stop with Ctrl+C; the data is gone then.\n  ${cluster.url}/`);
    for (const { url } of cluster.nodes) console.log(`  ${url}/  one of the servers`);
    await new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
    });
    await cluster.stop();
    console.log('Stopped.');
});
