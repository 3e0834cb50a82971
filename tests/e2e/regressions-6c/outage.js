import { signIn } from '../../server/support.ts';
import { arrive, arriveAndFollow, storeSilently, wedding } from '../support/people.js';
import { refuseSockets } from '../support/servers.js';
import { expect, test } from '../support/test.ts';
import {
    connect,
    countRequests,
    details,
    followMessages,
    texts,
    toasts,
    waitForOffline,
    waitForOnline,
    waitForState,
    waitForText,
} from '../support/test_page.js';

const polling = 'Using fallback polling mode (0.25s intervals)';
const reconnected = 'Reconnected - real-time messaging active';

test('old-6C-1 old-6C-21 with several managers, an outage and its end show one toast each', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => {
        for (let made = 0; made < 3; made++) new window.messaging.MessagingManager();
    });
    const allowSockets = refuseSockets(server);
    await expect.poll(() => toasts(page)).toEqual([polling]);
    await waitForState(page, 'polling');
    allowSockets();
    await waitForOnline(page);
    await expect.poll(() => toasts(page)).toEqual([polling, reconnected]);
    // A short outage causes no toast.
    server.io.disconnectSockets(true);
    await waitForOffline(page);
    await waitForOnline(page);
    expect(await toasts(page)).toEqual([polling, reconnected]);
});

test('old-6C-3 the unread count follows messages and read marks after connecting', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    await page.evaluate(() => window.followUnread());
    await connect(page);
    await page.waitForFunction(() => window.record.counts.length > 0);
    const before = await page.evaluate(() => window.record.counts.at(-1) ?? 0);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'One more');
    const newest = () => page.evaluate(() => window.record.counts.at(-1));
    await expect.poll(newest).toBe(before + 1);
    await page.evaluate((id) => window.system.markMessagesAsRead(id, 'usr_alice'), wedding);
    await expect.poll(newest).toBeLessThan(before + 1);
});

test('old-6C-3 the unread count follows messages of an older server, too', async ({
    startPlain,
    visit,
}) => {
    const server = await startPlain({ events: true });
    const context = await (await visit(server)).context();
    await context.addCookies([{ name: 'token', value: 'usr_carol', url: server.url }]);
    const page = await visit(server, { context, path: '/e2e/page.html' });
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate(() => void window.system.configure({ user: { id: 'usr_carol' } }));
    await page.evaluate(() => window.followUnread());
    await connect(page);
    const newest = () => page.evaluate(() => window.record.counts.at(-1));
    await expect.poll(newest).toBe(0);
    const { Person } = await import('../../server/support.ts');
    const sam = new Person(server, 'usr_sam', new Map([['token', 'usr_sam']]));
    await sam.get('/api/csrf-token');
    await sam.send('thd_first', 'Hello');
    await expect.poll(newest).toBe(1);
});

test('old-6C-4 polling begins at once and covers messages, list and unread count', async ({
    server,
    enter,
}) => {
    // The interval is too long to wait for, so everything comes with the first poll.
    const page = await arriveAndFollow(enter, server, { pollIntervalMs: 60_000 });
    await page.evaluate(() => {
        window.manager.startUnreadCountPolling(60_000);
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
    });
    await page.waitForFunction(() => window.record.counts.length > 0);
    const count = await page.evaluate(() => window.record.counts.at(-1) ?? 0);
    refuseSockets(server);
    await waitForOffline(page);
    await storeSilently(server, 'While it was away');
    await waitForText(page, wedding, 'While it was away');
    await expect.poll(() => page.evaluate(() => window.record.counts.at(-1))).toBe(count + 1);
    const preview = () => page.evaluate(() => window.record.conversations.at(-1)?.[0]?.lastMessage);
    await expect.poll(preview).toBe('While it was away');
    expect(await toasts(page)).toEqual(['Using fallback polling mode (60s intervals)']);
});

test('old-6C-5 unsubscribing from the list does not stop the other polling', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => {
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
    });
    await page.waitForFunction(() => window.record.conversations.length > 0);
    refuseSockets(server);
    await waitForState(page, 'polling');
    await page.evaluate(() => window.unfollow('conversations'));
    const count = await page.evaluate(() => window.record.counts.at(-1) ?? 0);
    const lists = await page.evaluate(() => window.record.conversations.length);
    await storeSilently(server, 'Polled all the same');
    await waitForText(page, wedding, 'Polled all the same');
    await expect.poll(() => page.evaluate(() => window.record.counts.at(-1))).toBe(count + 1);
    expect(await page.evaluate(() => window.record.conversations.length)).toBe(lists);
});

test('old-6C-10 a failed refetch clears neither list nor conversation and is reported', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => window.followConversations('usr_alice', 'customer'));
    await page.waitForFunction(() => window.record.conversations.length > 0);
    const before = await texts(page, wedding);
    let refused = 0;
    await page.route('**/api/messages/**', (route) => {
        refused += 1;
        if (refused % 3 === 0) return route.abort();
        if (refused % 3 === 1) return route.fulfill({ status: 500, body: '<html>Oops</html>' });
        return route.fulfill({ status: 200, contentType: 'text/html', body: '<p>Login</p>' });
    });
    await page.evaluate(() => window.system.refresh());
    await expect
        .poll(async () => (await details(page, 'messaging:error')).length)
        .toBeGreaterThan(2);
    expect(await texts(page, wedding)).toEqual(before);
    const empty = await page.evaluate(() => {
        const { lists, conversations } = window.record;
        return [...Object.values(lists).flat(), ...conversations].some((list) => list.length === 0);
    });
    expect(empty).toBe(false);
    const single = await page.evaluate(async (id) => {
        let called = false;
        await window.system.fetchMessagesFromAPI(id, () => {
            called = true;
        });
        return called;
    }, wedding);
    expect(single).toBe(false);
    await page.unroute('**/api/messages/**');
    await storeSilently(server, 'Well again');
    await page.evaluate(() => window.system.refresh());
    await waitForText(page, wedding, 'Well again');
});

test('old-6C-23 a hidden page polls less and marks nothing read; going online reconnects', async ({
    server,
    enter,
}) => {
    const slow = { reconnect: { minMs: 60_000, maxMs: 60_000 } };
    const page = await arriveAndFollow(enter, server, { ...slow, hiddenPollIntervalMs: 60_000 });
    const show = (/** @type {boolean} */ hidden) =>
        page.evaluate((value) => {
            const state = value ? 'hidden' : 'visible';
            Object.defineProperty(document, 'hidden', { configurable: true, value });
            Object.defineProperty(document, 'visibilityState', {
                configurable: true,
                value: state,
            });
            document.dispatchEvent(new Event('visibilitychange'));
        }, hidden);
    const allowSockets = refuseSockets(server);
    await waitForState(page, 'polling');
    await show(true);
    const requests = countRequests(page);
    const read = page.evaluate((id) => window.system.markMessagesAsRead(id, 'usr_alice'), wedding);
    // Four polling intervals of a visible page; one request may have been in progress.
    await page.waitForTimeout(1000);
    expect(requests.length).toBeLessThanOrEqual(1);
    expect(requests).not.toContain(`POST /api/messages/${wedding}/read`);
    await show(false);
    await read;
    expect(requests).toContain(`POST /api/messages/${wedding}/read`);
    await page.context().setOffline(true);
    allowSockets();
    await page.context().setOffline(false);
    await waitForOnline(page);
    await followMessages(page, 'thd_tasting');
});
