// The first connection where the server is far away and nothing is in any cache: then the round
// trips count that one after the other takes. What a network does to bandwidth is left out.

import { startFaultProxy } from '../../../e2e/support/fault_proxy.js';
import { median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { contenders } from '../contenders.mjs';

const roundTripsMs = [50, 150];
const starts = 3;

/** The server as it is seen from afar. @param {string} url @param {number} roundTripMs */
async function startDistant(url, roundTripMs) {
    const proxy = await startFaultProxy(Number(new URL(url).port));
    proxy.onConnection = (connection) => {
        // What is sent at once waits until the connection would be there.
        connection.delay(1.5 * roundTripMs);
        setTimeout(() => connection.delay(roundTripMs / 2), roundTripMs);
    };
    return proxy;
}

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const proxies = await Promise.all(roundTripsMs.map((ms) => startDistant(server.url, ms)));
    /** @type {Map<string, number[]>} */
    const times = new Map();
    const of = (/** @type {string} */ file, /** @type {number} */ ms) =>
        times.get(`${file} ${ms}`) ?? [];
    for (let round = 0; round < rounds * starts; round++) {
        for (const [index, ms] of roundTripsMs.entries()) {
            for (const { file } of contenders) {
                const page = await engine.open(`${proxies[index]?.url}/bench/page.html`);
                const { online } = await page.evaluate((name) => window.bench.open(name), file);
                await page.close();
                times.set(`${file} ${ms}`, [...of(file, ms), online]);
            }
        }
    }
    await Promise.all(proxies.map((proxy) => proxy.close()));
    const rows = contenders.map(({ file, name }) => [
        name,
        ...roundTripsMs.map((ms) => withSpread(of(file, ms))),
    ]);
    return {
        text: table(['', ...roundTripsMs.map((ms) => `online, ${ms} ms away, ms`)], rows),
        checks: roundTripsMs.map((ms) => ({
            what: `first online, ${ms} ms away, against socket.io-client, cold`,
            value: median(of('messaging-wasm', ms)) / median(of('socket.io-client', ms)),
            max: 1,
        })),
    };
}
