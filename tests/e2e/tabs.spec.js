// Tabs of one user share one connection.
import { instrument, workOf } from './support/instruments.js';
import { alice, arrive, arriveAndFollow, bloom, storeSilently, wedding } from './support/people.js';
import { countHandshakes, refuseSockets } from './support/servers.js';
import { expect, test } from './support/test.ts';
import {
    connect,
    countRequests,
    details,
    followMessages,
    texts,
    waitForEvents,
    waitForState,
    waitForText,
} from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('../../server/reference_server.ts').ReferenceServer} ReferenceServer */

/** @param {ReferenceServer} server */
const socketCount = (server) => server.io.engine.clientsCount;

/** @param {Page} page @param {string} message */
const send = (page, message) =>
    page.evaluate(
        ([id, text]) => window.system.sendMessage(id, { message: text }),
        /** @type {const} */ ([wedding, message]),
    );

/** @param {ReferenceServer} server */
async function stored(server) {
    const { messages } = await server.store.history(wedding, { limit: 200 });
    return messages.map(({ text }) => text);
}

/**
 * Tabs of Alice, each with the conversation open; the first one leads.
 * @param {Parameters<typeof arrive>[0]} enter @param {ReferenceServer} server
 * @param {number} count
 */
async function openTabs(enter, server, count, options = {}) {
    const first = await arriveAndFollow(enter, server, options);
    const tabs = [first];
    while (tabs.length < count) {
        const tab = await arrive(enter, server, options, { context: first.context() });
        await connect(tab);
        await followMessages(tab, wedding);
        tabs.push(tab);
    }
    return tabs;
}

test('ten tabs share one socket, and all show the same messages', async ({ server, enter }) => {
    const seen = countHandshakes(server);
    const tabs = await openTabs(enter, server, 10);
    expect(socketCount(server)).toBe(1);
    const [first, second, last] = /** @type {[Page, Page, Page]} */ ([tabs[0], tabs[1], tabs[9]]);
    expect(await texts(last, wedding)).toEqual(await texts(first, wedding));
    expect(await send(first, 'from the first')).toMatch(/^msg_/);
    expect(await send(last, 'from the last')).toMatch(/^msg_/);
    for (const tab of tabs) {
        await waitForText(tab, wedding, 'from the last');
        expect((await texts(tab, wedding)).slice(-2)).toEqual(['from the first', 'from the last']);
    }
    await first.evaluate((id) => window.followConversations(id, 'customer'), alice.id);
    await second.evaluate((id) => window.followConversations(id, 'customer'), alice.id);
    for (const tab of [first, second]) {
        await tab.waitForFunction(() => (window.record.conversations.at(-1)?.length ?? 0) > 0);
    }
    expect(await second.evaluate(() => window.record.conversations.at(-1))).toEqual(
        await first.evaluate(() => window.record.conversations.at(-1)),
    );
    expect(socketCount(server)).toBe(1);
    expect(seen.handshakes).toBe(1);
});

test('a tab whose module loads late follows like any other', async ({ server, enter }) => {
    const [first] = /** @type {[Page]} */ (await openTabs(enter, server, 1));
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging.wasm*', async (route) => {
            await new Promise((resolve) => setTimeout(resolve, 1000));
            await route.continue();
        });
    };
    const late = await arrive(enter, server, {}, { context: first.context(), before });
    await connect(late);
    await followMessages(late, wedding);
    expect(await texts(late, wedding)).toEqual(await texts(first, wedding));
    expect(socketCount(server)).toBe(1);
});

/** @param {Page} page */
const sid = (page) => page.evaluate(() => window.system.socket?.id);

/** Waits until a tab is connected by another socket than before; prints how long that took. */
async function waitForOtherSocket(/** @type {Page} */ page, /** @type {unknown} */ before) {
    const begin = Date.now();
    await page.waitForFunction(
        (old) => window.system.state === 'online' && window.system.socket?.id !== old,
        before,
    );
    const taken = Date.now() - begin;
    console.log(`connected by another tab after ${taken} ms`);
    return taken;
}

