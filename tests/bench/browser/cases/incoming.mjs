// What an incoming message costs the page: 1,000 of them a millisecond apart, and some so far apart
// that each arrives by itself.

import { digits, median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { measureArrivals } from '../arrivals.mjs';
import { contenders } from '../contenders.mjs';

const sizes = [100, 300, 2_000, 20_000];
const kinds = [true, false].flatMap((ascii) =>
    sizes.map((textBytes) => ({ textBytes, ascii, paceMs: 1, count: 1000 })),
);
kinds.push({ textBytes: 300, ascii: true, paceMs: 12, count: 300 });

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    const rows = [];
    const checks = [];
    const groups = [];
    for (const order of kinds) {
        const { textBytes, ascii, paceMs, count } = order;
        const costs = await measureArrivals(page, server, rounds, order);
        const of = (/** @type {string} */ file) => {
            const { task, cpu } = costs(file);
            const all = engine.name === 'Chromium' ? task : cpu;
            return all.map((ms) => (ms * 1000) / count);
        };
        const ratio = median(of('messaging-wasm')) / median(of('plain'));
        const apart = paceMs > 1 ? `, ${paceMs} ms apart` : '';
        const what = `${textBytes} B${ascii ? '' : ', not ASCII'}${apart}`;
        const cells = contenders.map(({ file }) => withSpread(of(file)));
        rows.push([what, ...cells, digits(ratio)]);
        checks.push({ what: `a message of ${what}, against plain`, value: ratio, max: 1 });
        const values = contenders.map(({ file, name }) => ({ name, value: median(of(file)) }));
        if (ascii) groups.push({ name: what, values });
    }
    await page.close();
    const head = ['Text', ...contenders.map(({ name }) => name), 'messaging-wasm / plain'];
    const title = 'Main thread for a message that comes, µs';
    return { text: table(head, rows), checks, bars: { title, groups } };
}
