// Messages that outlive the page they were written on.
import { signIn } from '../server/support.ts';
import { alice, arrive, arriveAndFollow, bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    details,
    followMessages,
    kept,
    texts,
    waitForEvents,
    waitForOffline,
    waitForState,
} from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page @param {string[]} all */
const sendAll = (page, all) =>
    page.evaluate(
        ([id, messages]) => {
            for (const message of messages) {
                window.system.sendMessage(id, { message }).catch(() => {});
            }
        },
        /** @type {const} */ ([wedding, all]),
    );

/** @param {import('../../server/reference_server.ts').ReferenceServer} server */
async function stored(server) {
    const { messages } = await server.store.history(wedding, { limit: 200 });
    return messages.map(({ text, senderId }) => `${senderId}: ${text}`);
}

/** @param {Page} page @param {import('../../web/messaging.ts').MessagingOptions} [options] */
async function reload(page, options = {}) {
    await page.reload();
    await configure(page, { user: alice, ...options });
}

test('50 messages written offline survive a reload and arrive once, in order', async ({
    restartable,
    enter,
}) => {
    const page = await arriveAndFollow(enter, restartable.server);
    const before = await stored(restartable.server);
    // Only the API routes fail, so that the page itself can be reloaded.
    await page.route('**/api/messages/**', (route) => route.abort());
    await page.evaluate(() => void window.system.socket?.disconnect());
    await waitForOffline(page);
    await page.evaluate(() => void window.system.socket?.connect());
    const all = Array.from({ length: 50 }, (_, number) => `offline ${number}`);
    await sendAll(page, all);
    await expect.poll(() => kept(page)).toBe(50);
    await reload(page);
    await connect(page);
    await page.evaluate((id) => window.follow(id), wedding);
    // They are shown before they can be sent.
    const events = await waitForEvents(page, 'messaging:message', 50);
    expect(events.every(({ state }) => state === 'pending')).toBe(true);
    await page.unroute('**/api/messages/**');
    const mine = [...before, ...all.map((text) => `usr_alice: ${text}`)];
    await expect.poll(() => stored(restartable.server)).toEqual(mine);
    await expect.poll(() => kept(page)).toBe(0);
    expect((await texts(page, wedding)).slice(-50)).toEqual(all);
});

test('reloading a page while it sends neither loses nor duplicates messages', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    const before = await stored(server);
    /** @type {string[]} */
    const all = [];
    for (let round = 0; round < 5; round++) {
        const some = Array.from({ length: 8 }, (_, number) => `round ${round}, ${number}`);
        all.push(...some);
        await sendAll(page, some);
        // Messages that are not stored yet when the page ends have not been accepted.
        await page.waitForFunction(
            (wanted) =>
                window.record.events.filter(({ name }) => name === 'messaging:message').length >=
                wanted,
            // Each message is announced twice: as pending and as sent.
            8 + round * 2,
        );
        await page.waitForTimeout(20 * round);
        await expect
            .poll(async () => (await kept(page)) + (await stored(server)).length)
            .toBeGreaterThanOrEqual(before.length + all.length);
        await reload(page);
        await connect(page);
    }
    const mine = [...before, ...all.map((text) => `usr_alice: ${text}`)];
    await expect.poll(() => stored(server)).toEqual(mine);
});

test('unsent messages wait for their author and are never sent as another user', async ({
    server,
    enter,
}) => {
    // Long enough to tell the page of Bloom before it sends again.
    const reconnect = { minMs: 2000, maxMs: 4000 };
    const page = await arriveAndFollow(enter, server, { reconnect });
    await page.route('**/api/messages/**', (route) => route.abort());
    await sendAll(page, ['from Alice']);
    await expect.poll(() => kept(page)).toBe(1);
    // Somebody signs in in another tab: the session changes before this page learns of it.
    const person = await signIn(server, bloom.id);
    const value = person.cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.unroute('**/api/messages/**');
    // The state lasts only until another request succeeds.
    const states = async () => (await details(page, 'messaging:state')).map(({ state }) => state);
    await expect.poll(states).toContain('unauthenticated');
    expect(await stored(server)).not.toContain('usr_bloom: from Alice');
    await page.evaluate((user) => void window.system.configure({ user }), bloom);
    await waitForState(page, 'online');
    await sendAll(page, ['from Bloom']);
    await expect.poll(() => stored(server)).toContain('usr_bloom: from Bloom');
    // A message leaves the outbox with the server's response, not when the server stores it.
    await expect.poll(() => kept(page)).toBe(1);
    // Alice signs in again.
    const again = await signIn(server, alice.id);
    const token = again.cookies.get('token') ?? '';
    await page
        .context()
        .addCookies([{ name: 'token', value: token, url: server.url, httpOnly: true }]);
    await reload(page);
    await connect(page);
    await expect.poll(() => stored(server)).toContain('usr_alice: from Alice');
    expect((await stored(server)).filter((line) => line.endsWith('from Alice'))).toHaveLength(1);
});

test('an unsent message is stored for its server and its author', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    await page.route('**/api/messages/**', (route) => route.abort());
    await sendAll(page, ['unsent']);
    await expect.poll(() => kept(page)).toBe(1);
    const keys = await page.evaluate(
        () =>
            new Promise((resolve) => {
                const request = indexedDB.open('messaging');
                request.onsuccess = () => {
                    const all = request.result.transaction('outbox').objectStore('outbox');
                    all.getAllKeys().onsuccess = (event) =>
                        resolve(Reflect.get(event.target ?? {}, 'result'));
                };
            }),
    );
    expect(keys).toEqual([[`${server.url}/api/messages`, alice.id, expect.any(String)]]);
});

