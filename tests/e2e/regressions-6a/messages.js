import { signIn } from '../../server/support.ts';
import { messageRow, openConversation, write } from '../support/dashboard.js';
import { alice, arrive, arriveAndFollow, tasting, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';
import { followMessages, texts, toasts, waitForText } from '../support/test_page.js';

test('old-6A-11 messages are read with any of the member names that servers use', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    const messages = [
        { id: 'm1', text: 'text', fromUserId: 'usr_bloom', fromRole: 'supplier', sentAt: 1e12 },
        { _id: 'm2', content: 'content', senderId: 'usr_bloom', createdAt: '2026-01-01T10:00:00Z' },
        {
            id: 'm3',
            message: 'message',
            senderType: 'supplier',
            timestamp: { seconds: 1_767_300_000 },
        },
        { id: 'm4', body: 'body', userId: 'usr_alice', date: '2026-01-02T10:00:00Z' },
        {
            id: 'm5',
            value: 'value',
            sender: { id: 'usr_bloom', name: 'B' },
            updatedAt: 1_767_400_000_000,
        },
    ];
    for (const name of ['messages', 'items']) {
        await page.route(`**/api/messages/${name}*`, (route) =>
            route.fulfill({ json: { [name]: messages } }),
        );
        await page.evaluate((id) => {
            window.testLists ??= {};
            window.system.listenToMessages(id, (list) => {
                window.testLists[id] = list;
            });
        }, name);
        await page.waitForFunction((id) => window.testLists[id], name);
        const list = await page.evaluate((id) => window.testLists[id], name);
        for (const message of list) {
            expect(message).toMatchObject({
                id: expect.stringMatching(/^m\d$/),
                text: expect.stringMatching(/^\w+$/),
                message: message.text,
                content: message.text,
                createdAt: expect.stringMatching(/^20\d\d-/),
            });
        }
        const words = list.map((/** @type {{ text: string }} */ one) => one.text).sort();
        expect(words).toEqual(['body', 'content', 'message', 'text', 'value']);
    }
});

test('old-6A-12 malformed messages and conversations do not affect the valid ones', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', {
        before: async (page) => {
            const messages = [null, 7, {}, { id: 'm1' }, { id: 'm2', text: { deep: 1 } }];
            const good = {
                id: 'm3',
                text: 'A good one',
                senderId: 'usr_bloom',
                createdAt: 'not a time',
            };
            await page.route('**/api/messages/thd_odd?*', (route) =>
                route.fulfill({ json: { messages: [...messages, 'plain', good] } }),
            );
            await page.route('**/api/messages/thd_odd', (route) =>
                route.fulfill({ json: { messages: [...messages, 'plain', good] } }),
            );
            await page.route('**/api/messages/conversations*', (route) =>
                route.fulfill({
                    json: {
                        conversations: [
                            null,
                            {},
                            { id: 'thd_bare' },
                            { id: 'thd_odd', supplierName: 7, lastMessage: null, unreadCount: 'x' },
                        ],
                    },
                }),
            );
        },
    });
    await expect(page.locator('.thread-item')).toHaveCount(2);
    await openConversation(page, 'thd_odd');
    await expect(messageRow(page, 'A good one')).toHaveCount(1);
    await expect(page.locator('.modal')).not.toContainText(/undefined|NaN|Invalid Date|\[object/);
    await expect(page.locator('.thread-list')).not.toContainText(/undefined|NaN|Invalid/);
});

test('old-6A-16 formatted times are short, never invalid and never in the future', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    const times = await page.evaluate(() => {
        const { system } = window;
        const soon = new Date(Date.now() + 90_000);
        const odd = /** @type {any[]} */ (['', null, undefined, 'no time', {}, Number.NaN]);
        return {
            soon: system.formatTimestamp(soon),
            odd: odd.flatMap((one) => [
                system.formatTimestamp(one),
                system.formatFullTimestamp(one),
            ]),
            full: system.formatFullTimestamp(new Date(2026, 1, 5, 17, 47, 33)),
        };
    });
    expect(times.soon).toBe('Just now');
    expect(new Set(times.odd)).toEqual(new Set(['']));
    expect(times.full).toContain('47');
    expect(times.full).not.toContain('33');
});

