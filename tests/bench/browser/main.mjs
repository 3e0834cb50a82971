// `npm run bench`: what the module costs a page, compared with others in the same run. With
// `-- --docs` the figures go to docs/benchmarks.md; `-- --only start,burst` runs only these cases.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFigures } from '../../../scripts/figures.mjs';
import { projectFolder } from '../../e2e/support/test_pages.js';
import { plotBars } from '../bars.mjs';
import { digits } from '../statistics.mjs';
import { startBenchServer } from './bench_server.mjs';
import * as burst from './cases/burst.mjs';
import * as bytes from './cases/bytes.mjs';
import * as distance from './cases/distance.mjs';
import * as incoming from './cases/incoming.mjs';
import * as lists from './cases/lists.mjs';
import * as memory from './cases/memory.mjs';
import * as outgoing from './cases/outgoing.mjs';
import * as start from './cases/start.mjs';
import * as stored from './cases/stored.mjs';
import { launchChromium, launchFirefox } from './engines.mjs';

const { values } = parseArgs({
    options: {
        only: { type: 'string' },
        engine: { type: 'string', default: 'chromium,firefox' },
        rounds: { type: 'string', default: '5' },
        messages: { type: 'string', default: '1000000' },
        docs: { type: 'boolean', default: false },
    },
});
const [rounds, messages] = [Number(values.rounds), Number(values.messages)];
if (!(rounds >= 1)) throw new Error('--rounds must be a number, at least 1');
if (!(messages >= 200_000)) throw new Error('--messages must be a number, at least 200000');

/** Figures of a shared machine vary; only more than this many times the aim is a failure. */
const gross = 5;
const engines = new Map([
    ['chromium', launchChromium],
    ['firefox', launchFirefox],
]);
/** Firefox reports neither its memory nor the duration of its tasks. */
const chromiumOnly = ['memory', 'stored', 'bytes'];
const cases = new Map(
    Object.entries({
        incoming,
        burst,
        outgoing,
        lists,
        stored,
        start,
        distance,
        memory,
        bytes,
    }),
);

/** @param {string} wanted @param {Map<string, unknown>} known */
function namesOf(wanted, known) {
    const names = wanted.split(',');
    const wrong = names.find((name) => !known.has(name));
    if (wrong) throw new Error(`${wrong} is none of ${[...known.keys()].join(', ')}`);
    return names;
}

let failed = 0;
for (const name of namesOf(values.engine, engines)) {
    const engine = await /** @type {typeof launchChromium} */ (engines.get(name))();
    for (const only of values.only ? namesOf(values.only, cases) : cases.keys()) {
        if (name !== 'chromium' && chromiumOnly.includes(only)) continue;
        const server = await startBenchServer();
        const began = Date.now();
        const { run } = /** @type {typeof burst} */ (cases.get(only));
        const { text, checks, bars } = await run({ engine, server, rounds, messages });
        server.close();
        const seconds = Math.round((Date.now() - began) / 1000);
        const load = loadavg()[0]?.toFixed(1);
        console.log(`\n${only}, ${engine.name} ${engine.version}, ${seconds} s, load ${load}\n`);
        console.log(text);
        for (const { what, value, max } of checks) {
            const kept = value <= max ? 'kept' : 'MISSED';
            console.log(`${kept}: ${what}: ${digits(value)}, aim at most ${max}`);
            // True also for NaN.
            if (!(value <= max * gross)) failed += 1;
        }
        if (!values.docs) continue;
        writeFigures('docs/benchmarks.md', text, `${only} ${name}`);
        if (!bars) continue;
        const file = path.join(projectFolder, `docs/images/bench-${only}-${name}.svg`);
        writeFileSync(file, plotBars(bars, digits));
    }
    await engine.close();
}
console.log(failed === 0 ? '\n1 passed, 0 failed' : `\n0 passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
