// The page on one host, the server on another: REST, cookies, CSRF and the socket across them.
import { freePort } from '../../scripts/setup/free_port.mjs';
import { signIn } from '../server/support.ts';
import { wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    followMessages,
    testPagePath,
    waitForEvents,
    waitForState,
    waitForText,
} from './support/test_page.js';

/**
 * Signs in from the page, as a form there would.
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 */
function signInAcross(page, url) {
    return page.evaluate(async (server) => {
        const credentials = /** @type {const} */ ('include');
        const { csrfToken } = await (
            await fetch(`${server}/api/csrf-token`, { credentials })
        ).json();
        const { status } = await fetch(`${server}/api/auth/login`, {
            method: 'POST',
            credentials,
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
            body: JSON.stringify({ userId: 'usr_alice' }),
        });
        return status;
    }, url);
}

/** @type {Array<[words: string, pagesHost: string, serverHost: string]>} */
const cases = [
    ['two ports of one host', '127.0.0.1', '127.0.0.1'],
    // Same site: across sites Chromium withholds cookies unless the connection is encrypted.
    ['two hosts', 'pages.shop.localhost', 'api.shop.localhost'],
];

for (const [words, pagesHost, serverHost] of cases) {
    test(`messaging works with page and server on ${words}`, async ({ startServer, visit }) => {
        const port = await freePort();
        const url = `http://${serverHost}:${port}`;
        const pages = await startServer({ origins: [url] });
        const pagesUrl = pages.url.replace('127.0.0.1', pagesHost);
        const server = await startServer({ port, origins: [pagesUrl] });
        const page = await visit({ url: pagesUrl }, { path: testPagePath });
        expect(await signInAcross(page, url)).toBe(200);
        await configure(page, { url, user: { id: 'usr_alice', role: 'customer' } });
        await connect(page);
        await followMessages(page, wedding);
        const id = await page.evaluate(
            (to) => window.system.sendMessage(to, { message: 'Across' }),
            wedding,
        );
        expect(id).toMatch(/^msg_/);
        const bloom = await signIn(server, 'usr_bloom');
        const wire = await bloom.subscribe(wedding);
        await bloom.send(wedding, 'And back');
        await waitForText(page, wedding, 'And back');
        await page.evaluate((to) => window.system.sendTypingStatus(to, true), wedding);
        expect(await wire.next('typing:status')).toMatchObject({ userId: 'usr_alice' });
        await page.evaluate((to) => window.system.markMessagesAsRead(to, ''), wedding);
        expect(await wire.next('message:read')).toMatchObject({ userId: 'usr_alice' });
        expect(await page.evaluate(() => window.manager.refreshUnreadCount())).toBeGreaterThan(0);
        bloom.leave();
    });
}

test('a page of an origin that is not allowed gets neither responses nor a socket', async ({
    startServer,
    server,
    visit,
}) => {
    const pages = await startServer({ origins: [server.url] });
    const page = await visit(pages, { path: testPagePath, faults: true });
    await configure(page, { url: server.url, user: { id: 'usr_alice' } });
    await page.evaluate((id) => {
        window.system.initWebSocket();
        window.follow(id);
    }, wedding);
    await waitForState(page, 'offline');
    const [error] = await waitForEvents(page, 'messaging:error');
    expect(error).toMatchObject({ operation: 'messages', code: 'network' });
    expect(server.io.engine.clientsCount).toBe(0);
    expect(await page.evaluate((id) => window.record.lists[id], wedding)).toEqual([]);
});
