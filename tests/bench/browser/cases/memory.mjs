// Memory after a garbage collection: at the start, with 10,000 messages, and after 1,000,000 have
// passed through. Chromium only, since Firefox does not report it.
import { megabytes } from '../../../e2e/support/measure.js';
import { table } from '../../table.mjs';
import { endOf } from '../sender.ts';

const part = 100_000;
/** Growth that is not due to messages: optimized code, feedback about calls. */
const growthBytesMax = 2 ** 19;

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, messages }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    const rows = [];
    let grown = { heap: 0, wasm: 0 };
    for (const file of ['messaging-wasm', 'plain']) {
        await page.reload();
        const conversationId = await server.converse();
        await page.evaluate((name) => window.bench.open(name), file);
        await page.evaluate((id) => window.bench.follow(id), conversationId);
        let seq = 2;
        const memory = async () => (await page.memory?.()) ?? { heap: 0, wasm: 0 };
        const sendUpTo = async (/** @type {number} */ count) => {
            const order = { conversationId, seq, count: count - seq + 1, paceMs: 0 };
            const shown = page.evaluate((end) => window.bench.shows(end), endOf(count));
            await server.send({ protocol: 'socket.io', ...order, textBytes: 300, ascii: true });
            seq = count + 1;
            await shown;
        };
        const cells = [await memory()];
        await sendUpTo(10_000);
        cells.push(await memory());
        // A client that keeps everything gets no more than it can hold.
        const last = file === 'plain' ? part : messages;
        for (let count = part; count <= last; count += part) {
            await sendUpTo(count);
            if (count === part || count === last) cells.push(await memory());
        }
        if (cells.length < 4) cells.push({ heap: Number.NaN, wasm: 0 });
        const [, , warm, end] = cells;
        if (file === 'messaging-wasm' && warm && end) {
            grown = { heap: end.heap - warm.heap, wasm: end.wasm - warm.wasm };
        }
        rows.push([file, ...cells.map(both)]);
        await page.evaluate(() => window.bench.close());
    }
    await page.close();
    const counts = [10_000, part, messages].map(
        (count) => `${count.toLocaleString('en')} messages`,
    );
    return {
        text: table(['heap + memory of the core', 'at the start', ...counts], rows),
        checks: [
            { what: 'bytes of heap grown', value: grown.heap, max: growthBytesMax },
            { what: 'bytes of the core grown', value: grown.wasm, max: 0 },
        ],
    };
}

/** @param {{ heap: number, wasm: number }} memory */
function both({ heap, wasm }) {
    if (Number.isNaN(heap)) return '–';
    return wasm > 0 ? `${megabytes(heap)} + ${megabytes(wasm)}` : megabytes(heap);
}