const numbered = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, number) => `message ${number}`);

/** Sends `count` messages, one every 10 ms. @param {Page} page @param {number} count */
const sendMany = (page, count) =>
    page.evaluate(
        async ([id, messages]) => {
            const ids = [];
            for (const message of messages) {
                ids.push(window.system.sendMessage(id, { message }));
                await new Promise((resolve) => setTimeout(resolve, 10));
            }
            return Promise.all(ids);
        },
        /** @type {const} */ ([wedding, numbered(count)]),
    );

for (const [words, end] of /** @type {const} */ ([
    ['is closed', (/** @type {Page} */ page) => page.close()],
    [
        'crashes',
        async (/** @type {Page} */ page) => {
            const client = await page.context().newCDPSession(page);
            client.send('Page.crash').catch(() => {});
        },
    ],
    ['navigates away', (/** @type {Page} */ page) => page.goto('/e2e/blank.html')],
])) {
    test(`when the leader ${words}, another tab takes over and no message is lost`, async ({
        server,
        enter,
    }) => {
        const tabs = await openTabs(enter, server, 4);
        const [first, second] = /** @type {[Page, Page]} */ ([tabs[0], tabs[1]]);
        const before = await stored(server);
        const socket = await sid(second);
        const sending = sendMany(second, 30);
        await second.waitForTimeout(100);
        await end(first);
        expect(await waitForOtherSocket(second, socket)).toBeLessThan(5000);
        expect(new Set(await sending).size).toBe(30);
        expect(await stored(server)).toEqual([...before, ...numbered(30)]);
        for (const tab of tabs.slice(1)) {
            await waitForText(tab, wedding, 'message 29');
            expect((await texts(tab, wedding)).slice(-30)).toEqual(numbered(30));
        }
        expect(socketCount(server)).toBe(1);
    });
}

test('a leader that hangs is replaced and becomes a follower when it recovers', async ({
    server,
    enter,
}) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const socket = await sid(second);
    const hanging = first.evaluate(() => {
        for (const end = Date.now() + 6000; Date.now() < end; );
    });
    await send(second, 'are you there');
    expect(await sid(second)).not.toBe(socket);
    await hanging;
    await first.waitForFunction((wanted) => window.system.socket?.id === wanted, await sid(second));
    expect(socketCount(server)).toBe(1);
    await send(first, 'I am');
    await waitForText(second, wedding, 'I am');
    expect((await stored(server)).slice(-2)).toEqual(['are you there', 'I am']);
});

test('a hidden leader hands over to a visible tab and can then be closed', async ({
    server,
    enter,
}) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const socket = await sid(second);
    await first.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await waitForOtherSocket(second, socket);
    expect(socketCount(server)).toBe(1);
    // Closing the former leader does not affect the new one.
    await first.close();
    await send(second, 'still here');
    expect((await stored(server)).at(-1)).toBe('still here');
});

test('a leader in the back/forward cache is replaced, and follows once it is restored', async ({
    server,
    enter,
}) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const socket = await sid(second);
    await first.evaluate(() => {
        window.addEventListener('pageshow', ({ persisted }) => {
            window.testPersisted = persisted;
        });
    });
    await first.goto('/e2e/blank.html');
    await waitForOtherSocket(second, socket);
    await send(second, 'meanwhile');
    await first.goBack({ waitUntil: 'commit' });
    await waitForText(first, wedding, 'meanwhile');
    expect(await first.evaluate(() => window.testPersisted)).toBe(true);
    expect(socketCount(server)).toBe(1);
    await send(first, 'back again');
    await waitForText(second, wedding, 'back again');
});

