// Idle pages, each with a server and a counting proxy of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { refuseSockets, startReferenceServer } from '../../e2e/support/servers.js';
import { newConversation, signIn } from '../../server/support.ts';
import { startCountingProxy } from './counting_proxy.mjs';

/**
 * @typedef {object} Waiting
 * @property {string} name
 * @property {number} requestsMax an hour
 * @property {{ requests: number, attempts: number, bytes: number, hours: number }} counts
 * @property {() => Promise<void>} close
 */

const conversations = 20;
const messages = 20;
const originalIntervalMs = 5000;
/** Of our pages, per hour. */
const requestsMax = { connected: 0, 'polling, visible': 120, 'polling, hidden': 30 };

/** @param {import('@playwright/test').Browser} browser */
async function openPage(browser) {
    const server = await startReferenceServer();
    const proxy = await startCountingProxy(server.port);
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    const ids = [];
    for (let made = 0; made < conversations; made++) {
        ids.push(await newConversation(server, [alice, bloom]));
    }
    for (let sent = 0; sent < messages; sent++) {
        await bloom.post(`/api/messages/${ids[0]}`, { message: `Is Saturday still free? ${sent}` });
    }
    const context = await browser.newContext({ baseURL: proxy.url });
    const value = alice.cookies.get('token') ?? '';
    await context.addCookies([{ name: 'token', value, url: proxy.url, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto('/e2e/page.html');
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    return { server, proxy, page, ids };
}

/**
 * @param {Awaited<ReturnType<typeof openPage>>} opened
 * @param {string} name
 * @param {number} requestsMax
 * @returns {Promise<Waiting>}
 */
async function count({ server, proxy, page }, name, requestsMax) {
    // Requests that the change to this state has caused do not count.
    await sleep(4000);
    const counts = { requests: 0, attempts: 0, bytes: 0, hours: 0 };
    page.on('request', (request) => {
        if (request.url().includes('/api/')) counts.requests += 1;
        if (request.url().includes('/socket.io/')) counts.attempts += 1;
    });
    page.on('websocket', () => {
        counts.attempts += 1;
    });
    const bytes = () => proxy.counts.up + proxy.counts.down;
    const [bytesBefore, begin] = [bytes(), performance.now()];
    return {
        name,
        requestsMax,
        counts,
        async close() {
            counts.bytes = bytes() - bytesBefore;
            counts.hours = (performance.now() - begin) / 3_600_000;
            proxy.close();
            await server.close();
        },
    };
}

/**
 * A page with the product's defaults that follows everything.
 * @param {import('@playwright/test').Browser} browser
 * @param {'connected' | 'polling, visible' | 'polling, hidden'} name
 */
export async function ownPage(browser, name) {
    const opened = await openPage(browser);
    const { server, page, ids } = opened;
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
    if (name !== 'connected') {
        refuseSockets(server);
        await page.waitForFunction(() => window.system.state === 'polling');
    }
    if (name === 'polling, hidden') {
        await page.evaluate(() => {
            Object.defineProperty(document, 'hidden', { value: true });
            Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
            document.dispatchEvent(new Event('visibilitychange'));
        });
    }
    return count(opened, name, requestsMax[name]);
}

/**
 * What the original did before it had sockets: fetch the open conversation's messages every 5 s.
 * @param {import('@playwright/test').Browser} browser
 */
export async function originalPage(browser) {
    const opened = await openPage(browser);
    await opened.page.evaluate(
        ([id, intervalMs]) => {
            setInterval(async () => {
                const answer = await fetch(`/api/messages/${id}`, { credentials: 'include' });
                await answer.json();
            }, Number(intervalMs));
        },
        [opened.ids[0], originalIntervalMs],
    );
    return count(opened, "the original's polling", Number.POSITIVE_INFINITY);
}
