// The first connection to a distant server with empty caches: then the number of successive round
// trips counts.

import { median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { contenders } from '../contenders.mjs';
import { startDistant } from '../distant.mjs';

const roundTripsMs = [50, 150];
const starts = 3;

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const servers = await Promise.all(roundTripsMs.map((ms) => startDistant(server.url, ms)));
    /** @type {Map<string, number[]>} */
    const times = new Map();
    const of = (/** @type {string} */ file, /** @type {number} */ ms) =>
        times.get(`${file} ${ms}`) ?? [];
    for (let round = 0; round < rounds * starts; round++) {
        for (const [index, ms] of roundTripsMs.entries()) {
            for (const { file } of contenders) {
                const page = await engine.open(`${servers[index]?.url}/bench/page.html`);
                const { online } = await page.evaluate((name) => window.bench.open(name), file);
                await page.close();
                times.set(`${file} ${ms}`, [...of(file, ms), online]);
            }
        }
    }
    for (const distant of servers) distant.close();
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
