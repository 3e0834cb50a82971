import { newConversation, signIn } from '../../server/support.ts';
import { arrive, arriveAndFollow, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';
import {
    configure,
    connect,
    countRequests,
    details,
    followMessages,
} from '../support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
const send = (page, text = 'Hello') =>
    page.evaluate(
        ([id, message]) => window.system.sendMessage(id, { message }),
        /** @type {const} */ ([wedding, text]),
    );

/** @param {Page} page @param {string} url @param {string} value */
const setCsrfCookie = (page, url, value) =>
    page.context().addCookies([{ name: 'csrf', value, url }]);

test('old-6A-24 the CSRF cookie wins over a stale global', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    await page.evaluate(async () => {
        Object.assign(window, { __CSRF_TOKEN__: 'stale' });
        await fetch('/api/csrf-token');
    });
    const requests = countRequests(page);
    expect(await send(page)).toMatch(/^msg_/);
    expect(requests).not.toContain('GET /api/csrf-token');
});

test('old-6A-24 a missing CSRF token is fetched once for several simultaneous calls', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    const requests = countRequests(page);
    const ids = await page.evaluate(async (id) => {
        const calls = ['One', 'Two', 'Three'].map((message) =>
            window.system.sendMessage(id, { message }),
        );
        await window.system.markMessagesAsRead(id, 'usr_alice');
        return Promise.all(calls);
    }, wedding);
    expect(new Set(ids).size).toBe(3);
    expect(requests.filter((one) => one === 'GET /api/csrf-token')).toHaveLength(1);
    expect(await details(page, 'messaging:error')).toEqual([]);
});

test('old-6A-24 a malformed or outdated CSRF cookie does not prevent sending', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    for (const value of ['%E0%A4%A', 'f'.repeat(64)]) {
        await setCsrfCookie(page, server.url, value);
        expect(await send(page, value)).toMatch(/^msg_/);
    }
    const stored = await server.store.history(wedding, { limit: 100 });
    expect(stored.messages).toHaveLength(5);
});

test('old-6A-10 the text is sent as `message`, and the server’s reason reaches the page', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    const posted = page.waitForRequest((request) => request.method() === 'POST');
    expect(await send(page, 'As message')).toMatch(/^msg_/);
    expect((await posted).postDataJSON()).toMatchObject({ message: 'As message' });
    await page.route(`**/api/messages/${wedding}`, (route) =>
        route.fulfill({ status: 400, json: { error: 'Bad', message: 'Too many links' } }),
    );
    const refusal = await page.evaluate(
        (id) =>
            window.system
                .sendMessage(id, { message: 'x' })
                .catch(({ name, message, status, code, retryable }) => ({
                    ...{ name, message, status, code, retryable },
                })),
        wedding,
    );
    expect(refusal).toEqual({
        name: 'MessagingError',
        message: 'Too many links',
        status: 400,
        code: 'refused',
        retryable: false,
    });
});

test('old-6A-25 an invalid response body is reported as an error, never thrown', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    const bodies = [
        '<html>Bad gateway</html>',
        '',
        '{"messages":',
        'null',
        '[]',
        '"text"',
        '{"messages":{}}',
    ];
    let turn = 0;
    await page.route('**/api/messages/**', (route) => {
        const body = bodies[turn % bodies.length] ?? '';
        turn += 1;
        return route.fulfill({ status: turn % 2 ? 502 : 200, contentType: 'text/html', body });
    });
    const before = await page.evaluate((id) => window.record.lists[id]?.length, wedding);
    for (let call = 0; call < 14; call++) {
        await page.evaluate((id) => window.system.fetchMessagesFromAPI(id, () => {}), wedding);
    }
    await page.evaluate(async () => {
        window.testUnread = await window.manager.refreshUnreadCount();
        window.testMarked = await window.manager.markMessagesAsRead('thd_wedding');
    });
    expect((await details(page, 'messaging:error')).length).toBeGreaterThan(7);
    expect(await page.evaluate(() => typeof window.testUnread)).toBe('number');
    const lists = await page.evaluate((id) => window.record.lists[id], wedding);
    expect(lists?.slice(before).some((list) => list.length === 0)).toBe(false);
    await page.unroute('**/api/messages/**');
    expect(await send(page, 'Still alive')).toMatch(/^msg_/);
});

test('old-6A-25 every request carries the cookies', async ({ server, enter }) => {
    /** @type {Array<string | undefined>} */
    const cookies = [];
    const page = await arrive(
        enter,
        server,
        {},
        {
            before: async (page) => {
                page.on('request', async (request) => {
                    if (!request.url().includes('/api/messages')) return;
                    cookies.push((await request.allHeaders()).cookie);
                });
            },
        },
    );
    await connect(page);
    await followMessages(page, wedding);
    await send(page);
    await page.evaluate((id) => window.system.markMessagesAsRead(id, ''), wedding);
    await page.evaluate(() => window.manager.refreshUnreadCount());
    expect(cookies.length).toBeGreaterThan(3);
    for (const cookie of cookies) expect(cookie).toContain('token=');
});

test('old-6A-1 the unread count is the server’s, in badge, callback and event', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path: '/e2e/page.html' });
    await configure(page, { user: { id: 'usr_alice' } });
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    const fresh = await newConversation(server, [alice, bloom]);
    for (let number = 0; number < 4; number++) await bloom.send(fresh, `no. ${number}`);
    const { count } = (await alice.get('/api/messages/unread')).body;
    expect(count).toBeGreaterThanOrEqual(4);
    const shown = await page.evaluate(async () => {
        const badge = document.createElement('span');
        badge.id = 'message-badge';
        document.body.append(badge);
        return [await window.manager.refreshUnreadCount(), badge.textContent];
    });
    expect(shown).toEqual([count, String(count)]);
    expect(await details(page, 'unreadCountUpdated')).toEqual([{ count }]);
    const told = await page.evaluate(
        () =>
            new Promise((resolve) => {
                window.system.listenToUnreadCount('usr_alice', 'customer', resolve);
            }),
    );
    expect(told).toBe(count);
});
