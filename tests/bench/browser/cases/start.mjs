// Time from the import of a module until it can be used, and until the first connection.

import { digits, median } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { contenders } from '../contenders.mjs';

const readyMsMax = 30;
const starts = 5;

const everybody = [...contenders, { file: 'files', name: 'the files of messaging-wasm alone' }];

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const rates = engine.name === 'Chromium' ? [1, 4] : [1];
    /** @type {Map<string, { ready: number[], online: number[] }>} */
    const all = new Map();
    for (let round = 0; round < rounds * starts; round++) {
        for (const rate of rates) {
            for (const { file } of everybody) {
                // In a context of its own, so that nothing is cached.
                const page = await engine.open(`${server.url}/bench/page.html`);
                await page.throttle?.(rate);
                for (const cache of ['cold', 'warm']) {
                    if (cache === 'warm') await page.reload();
                    const { ready, online } = await page.evaluate(
                        (name) => window.bench.open(name),
                        file,
                    );
                    const key = `${file} ${cache} ${rate}`;
                    const times = all.get(key) ?? { ready: [], online: [] };
                    all.set(key, times);
                    times.ready.push(ready);
                    times.online.push(online);
                }
                await page.close();
            }
        }
    }
    const of = (/** @type {string} */ key) => {
        const { ready, online } = all.get(key) ?? { ready: [], online: [] };
        return { ready: median(ready), online: median(online) };
    };
    const rows = everybody.map(({ file, name }) => {
        const cells = rates.flatMap((rate) =>
            ['cold', 'warm'].flatMap((cache) => {
                const { ready, online } = of(`${file} ${cache} ${rate}`);
                return [digits(ready), digits(online)];
            }),
        );
        return [name, ...cells];
    });
    const head = rates.flatMap((rate) =>
        ['cold', 'warm'].flatMap((cache) => {
            const slow = rate === 1 ? '' : `, CPU ${rate} times slower`;
            return [`ready, ${cache}${slow}`, `online, ${cache}${slow}`];
        }),
    );
    const ours = of('messaging-wasm cold 1');
    return {
        text: table(['', ...head.map((one) => `${one}, ms`)], rows),
        checks: [
            { what: 'ms from import to ready, cold', value: ours.ready, max: readyMsMax },
            {
                what: 'first online, against socket.io-client, cold',
                value: ours.online / of('socket.io-client cold 1').online,
                max: 1,
            },
        ],
    };
}
