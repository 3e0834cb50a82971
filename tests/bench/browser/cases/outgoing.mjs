import { digits, quantile } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { contenders } from '../contenders.mjs';

const sends = 100;

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    /** @type {Map<string, { wire: number[], acknowledged: number[] }>} */
    const all = new Map(contenders.map(({ file }) => [file, { wire: [], acknowledged: [] }]));
    for (let round = 0; round <= rounds; round++) {
        for (const { file } of contenders) {
            const conversationId = await server.converse();
            await page.evaluate((name) => window.bench.open(name), file);
            await page.evaluate((id) => window.bench.follow(id), conversationId);
            for (let sent = 0; sent < sends; sent++) {
                const text = `Message ${round} ${sent}`;
                const { wire, acknowledged } = await page.evaluate(
                    ([id = '', words = '']) => window.bench.send(id, words),
                    [conversationId, text],
                );
                if (round === 0) continue;
                all.get(file)?.wire.push(wire);
                all.get(file)?.acknowledged.push(acknowledged);
            }
            await page.evaluate(() => window.bench.close());
        }
    }
    await page.close();
    const rows = contenders.map(({ file, name }) => {
        const { wire, acknowledged } = all.get(file) ?? { wire: [], acknowledged: [] };
        const figures = [
            ...[0.5, 0.99].map((share) => quantile(wire, share)),
            ...[0.5, 0.99].map((share) => quantile(acknowledged, share)),
        ];
        const way = ['messaging-wasm', 'plain'].includes(file) ? 'POST' : 'socket';
        return [name, way, ...figures.map(digits)];
    });
    const to = ['to the wire, p50', 'p99', 'acknowledged, p50', 'p99'];
    return { text: table(['', 'by', ...to.map((one) => `${one}, ms`)], rows), checks: [] };
}