test('without real time, the leader alone polls for all tabs', async ({ server, enter }) => {
    const tabs = await openTabs(enter, server, 3, { pollIntervalMs: 1000 });
    refuseSockets(server);
    for (const tab of tabs) await waitForState(tab, 'polling');
    const counts = tabs.map((tab) => countRequests(tab));
    await tabs[0]?.waitForTimeout(4000);
    const asked = counts.map((seen) => seen.length);
    console.log(`requests of the tabs in 4 s: ${asked.join(', ')}`);
    expect(asked[0]).toBeGreaterThan(1);
    expect(asked.slice(1)).toEqual([0, 0]);
    await storeSilently(server, 'seen by polling');
    for (const tab of tabs) await waitForText(tab, wedding, 'seen by polling');
});

test('typing, receipts and events of the page reach every tab', async ({ server, enter }) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const other = await arriveAndFollow(enter, server, { user: bloom });
    await other.evaluate((id) => window.system.sendTypingStatus(id, true), wedding);
    for (const tab of [first, second]) {
        const [typing] = await waitForEvents(tab, 'messaging:typing');
        expect(typing).toMatchObject({ conversationId: wedding, userId: bloom.id, isTyping: true });
    }
    await second.evaluate((id) => window.system.sendTypingStatus(id, true), wedding);
    const [typing] = await waitForEvents(other, 'messaging:typing');
    expect(typing).toMatchObject({ userId: alice.id, isTyping: true });
    const messageId = await send(second, 'read by Bloom');
    await other.evaluate((id) => window.system.markMessagesAsRead(id, ''), wedding);
    for (const tab of [first, second]) {
        const [receipt] = await waitForEvents(tab, 'messaging:read');
        expect(receipt).toMatchObject({ messageId, userId: bloom.id });
    }
    await second.evaluate(() => {
        window.system.socket?.on('bytes', (/** @type {ArrayBuffer} */ data) => {
            window.testBytes = [...new Uint8Array(data)];
        });
    });
    server.io.emit('bytes', Buffer.from([1, 2, 3]));
    await second.waitForFunction(() => window.testBytes);
    expect(await second.evaluate(() => window.testBytes)).toEqual([1, 2, 3]);
});

test('a conversation that one tab leaves still reaches the other tabs', async ({
    server,
    enter,
}) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const other = await arriveAndFollow(enter, server, { user: bloom });
    await second.evaluate(async (id) => {
        window.system.leaveConversation(id);
        // The acknowledgement shows that everything before it has reached the server.
        await window.system.socket?.emitWithAck('conversation:read', { conversationId: id });
    }, wedding);
    await other.evaluate((id) => window.system.sendTypingStatus(id, true), wedding);
    const [typing] = await waitForEvents(first, 'messaging:typing');
    expect(typing).toMatchObject({ conversationId: wedding, userId: bloom.id, isTyping: true });
});

test('leaving a room that was joined and listened to unsubscribes without a rejoin', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    /** @type {string[]} */
    const told = [];
    server.io.on('connection', (socket) =>
        socket.onAny((event) => event.includes('subscribe') && told.push(event)),
    );
    await page.evaluate(() => window.system.socket?.disconnect());
    await page.evaluate(() => window.system.socket?.connect());
    await expect.poll(() => told).toEqual(['subscribe_conversation']);
    await page.evaluate(async (id) => {
        window.system.joinConversation(id);
        window.system.leaveConversation(id);
        await window.system.socket?.emitWithAck('conversation:read', { conversationId: id });
    }, wedding);
    expect(told).toEqual(['subscribe_conversation', 'unsubscribe_conversation']);
});

