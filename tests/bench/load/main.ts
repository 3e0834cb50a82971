// `npm run bench:load -- --sockets 5000 --rate 500 --seconds 60`: on a cluster of `--nodes 3`, then
// on one process with SQLite; `--only` selects one of the two. Fails if a message is lost or
// doubled.

import { parseArgs } from 'node:util';
import { type Figures, putLoad } from './load.ts';
import { type Column, isWhole, report } from './report.ts';
import { startClusterTarget, startSingleTarget, type Target } from './target.ts';

const { values } = parseArgs({
    options: {
        sockets: { type: 'string', default: '5000' },
        rate: { type: 'string', default: '500' },
        seconds: { type: 'string', default: '60' },
        nodes: { type: 'string', default: '3' },
        only: { type: 'string' },
    },
});
const options = {
    sockets: positive('sockets'),
    rate: positive('rate'),
    seconds: positive('seconds'),
};
const nodes = positive('nodes');
const targets: Record<string, readonly [name: string, start: () => Promise<Target>]> = {
    cluster: [`${nodes} processes, PostgreSQL, Redis`, () => startClusterTarget(nodes)],
    sqlite: ['one process, SQLite', startSingleTarget],
};
const chosen = values.only === undefined ? Object.values(targets) : [targets[values.only]];
const columns: Column[] = [];
for (const target of chosen) {
    if (!target) throw new Error(`--only is one of ${Object.keys(targets).join(', ')}`);
    const [name, start] = target;
    columns.push([name, await load(start)]);
}
console.log(report(columns));
if (!columns.every(([, figures]) => isWhole(figures))) process.exitCode = 1;

async function load(start: () => Promise<Target>): Promise<Figures> {
    const target = await start();
    try {
        return await putLoad(target, options);
    } finally {
        await target.stop();
    }
}

function positive(name: 'sockets' | 'rate' | 'seconds' | 'nodes'): number {
    const value = Number(values[name]);
    if (!(Number.isInteger(value) && value > 0)) throw new Error(`--${name} is a positive number`);
    return value;
}
