// What a new core must not inherit (back/forward cache, another leader), and how a page starts.
import { addHistory, arriveAtElements, choose } from './support/elements_page.js';
import { arrive, arriveAndFollow, bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { waitForOnline, waitForState } from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
async function leaveAndReturn(page) {
    await page.goto('/e2e/blank.html');
    await page.goBack({ waitUntil: 'commit' });
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'online');
}

test('a typing indicator does not survive the back/forward cache', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const other = await arriveAndFollow(enter, server, { user: bloom });
    const line = page.locator('messaging-thread .typing').first();
    await other.evaluate((id) => window.system.sendTypingStatus(id, true), wedding);
    await expect(line).toBeVisible();
    await page.goto('/e2e/blank.html');
    // The page misses this.
    await other.evaluate((id) => window.system.sendTypingStatus(id, false), wedding);
    await page.goBack({ waitUntil: 'commit' });
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'online');
    await expect(line).toBeHidden();
});

test('after back navigation one can scroll to older messages again', async ({ server, enter }) => {
    await addHistory(server, 220);
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const log = page.locator('messaging-thread .log');
    const first = page.locator('.message').getByText('Older 0', { exact: true });
    const scrollUp = () =>
        expect(async () => {
            await log.evaluate((one) => {
                one.scrollTop = one.scrollTop > 0 ? 0 : 40;
            });
            expect(await first.count()).toBe(1);
        }).toPass();
    await scrollUp();
    await leaveAndReturn(page);
    await expect(first).toHaveCount(0);
    await scrollUp();
});

test('bytes that are emitted before the core starts arrive', async ({ server, enter }) => {
    /** @type {unknown[]} */
    const heard = [];
    server.io.on('connection', (socket) => {
        socket.on('blob', (bytes) => heard.push([...bytes]));
        socket.on('later', (number) => heard.push(number));
    });
    const before = (/** @type {Page} */ page) =>
        page.addInitScript(() => {
            const { request } = LockManager.prototype;
            LockManager.prototype.request = async function (/** @type {any[]} */ ...args) {
                await new Promise((resolve) => setTimeout(resolve, 600));
                return Reflect.apply(request, this, args);
            };
        });
    const page = await arrive(enter, server, {}, { before });
    await page.evaluate(async () => {
        window.system.initWebSocket();
        await window.system.ready;
        window.system.socket?.emit('blob', new Uint8Array([1, 2, 3]));
    });
    await waitForOnline(page);
    await page.evaluate(() => void window.system.socket?.emit('later', 4));
    await expect.poll(() => heard).toEqual([[1, 2, 3], 4]);
});

test('a page reports within seconds that the browser is offline', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    await page.context().setOffline(true);
    const since = Date.now();
    await page.waitForFunction(() => !window.system.isConnected);
    // The liveness check takes 2 s; the rest guards against gross failure.
    expect(Date.now() - since).toBeLessThan(10_000);
    await page.context().setOffline(false);
    await waitForState(page, 'online');
});

test('elements that are imported late do not wait for images', async ({ server, enter }) => {
    const path = '/e2e/late.html';
    const page = await enter(server, 'usr_alice', {
        path: '/e2e/blank.html',
        before: async (page) => {
            await page.route('**/e2e/slow.png', () => {});
            await page.route(`**${path}`, (route) =>
                route.fulfill({
                    contentType: 'text/html',
                    body: `<!doctype html><title>Late</title>
                        <messaging-thread conversation-id="${wedding}"></messaging-thread>
                        <img src="/e2e/slow.png" alt="">
                        <script type="module">
                            import messaging from '/messaging.js';
                            messaging.configure({ user: { id: 'usr_alice', role: 'customer' } });
                            addEventListener('DOMContentLoaded', () => {
                                setTimeout(() => import('/elements.js'), 50);
                            });
                        </script>`,
                }),
            );
        },
    });
    await page.goto(path, { waitUntil: 'commit' });
    await expect(page.locator('.message').first()).toBeVisible();
    expect(await page.evaluate(() => document.readyState)).toBe('interactive');
});
