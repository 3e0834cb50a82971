// `npm run test:leaks -- --reconnects N`; `--docs` writes the table to docs/reliability.md.
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { writeFigures } from '../../../scripts/figures.mjs';
import { signIn } from '../../server/support.ts';
import { launchOptions } from '../support/browser.js';
import { measure, megabytes } from '../support/measure.js';
import { startReferenceServer } from '../support/servers.js';
import { reconnect, reconnectOften } from './reconnects.js';

const { values } = parseArgs({
    options: {
        reconnects: { type: 'string', default: '10000' },
        docs: { type: 'boolean', default: false },
    },
});
const reconnects = Number(values.reconnects);
if (!(reconnects >= 10)) throw new Error('--reconnects must be a number, at least 10');
/** Allows for compiled code and call feedback, which grow without a leak. */
const heapGrowthMax = 2 ** 20;

const wedding = 'thd_wedding';
const browser = await chromium.launch(launchOptions);
const server = await startReferenceServer();
try {
    const person = await signIn(server, 'usr_alice');
    const context = await browser.newContext({ baseURL: server.url });
    const value = person.cookies.get('token') ?? '';
    await context.addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    const page = await context.newPage();
    await measure(page);
    await page.goto('/e2e/page.html');
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate(
        ([id, delays]) => {
            window.system.configure({ user: { id: 'usr_alice' }, reconnect: delays });
            window.followConversations('usr_alice', 'customer');
            window.followUnread();
            window.follow(id);
        },
        /** @type {const} */ ([wedding, reconnect]),
    );
    await page.waitForFunction((id) => window.record.lists[id]?.length, wedding);
    const samples = await reconnectOften(page, server, reconnects, 10);
    const lines = samples.map((one) => {
        const bytes = [megabytes(one.heap), megabytes(one.wasm)];
        const cells = [one.reconnects, ...bytes, one.listeners, one.nodes, one.documents];
        return `| ${cells.join(' | ')} |`;
    });
    const table = [
        '| Reconnects | JavaScript heap | Memory of the core | Listeners | Nodes | Documents |',
        '|---:|---:|---:|---:|---:|---:|',
        ...lines,
    ].join('\n');
    console.log(table);
    if (values.docs) writeFigures('docs/reliability.md', table, 'leaks');
    const [, warm] = samples;
    const last = samples.at(-1);
    if (!warm || !last) throw new Error('Nothing was measured');
    const wrong = ['wasm', 'listeners', 'nodes', 'documents'].filter(
        (name) => Reflect.get(last, name) > Reflect.get(warm, name),
    );
    if (last.heap - warm.heap > heapGrowthMax) wrong.push('heap');
    for (const name of wrong) console.log(`More than after the first tenth: ${name}`);
    console.log(`${wrong.length === 0 ? 1 : 0} passed, ${wrong.length} failed`);
    if (wrong.length > 0) process.exitCode = 1;
} finally {
    await browser.close();
    await server.close();
}