test('old-6A-23 a message shows in list and conversation at once despite cached responses', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({
        intercept: (request, response, next) => {
            const { setHeader } = response;
            // As a proxy may be configured.
            response.setHeader = function set(name, value) {
                const isOurs = request.path.startsWith('/api/messages') && name === 'Cache-Control';
                return setHeader.call(this, name, isOurs ? 'private, max-age=30' : value);
            };
            next();
        },
    });
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => window.followConversations('usr_alice', 'customer'));
    await page.waitForFunction(() => window.record.conversations.length > 0);
    const bloom = await signIn(server, 'usr_bloom');
    for (const text of ['First', 'Second', 'Third']) {
        await bloom.send(wedding, text);
        await waitForText(page, wedding, text);
        await page.waitForFunction(
            (wanted) => window.record.conversations.at(-1)?.[0]?.lastMessage === wanted,
            text,
        );
        await page.evaluate((id) => window.system.markMessagesAsRead(id, ''), wedding);
        const fetched = await page.evaluate(async (id) => {
            /** @type {string | undefined} */
            let newest;
            await window.system.fetchMessagesFromAPI(id, (list) => {
                newest = list.at(-1)?.text;
            });
            return newest;
        }, wedding);
        expect(fetched).toBe(text);
    }
});

test('old-6A-28 old-6A-32 what arrives in several ways is shown and told once', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server, { user: alice });
    const sent = await page.evaluate(
        (id) => window.system.sendMessage(id, { message: 'Mine, once' }),
        wedding,
    );
    const bloom = await signIn(server, 'usr_bloom');
    const { body } = await bloom.send(tasting, 'Theirs, once');
    const event = { conversationId: tasting, message: body.message };
    for (let again = 0; again < 3; again++)
        server.io.to('messaging:user:usr_alice').emit('new_message', event);
    const own = (await server.store.history(wedding, { limit: 1 })).messages[0];
    expect(own?.id).toBe(sent);
    await followMessages(page, tasting);
    await page.evaluate(() => window.system.refresh());
    await waitForText(page, tasting, 'Theirs, once');
    await waitForText(page, wedding, 'Mine, once');
    const count = async (/** @type {string} */ id, /** @type {string} */ text) =>
        (await texts(page, id)).filter((one) => one === text).length;
    expect(await count(wedding, 'Mine, once')).toBe(1);
    expect(await count(tasting, 'Theirs, once')).toBe(1);
    expect(await toasts(page)).toEqual(['New message received']);
});

test('old-6A-32 switching conversations leaves the room, and older pages are prepended', async ({
    server,
    enter,
}) => {
    for (let number = 1; number <= 120; number++) {
        const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom' };
        await server.store.addMessage({ conversationId: wedding, sender, text: `no. ${number}` });
    }
    const page = await arriveAndFollow(enter, server);
    const first = await texts(page, wedding);
    expect(first.at(-1)).toBe('no. 120');
    for (let more = true; more; ) {
        more = await page.evaluate((id) => window.system.loadOlder(id), wedding);
    }
    await expect.poll(async () => (await texts(page, wedding)).length).toBe(123);
    const all = await texts(page, wedding);
    expect(all.slice(3)).toEqual(Array.from({ length: 120 }, (_, index) => `no. ${index + 1}`));
    await page.evaluate((id) => window.unfollow(id), wedding);
    await followMessages(page, tasting);
    const members = async (/** @type {string} */ id) =>
        (await server.io.in(`messaging:conversation:${id}`).fetchSockets()).length;
    await expect.poll(() => members(wedding)).toBe(0);
    expect(await members(tasting)).toBe(1);
});

test('old-6A-32 an e-mail address is never shown or sent as a name', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', {
        before: (page) =>
            page.route('**/api/auth/me', (route) =>
                route.fulfill({
                    json: {
                        user: { id: 'usr_alice', role: 'customer', name: 'alice@example.com' },
                    },
                }),
            ),
    });
    const posted = page.waitForRequest(
        (request) => request.method() === 'POST' && request.url().endsWith(wedding),
    );
    await openConversation(page, wedding);
    await write(page, 'Hello');
    expect((await posted).postDataJSON()).toMatchObject({
        message: 'Hello',
        senderId: 'usr_alice',
    });
    expect((await posted).postData()).not.toContain('@');
    await expect(page.locator('body')).not.toContainText('@example.com');
});

test('old-6A-27 URLs in a message are never made into links', async ({ server, enter }) => {
    const text = 'data:text/html,<script>alert(1)</script>';
    // The API of this server would refuse it, but not every server does.
    await server.store.addMessage({
        conversationId: wedding,
        sender: { id: 'usr_bloom', role: 'supplier', name: 'Bloom' },
        text,
        extra: { attachments: [{ url: 'javascript:alert(1)', name: 'x' }] },
    });
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    await expect(messageRow(page, text)).toHaveCount(1);
    await expect(page.locator('.modal a[href], .modal img[src]')).toHaveCount(0);
    await expect(page.locator('[href^="javascript:"], [src^="javascript:"]')).toHaveCount(0);
    expect(await connectionOf(page)).toBe(true);
});

/** @param {import('@playwright/test').Page} page */
const connectionOf = (page) =>
    page.evaluate(async () => {
        const url = '/messaging.js';
        return (await import(url)).default.isConnected;
    });
