// Real requests in real minutes: connected and idle; and polling with 1 and with 20 conversations.
//     npm run bench:idle -- --minutes 5
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launchOptions } from '../e2e/support/browser.js';
import { refuseSockets, startReferenceServer } from '../e2e/support/servers.js';
import { newConversation, signIn } from '../server/support.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes must be a positive number');

const perHourMax = 120;
const browser = await chromium.launch(launchOptions);

/**
 * Prepares a page with the product's defaults, everything watched.
 * @param {number} conversations
 * @param {boolean} isConnected
 */
async function prepare(conversations, isConnected) {
    const server = await startReferenceServer();
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    const ids = [];
    for (let made = 0; made < conversations; made++) {
        ids.push(await newConversation(server, [alice, bloom]));
    }
    const context = await browser.newContext({ baseURL: server.url });
    const value = alice.cookies.get('token') ?? '';
    await context.addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto('/e2e/page.html');
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate((all) => {
        window.system.configure({ user: { id: 'usr_alice' } });
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
        for (const id of all) window.follow(id);
    }, ids);
    await page.waitForFunction(
        (all) => window.system.isConnected && all.every((id) => window.record.lists[id]?.length),
        ids,
    );
    if (!isConnected) {
        refuseSockets(server);
        await page.waitForFunction(() => window.system.state === 'polling');
    }
    // What the change itself has caused is no part of the idling.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const counts = { requests: 0, sockets: 0 };
    page.on('request', (request) => {
        if (request.url().includes('/api/')) counts.requests += 1;
    });
    page.on('websocket', () => {
        counts.sockets += 1;
    });
    const name = `${isConnected ? 'connected' : 'polling'}, ${conversations} open`;
    return { name, counts, isConnected, close: () => server.close() };
}

try {
    const cases = [await prepare(20, true), await prepare(1, false), await prepare(20, false)];
    await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
    console.log(`In ${minutes} minutes:${' '.repeat(8)}requests   per hour   attempts to connect`);
    for (const { name, counts, isConnected, close } of cases) {
        const { requests, sockets } = counts;
        const perHour = Math.round((requests * 60) / minutes);
        const line = [name.padEnd(22), requests, perHour, sockets];
        console.log(line.map((one) => String(one).padStart(9)).join('  '));
        // One round may lie at either end.
        const most = isConnected ? 0 : Math.ceil((perHourMax * minutes) / 60) + 1;
        if (requests > most) {
            console.log(`  at most ${most} were expected`);
            process.exitCode = 1;
        }
        await close();
    }
} finally {
    await browser.close();
}
