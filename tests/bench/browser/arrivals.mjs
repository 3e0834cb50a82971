// Sends messages to each contender in turn, and records what they cost the page.
import { contenders } from './contenders.mjs';
import { endOf } from './sender.ts';

/**
 * @typedef {object} Costs one entry for each round, in ms for all messages
 * @property {number[]} cpu
 * @property {number[]} task
 * @property {number[]} script
 * @property {number[]} wall
 */

/**
 * The costs by the file of a contender. Runs one more round than asked for: the first warms up.
 * @param {import('./engines.mjs').Page} page
 * @param {import('./bench_server.mjs').BenchServer} server
 * @param {number} rounds
 * @param {Pick<import('./sender.ts').Order, 'count' | 'textBytes' | 'ascii' | 'paceMs'>} order
 */
export async function measureArrivals(page, server, rounds, order) {
    /** @type {(file: string) => [string, Costs]} */
    const none = (file) => [file, { cpu: [], task: [], script: [], wall: [] }];
    const all = new Map(contenders.map(({ file }) => none(file)));
    for (let round = 0; round <= rounds; round++) {
        for (const contender of contenders) {
            const cost = await measureOnce(page, server, contender, order);
            if (round === 0) continue;
            for (const [name, values] of Object.entries(all.get(contender.file) ?? {})) {
                values.push(Reflect.get(cost, name));
            }
        }
    }
    return (/** @type {string} */ file) => /** @type {Costs} */ (all.get(file));
}

/**
 * @param {import('./engines.mjs').Page} page
 * @param {import('./bench_server.mjs').BenchServer} server
 * @param {import('./contenders.mjs').Contender} contender
 * @param {Pick<import('./sender.ts').Order, 'count' | 'textBytes' | 'ascii' | 'paceMs'>} order
 */
async function measureOnce(page, server, { file, protocol }, order) {
    const conversationId = await server.converse();
    await page.evaluate((name) => window.bench.open(name), file);
    await page.evaluate((id) => window.bench.follow(id), conversationId);
    await page.collect();
    const seq = 2;
    const before = await page.cost();
    const start = performance.now();
    const shown = page.evaluate((end) => window.bench.shows(end), endOf(seq + order.count - 1));
    await server.send({ protocol, conversationId, seq, ...order });
    await shown;
    const wall = performance.now() - start;
    const after = await page.cost();
    await page.evaluate(() => window.bench.close());
    return {
        cpu: after.cpu - before.cpu,
        task: (after.task ?? Number.NaN) - (before.task ?? Number.NaN),
        script: (after.script ?? Number.NaN) - (before.script ?? Number.NaN),
        wall,
    };
}
