// Two browsers, 1,000 messages each way over the real server, compared with a raw WebSocket from
// page to page. With `--cluster` each browser has a server of its own behind the proxy. Fails if
// messages are lost, doubled or out of order, or if delivery is grossly slow.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { quantile } from '../statistics.mjs';
import { floor } from './floor.mjs';
import { deliveries, reads, sendAll, typing } from './pages.mjs';
import { startAlone, startApart } from './servers.mjs';

const { values } = parseArgs({ options: { cluster: { type: 'boolean', default: false } } });
const messagesEach = 1000;
const typingSamples = 200;
const readSamples = 200;
const aimMs = values.cluster ? 50 : 20;
/** Figures of a shared machine vary; only more than this many times the aim is a failure. */
const gross = 5;

/** @param {string} name @param {number[]} values */
function print(name, values) {
    const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
    const worst = quantile(values, 1);
    const figures = [p50, p95, worst].map((value) => value.toFixed(1).padStart(8)).join('');
    console.log(`${name.padEnd(34)}${figures} ms  (${values.length})`);
    return p95;
}

const parts = values.cluster ? { ...(await startApart()), server: undefined } : await startAlone();
try {
    const [alice, bloom] = parts.people;
    const [load = 0] = loadavg();
    console.log(`load ${load.toFixed(1)}`.padEnd(34), '    p50     p95     max');
    if (parts.server) {
        print('floor: a raw WebSocket, one way', await floor(parts.server, alice.page, bloom.page));
    }
    const begun = await Promise.all([
        sendAll(alice.page, 'alice', messagesEach),
        sendAll(bloom.page, 'bloom', messagesEach),
    ]);
    const there = await deliveries(bloom.page, 'alice', begun[0]);
    const back = await deliveries(alice.page, 'bloom', begun[1]);
    const [own, others] = [await alice.page.evaluate(() => window.testArrived.length), 3];
    if (own !== others + 2 * messagesEach) throw new Error(`One page shows ${own} messages`);
    const figures = {
        delivery: print('delivery: stored and shown', [...there, ...back]),
        typing: print('typing', await typing(alice.page, bloom.page, typingSamples)),
        'read receipts': print('read receipts', await reads(alice, bloom, readSamples)),
    };
    console.log(`${2 * messagesEach} messages arrived, each once and in order.`);
    for (const [name, value] of Object.entries(figures)) {
        if (value <= aimMs) continue;
        console.log(`The aim for ${name} is ${aimMs} ms (p95) on a machine of its own.`);
        if (value > gross * aimMs) process.exitCode = 1;
    }
} finally {
    await parts.close();
}
