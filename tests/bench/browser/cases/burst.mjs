import { digits, median, withSpread } from '../../statistics.mjs';
import { table } from '../../table.mjs';
import { measureArrivals } from '../arrivals.mjs';
import { contenders } from '../contenders.mjs';

const sent = 20_000;

/** @param {import('../run.mjs').Bench} bench @returns {Promise<import('../run.mjs').Outcome>} */
export async function run({ engine, server, rounds }) {
    const page = await engine.open(`${server.url}/bench/page.html`);
    const order = { count: sent, textBytes: 300, ascii: true, paceMs: 0 };
    const costs = await measureArrivals(page, server, rounds, order);
    await page.close();
    const walls = new Map(contenders.map(({ file }) => [file, median(costs(file).wall)]));
    const floor = walls.get('floor') ?? Number.NaN;
    const rows = contenders.map(({ file, name }) => {
        const { wall, cpu, task } = costs(file);
        const seconds = wall.map((ms) => ms / 1000);
        const perMessage = (/** @type {number[]} */ values) =>
            withSpread(values.map((ms) => (ms * 1000) / sent));
        const ratio = digits(median(wall) / floor);
        return [name, withSpread(seconds), ratio, perMessage(cpu), perMessage(task)];
    });
    const head = ['', 'seconds', 'times the floor', 'CPU µs each', 'TaskDuration µs each'];
    return {
        text: table(head, rows),
        bars: bars(),
        checks: [
            {
                what: 'time for a burst, against WebSocket and JSON.parse',
                value: (walls.get('messaging-wasm') ?? Number.NaN) / floor,
                max: 1.1,
            },
        ],
    };

    function bars() {
        const values = contenders.map(({ file, name }) => ({ name, value: walls.get(file) ?? 0 }));
        return { title: '20,000 messages at once, ms', groups: [{ name: '', values }] };
    }
}
