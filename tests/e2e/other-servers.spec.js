// Servers without our additions to the protocol: one emits the events that pages expect; the other,
// like the original, never emits anything.
import { Person } from '../server/support.ts';
import {
    configureFirst,
    expectStatus,
    itemSelector,
    messageRow,
    openConversation,
    write,
} from './support/dashboard.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    countRequests,
    details,
    followMessages,
    testPagePath,
    toasts,
    waitForOnline,
    waitForText,
    watchEmits,
} from './support/test_page.js';

/**
 * @typedef {import('../server/legacy_server.ts').PlainServer} PlainServer
 * @typedef {(server: { url: string }, visit?: import('./support/test.ts').Visit) =>
 * Promise<import('@playwright/test').Page>} VisitIt
 */

const first = 'thd_first';

/** @param {PlainServer} server @param {string} userId */
async function person(server, userId) {
    const one = new Person(server, userId, new Map([['token', userId]]));
    await one.get('/api/csrf-token');
    return one;
}

/**
 * @param {VisitIt} visit @param {PlainServer} server @param {string} userId @param {string} path
 */
function enterPlain(visit, server, userId, path, options = {}) {
    return visit(server, {
        path,
        before: async (page) => {
            await page.context().addCookies([{ name: 'token', value: userId, url: server.url }]);
            await configureFirst(options)(page);
        },
    });
}

for (const events of [true, false]) {
    const kind = events ? 'that emits events' : 'that never emits anything';

    test(`two people chat over an older server ${kind}`, async ({ startPlain, visit }) => {
        const server = await startPlain({ events });
        // With events, no polling is needed; without, a test should not wait 30 s for it.
        const options = events ? {} : { pollIntervalMs: 250 };
        const [carol, sam] = await Promise.all([
            enterPlain(visit, server, 'usr_carol', '/dashboard-customer.html', options),
            enterPlain(visit, server, 'usr_sam', '/dashboard-supplier.html', options),
        ]);
        await expect(carol.locator('.thread-item')).toHaveCount(2);
        await openConversation(carol, first);
        await expectStatus(carol, 'Online');
        await expectStatus(sam, 'Online');
        await write(carol, 'Hello over there');
        // The event may arrive before the response.
        await expect(messageRow(carol, 'Hello over there')).toHaveCount(1);
        await expect(carol.locator('.message[data-state=sent]')).toHaveCount(1);
        await expect(sam.locator(itemSelector(first))).toContainText('Hello over there');
        await expect(sam.locator(`${itemSelector(first)} .badge`)).toContainText('1');
        await expect(sam.locator('#unreadMessageBadge')).toHaveText('1 unread');
        await openConversation(sam, first);
        await expect(messageRow(sam, 'Hello over there')).toHaveCount(1);
        await expect(sam.locator('#unreadMessageBadge')).toBeHidden();
        await expect.poll(() => server.messages[0]?.readBy).toEqual(['usr_carol', 'usr_sam']);
        await write(sam, 'Hello back');
        await expect(messageRow(carol, 'Hello back')).toHaveCount(1);
        await expect(messageRow(sam, 'Hello back')).toHaveCount(1);
        expect(server.messages.map(({ text }) => text)).toEqual(['Hello over there', 'Hello back']);
        if (events) {
            await expect(messageRow(carol, 'Hello over there')).toHaveAttribute(
                'data-state',
                'read',
            );
            await sam.locator('#messageInput').pressSequentially('x');
            await expect(carol.locator('.typing-indicator')).toBeVisible();
        }
    });

    test(`a page reconnects to an older server ${kind} and gets what it missed`, async ({
        startPlain,
        visit,
    }) => {
        const server = await startPlain({ events });
        const page = await enterPlain(visit, server, 'usr_carol', testPagePath);
        await configure(page, { user: { id: 'usr_carol' } });
        await connect(page);
        await page.evaluate((id) => void window.follow(id), first);
        server.io.disconnectSockets(true);
        const sam = await person(server, 'usr_sam');
        await sam.send(first, 'Said meanwhile');
        await waitForText(page, first, 'Said meanwhile');
        await waitForOnline(page);
        const sent = await page.evaluate(
            (id) => window.system.sendMessage(id, { message: 'Twice? No.' }),
            first,
        );
        expect(sent).toMatch(/^msg_/);
        expect(server.messages).toHaveLength(2);
        await sam.send(first, 'And now');
        await waitForText(page, first, 'And now');
        expect(await details(page, 'messaging:error')).toEqual([]);
    });
}