test('an event that only a follower listens to reaches it', async ({ server, enter }) => {
    const [, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    const heard = second.evaluate(
        () => new Promise((resolve) => window.system.socket?.on('words', resolve)),
    );
    // By the time that a later call returns, the listener is registered.
    await second.evaluate(() => {});
    server.io.emit('words', 'for whoever listens');
    expect(await heard).toBe('for whoever listens');
});

test('a tab that disconnects in a listener gets no more of a burst', async ({ server, enter }) => {
    const [first] = /** @type {[Page]} */ (await openTabs(enter, server, 1));
    const heard = await first.evaluateHandle(() => {
        /** @type {number[]} */
        const numbers = [];
        window.system.socket?.on('count', (number) => {
            numbers.push(number);
            if (number === 10) window.system.socket?.disconnect();
        });
        return numbers;
    });
    for (let number = 1; number <= 30; number++) server.io.emit('count', number);
    await waitForState(first, 'stopped');
    expect(await heard.jsonValue()).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
});

test('each tab gets the newest messages that fit into its window', async ({ server, enter }) => {
    const words = Array.from({ length: 12 }, (_, index) => `Grüße 🎉 ${index + 1}`);
    for (const text of words) await storeSilently(server, text);
    const options = { historyWindow: 3 };
    const first = await arrive(enter, server, options);
    await connect(first);
    const second = await arrive(enter, server, options, { context: first.context() });
    await connect(second);
    // The leader's core requests the history and passes on what the follower is to parse.
    await followMessages(second, wedding);
    expect(await texts(second, wedding)).toEqual(words.slice(-3));
    await followMessages(first, wedding);
    expect(await texts(first, wedding)).toEqual(words.slice(-3));
});

test('a tab where another user signs in gets a socket of its own', async ({ server, enter }) => {
    const [first, second] = /** @type {[Page, Page]} */ (await openTabs(enter, server, 2));
    await second.evaluate((user) => void window.system.configure({ user }), bloom);
    await expect.poll(() => socketCount(server)).toBe(2);
    await send(first, 'as Alice');
    expect((await server.store.history(wedding, { limit: 1 })).messages[0]?.senderId).toBe(
        alice.id,
    );
    await waitForText(second, wedding, 'as Alice');
    const told = (await details(second, 'messaging:message')).map(({ state }) => state);
    expect(told).toEqual([]);
});

for (const [words, options, script] of /** @type {const} */ ([
    ['with sharing disabled', { shared: false }, ''],
    ['without Web Locks', {}, 'delete Navigator.prototype.locks;'],
    ['without BroadcastChannel', {}, 'delete window.BroadcastChannel;'],
    [
        'with forbidden Web Locks',
        {},
        `LockManager.prototype.request = async () => {
            throw new DOMException('', 'SecurityError');
        };`,
    ],
])) {
    test(`tabs ${words} have a socket each and show the same text`, async ({ server, enter }) => {
        const before = (/** @type {Page} */ page) => page.addInitScript(script);
        const first = await arriveAndFollow(enter, server, options, { before });
        const visit = { before, context: first.context() };
        const second = await arriveAndFollow(enter, server, options, visit);
        expect(socketCount(server)).toBe(2);
        await send(first, 'to both');
        for (const tab of [first, second]) await waitForText(tab, wedding, 'to both');
    });
}

test('destroyed, a tab holds no lock and no channel, and the others go on', async ({
    server,
    enter,
}) => {
    const before = instrument;
    const first = await arriveAndFollow(enter, server, {}, { before });
    const second = await arriveAndFollow(enter, server, {}, { before, context: first.context() });
    const locks = async () => (await workOf(second)).locks;
    const isMarked = () => second.evaluate(() => localStorage.getItem('messaging:led'));
    expect(await locks()).toBe(5);
    const socket = await sid(second);
    await first.evaluate(() => window.system.destroy());
    await waitForOtherSocket(second, socket);
    expect((await workOf(first)).channels).toBe(0);
    expect(await locks()).toBe(2);
    expect(await isMarked()).toBe('1');
    await second.evaluate(() => window.system.destroy());
    expect(await workOf(second)).toMatchObject({ locks: 0, channels: 0 });
    expect(await isMarked()).toBe('');
    await expect.poll(() => socketCount(server)).toBe(0);
});