test('signing out removes unsent messages and drafts from the browser', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.route('**/api/messages/**', (route) => route.abort());
    await sendAll(page, ['unsent']);
    await page.evaluate((id) => window.system.setDraft(id, 'half a thought'), wedding);
    await expect.poll(() => kept(page)).toBe(1);
    await page.evaluate(() => void window.system.configure({ user: null }));
    await expect.poll(() => kept(page)).toBe(0);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('thought');
});

test('unsent messages outlive an expired session, even if its tabs then sign out', async ({
    server,
    enter,
}) => {
    const first = await arriveAndFollow(enter, server);
    const second = await arrive(enter, server, {}, { context: first.context() });
    await connect(second);
    for (const page of [first, second]) {
        await page.route('**/api/messages/**', (route) =>
            route.fulfill({ status: 401, json: { error: 'Unauthenticated' } }),
        );
    }
    await sendAll(first, ['unsent']);
    for (const page of [first, second]) await waitForState(page, 'unauthenticated');
    await expect.poll(() => kept(first)).toBe(1);
    for (const page of [second, first]) {
        await page.evaluate(() => void window.system.configure({ user: null }));
        await page.waitForTimeout(500);
        expect(await kept(page)).toBe(1);
    }
});

test('clearLocalData() completes even if cleanup() follows at once', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    await page.route('**/api/messages/**', (route) => route.fulfill({ status: 503, json: {} }));
    await page.evaluate((id) => window.system.setDraft(id, 'half a thought'), wedding);
    await sendAll(page, ['unsent']);
    await expect.poll(() => kept(page)).toBe(1);
    await page.evaluate(() => {
        void window.system.clearLocalData();
        window.system.cleanup();
    });
    await expect.poll(() => kept(page)).toBe(0);
    const left = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(left).not.toContain('thought');
});

test('after cleanup() the page does not hold its database open', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    await page.route('**/api/messages/**', (route) => route.abort());
    await sendAll(page, ['unsent']);
    await expect.poll(() => kept(page)).toBe(1);
    await page.evaluate(() => window.system.cleanup());
    const isBlocked = await page.evaluate(() => {
        const request = indexedDB.deleteDatabase('messaging');
        return new Promise((resolve, reject) => {
            request.onblocked = () => resolve(true);
            request.onsuccess = () => resolve(false);
            request.onerror = () => reject(request.error);
        });
    });
    expect(isBlocked).toBe(false);
});

test('a draft survives a reload, for its own user only', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    await page.evaluate((id) => window.system.setDraft(id, 'half a thought'), wedding);
    await reload(page);
    const draft = () => page.evaluate((id) => window.system.draft(id), wedding);
    expect(await draft()).toBe('half a thought');
    await page.evaluate((user) => void window.system.configure({ user }), bloom);
    expect(await draft()).toBe('');
    await page.evaluate((user) => void window.system.configure({ user }), alice);
    await page.evaluate((id) => window.system.setDraft(id, ''), wedding);
    expect(await draft()).toBe('');
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

for (const [words, open] of /** @type {const} */ ([
    ['that hangs', 'indexedDB.open = () => new EventTarget();'],
    [
        'that is forbidden',
        'indexedDB.open = () => { throw new DOMException("no", "SecurityError") };',
    ],
    ['that is missing', 'Object.defineProperty(window, "indexedDB", { value: undefined });'],
])) {
    test(`storage ${words} is replaced by memory, reported once`, async ({ server, enter }) => {
        const before = (/** @type {Page} */ page) =>
            page.addInitScript(open.replace('indexedDB.open', 'IDBFactory.prototype.open'));
        const page = await arrive(enter, server, {}, { before });
        await connect(page);
        await followMessages(page, wedding);
        await sendAll(page, ['one', 'two', 'three']);
        await expect.poll(() => stored(server)).toContain('usr_alice: three');
        const errors = await details(page, 'messaging:error');
        expect(errors.map(({ operation, code }) => `${operation} ${code}`)).toEqual([
            'storage memory_only',
        ]);
        expect((await texts(page, wedding)).slice(-3)).toEqual(['one', 'two', 'three']);
    });
}

test('sends in progress complete once each after the core aborts', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server, {}, { faults: true });
    const before = await stored(server);
    const all = Array.from({ length: 20 }, (_, number) => `message ${number}`);
    const ids = await page.evaluate(
        async ([id, messages]) => {
            const sending = messages.map((message) => window.system.sendMessage(id, { message }));
            await sending[2];
            window.system._link.engine?.feed(/** @type {never} */ ({ type: 'Unknown' }));
            return Promise.all(sending);
        },
        /** @type {const} */ ([wedding, all]),
    );
    expect(new Set(ids).size).toBe(20);
    const mine = [...before, ...all.map((text) => `usr_alice: ${text}`)];
    expect(await stored(server)).toEqual(mine);
    await expect.poll(async () => (await texts(page, wedding)).slice(-20)).toEqual(all);
    const [error] = await details(page, 'messaging:error');
    expect(error?.code).toBe('aborted');
});
