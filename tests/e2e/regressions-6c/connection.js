import { newcomer, signIn } from '../../server/support.ts';
import { alice, arrive, arriveAndFollow, wedding } from '../support/people.js';
import { silenceSockets } from '../support/servers.js';
import { expect, test } from '../support/test.ts';
import {
    configure,
    connect,
    countRequests,
    details,
    followMessages,
    testPagePath,
    toasts,
    waitForOnline,
    waitForState,
    waitForText,
    watchEmits,
} from '../support/test_page.js';

test('old-6C-2 auth and subscriptions are sent again after each reconnect', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const page = await arriveAndFollow(
        enter,
        server,
        {},
        {
            before: async (page) => {
                emits = watchEmits(page);
            },
        },
    );
    const begun = () => emits.filter(({ name }) => name === 'auth' || name.startsWith('subscribe'));
    for (const times of [1, 2, 3]) {
        await expect.poll(begun).toHaveLength(2 * times);
        expect(begun().slice(-2)).toEqual([
            { name: 'auth', data: { userId: 'usr_alice' } },
            { name: 'subscribe_conversation', data: { conversationId: wedding } },
        ]);
        server.io.disconnectSockets(true);
    }
    await waitForOnline(page);
});

test('old-6C-2 a sign-in after connecting authenticates the socket', async ({ server, visit }) => {
    const page = await visit(server, { path: testPagePath });
    await configure(page);
    await page.evaluate(() => void window.system.initWebSocket());
    await expect.poll(() => server.io.engine.clientsCount).toBe(1);
    expect((await server.io.in('messaging:user:usr_alice').fetchSockets()).length).toBe(0);
    const person = await signIn(server, 'usr_alice');
    const value = person.cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate(() => {
        Object.assign(window, { AuthStateManager: { getUser: () => ({ id: 'usr_alice' }) } });
        window.dispatchEvent(new CustomEvent('auth-state-changed'));
    });
    const sockets = async () =>
        (await server.io.in('messaging:user:usr_alice').fetchSockets()).length;
    await expect.poll(sockets).toBe(1);
    await followMessages(page, wedding);
});

test('old-6C-2 another user gets another socket, and signing out ends it', async ({
    server,
    enter,
}) => {
    const dora = await newcomer(server, { name: 'Dora' });
    const page = await arriveAndFollow(enter, server);
    const sockets = async (/** @type {string} */ id) =>
        (await server.io.in(`messaging:user:${id}`).fetchSockets()).map((socket) => socket.id);
    const [first] = await sockets('usr_alice');
    expect(first).toBeTruthy();
    const value = dora.cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate((id) => void window.system.configure({ user: { id } }), dora.id);
    await expect.poll(() => sockets(dora.id)).toHaveLength(1);
    expect(await sockets('usr_alice')).toEqual([]);
    expect(await sockets(dora.id)).not.toContain(first);
    await page.context().clearCookies();
    await page.evaluate(() => void window.system.configure({ user: null }));
    await expect.poll(() => sockets(dora.id)).toEqual([]);
});

test('old-6C-7 cleanup leaves no toast, request or connection, and connecting works again', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await page.evaluate(() => {
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
        window.system.cleanup();
    });
    await expect.poll(() => server.io.engine.clientsCount).toBe(0);
    expect((await details(page, 'messaging:connection')).map(({ status }) => status)).toEqual([
        'online',
        'offline',
    ]);
    const requests = countRequests(page);
    const lists = await page.evaluate(() => JSON.stringify(window.record.lists));
    // Six polling intervals of this page.
    await page.waitForTimeout(1500);
    expect(requests).toEqual([]);
    expect(await toasts(page)).toEqual([]);
    expect(await page.evaluate(() => JSON.stringify(window.record.lists))).toBe(lists);
    await connect(page);
    await followMessages(page, wedding, 'again');
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'After the cleanup');
    await waitForText(page, 'again', 'After the cleanup');
});

test('old-6C-7 a core that fails to load is reported and retried', async ({ server, enter }) => {
    let failures = 0;
    const page = await arrive(
        enter,
        server,
        {},
        {
            before: (page) =>
                page.route(
                    /messaging(-inline|-wasm2js)?\.(wasm|js)\?|-(inline|wasm2js)\.js/,
                    (route) => {
                        failures += 1;
                        return failures < 5 ? route.abort() : route.fallback();
                    },
                ),
        },
    );
    const sent = page.evaluate((id) => {
        window.system.initWebSocket();
        window.follow(id);
    }, wedding);
    await sent;
    await waitForState(page, 'offline');
    await expect(page.locator('#messaging-connection-status')).toHaveText('Offline');
    expect(await details(page, 'messaging:error')).toContainEqual(
        expect.objectContaining({ operation: 'core', code: 'load_failed', retryable: true }),
    );
    await waitForOnline(page);
    await page.waitForFunction((id) => (window.record.lists[id]?.length ?? 0) > 0, wedding);
});

test('old-6C-8 a server that is down from the start causes one toast and shows as offline', async ({
    restartable,
    enter,
}) => {
    const attempts = { count: 0 };
    const page = await arrive(
        enter,
        restartable.server,
        {},
        {
            before: async (page) => {
                page.on('websocket', () => {
                    attempts.count += 1;
                });
            },
        },
    );
    await page.evaluate(() => window.system.ready);
    await restartable.stop();
    await page.evaluate(() => void window.system.initWebSocket());
    await expect.poll(() => attempts.count).toBeGreaterThan(11);
    await expect.poll(() => toasts(page)).toHaveLength(1);
    await expect(page.locator('#messaging-connection-status')).toHaveText('Offline');
    const told = await details(page, 'messaging:connection');
    expect(told.map(({ status, mode }) => [status, mode])).toEqual([['offline', 'none']]);
    await restartable.start();
    await waitForOnline(page);
});

test('old-6C-8 a server that answers no handshake shows as offline while it is polled', async ({
    server,
    enter,
}) => {
    const refuse = silenceSockets(server);
    const page = await arrive(enter, server);
    await page.evaluate(() => void window.system.initWebSocket());
    await waitForState(page, 'polling');
    await expect(page.locator('#messaging-connection-status')).toHaveText('Offline');
    expect(await details(page, 'messaging:connection')).toEqual([]);
    refuse();
});

test('old-6C-22 a page contacts no server but its own', async ({ server, enter }) => {
    /** @type {string[]} */
    const addresses = [];
    const page = await arriveAndFollow(
        enter,
        server,
        { user: alice },
        {
            before: async (page) => {
                page.on('request', (request) => addresses.push(request.url()));
                page.on('websocket', (socket) => addresses.push(socket.url()));
            },
        },
    );
    const hosts = new Set(
        addresses.map((address) => new URL(address)).flatMap(({ host }) => (host ? [host] : [])),
    );
    expect([...hosts]).toEqual([new URL(server.url).host]);
    expect(addresses.filter((address) => address.startsWith('ws'))).toHaveLength(1);
    expect(await page.evaluate(() => 'io' in window)).toBe(false);
});
