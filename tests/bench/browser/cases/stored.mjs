// What an event costs after very many others.

import { digits, median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { endOf } from '../sender.ts';

const measured = 2_000;
const fills = [100, 10_000, 100_000];
const ratioMax = 1.2;
const kind = { textBytes: 300, ascii: true };

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    const rows = [];
    let ratio = Number.NaN;
    for (const file of ['messaging-wasm', 'plain']) {
        let conversationId = '';
        let seq = 2;
        const begin = async () => {
            conversationId = await server.converse();
            seq = 2;
            await page.evaluate((id) => window.bench.follow(id), conversationId);
        };
        const send = async (/** @type {number} */ count) => {
            const shown = page.evaluate((end) => window.bench.shows(end), endOf(seq + count - 1));
            const order = { conversationId, seq, count, paceMs: 0, ...kind };
            await server.send({ protocol: 'socket.io', ...order });
            seq += count;
            await shown;
        };
        await page.evaluate((name) => window.bench.open(name), file);
        // Code that has not run often is slow: the first thousands go to another conversation.
        await begin();
        await send(5 * measured);
        await begin();
        const costs = [];
        for (const fill of fills) {
            if (fill > seq) await send(fill - seq);
            const each = [];
            for (let round = 0; round < rounds; round++) {
                await page.collect();
                const before = await page.cost();
                await send(measured);
                const after = await page.cost();
                const ms = (after.task ?? after.cpu) - (before.task ?? before.cpu);
                each.push((ms * 1000) / measured);
            }
            costs.push(each);
        }
        await page.evaluate(() => window.bench.close());
        const [few = [], , many = []] = costs;
        if (file === 'messaging-wasm') ratio = median(many) / median(few);
        rows.push([file, ...costs.map(withSpread), digits(median(many) / median(few))]);
    }
    await page.close();
    const head = [
        '',
        ...fills.map((fill) => `${fill.toLocaleString('en')} messages`),
        'last / first',
    ];
    return {
        text: table(head, rows),
        checks: [
            { what: 'an event at 100,000 messages, against 100', value: ratio, max: ratioMax },
        ],
    };
}