test('connection state recovery delivers missed events exactly once', async ({
    startPlain,
    startProxy,
    visit,
}) => {
    const server = await startPlain({ events: true, recovers: true });
    const proxy = await startProxy({ port: Number(new URL(server.url).port) });
    const page = await enterPlain(visit, { ...server, url: proxy.url }, 'usr_carol', testPagePath);
    await configure(page, { user: { id: 'usr_carol' } });
    await connect(page);
    await page.evaluate(() => {
        const { socket } = window.system;
        socket?.on('order', (number) => window.record.counts.push(Number(number)));
    });
    /** @param {number} number */
    const order = (number) => server.io.to('usr_carol').emit('order', number);
    const orders = () => page.evaluate(() => window.record.counts);
    // The first event brings the offset after which the server replays missed ones.
    order(1);
    await expect.poll(orders).toEqual([1]);
    for (const missed of [2, 3]) {
        const [socket] = server.io.sockets.sockets.values();
        const gone = new Promise((resolve) => socket?.once('disconnect', resolve));
        await proxy.down();
        await gone;
        order(missed);
        await proxy.up();
        await expect.poll(orders).toEqual([1, 2, 3].slice(0, missed));
    }
});

test('a server that emits no events is polled while connected, without a toast', async ({
    startPlain,
    visit,
}) => {
    const server = await startPlain({ events: false });
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const page = await visit(server, {
        path: testPagePath,
        before: async (page) => {
            emits = watchEmits(page);
            await page
                .context()
                .addCookies([{ name: 'token', value: 'usr_carol', url: server.url }]);
        },
    });
    await configure(page, { user: { id: 'usr_carol' } });
    await connect(page);
    await followMessages(page, first);
    await page.evaluate(() => window.followUnread());
    const requests = countRequests(page);
    await expect.poll(() => requests.length).toBeGreaterThan(6);
    expect(new Set(requests)).toEqual(
        new Set([`GET /api/messages/${first}`, 'GET /api/messages/unread']),
    );
    const sam = await person(server, 'usr_sam');
    await sam.send(first, 'Found by asking');
    await waitForText(page, first, 'Found by asking');
    await expect.poll(() => page.evaluate(() => window.record.counts.at(-1))).toBe(1);
    expect(await page.evaluate(() => [window.system.state, window.system.mode])).toEqual([
        'online',
        'websocket',
    ]);
    expect(await toasts(page)).toEqual([]);
    // A join that is never acknowledged is given up after a few attempts.
    const joins = () => emits.filter(({ name }) => name === 'subscribe_conversation').length;
    await page.evaluate((id) => window.system.sendTypingStatus(id, true), first);
    expect(joins()).toBeLessThanOrEqual(4);
});

test('polling stops as soon as an older server has emitted an event', async ({
    startPlain,
    visit,
}) => {
    const server = await startPlain({ events: true });
    const page = await enterPlain(visit, server, 'usr_carol', testPagePath);
    await configure(page, { user: { id: 'usr_carol' } });
    await connect(page);
    await followMessages(page, first);
    const sam = await person(server, 'usr_sam');
    await sam.send(first, 'The proof');
    await waitForText(page, first, 'The proof');
    const requests = countRequests(page);
    // Six polling intervals of this page.
    await page.waitForTimeout(1500);
    expect(requests.length).toBeLessThanOrEqual(1);
    await sam.send(first, 'At once');
    await waitForText(page, first, 'At once');
});
