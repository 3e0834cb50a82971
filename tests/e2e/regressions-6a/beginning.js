import { signIn } from '../../server/support.ts';
import { expectStatus, openConversation } from '../support/dashboard.js';
import { arrive, arriveAndFollow, wedding } from '../support/people.js';
import { refuseSockets } from '../support/servers.js';
import { expect, test } from '../support/test.ts';
import {
    configure,
    connect,
    details,
    followMessages,
    testPagePath,
    waitForOffline,
    waitForOnline,
    waitForState,
} from '../support/test_page.js';

test('old-6A-5 a missing conversation id only causes an error', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    const before = server.io.engine.clientsCount;
    const results = await page.evaluate(async () => {
        const { system } = window;
        const none = /** @type {any} */ (undefined);
        const end = system.listenToMessages(none, () => {});
        end();
        system.joinConversation(none);
        system.leaveConversation(none);
        system.sendTypingStatus(none, true);
        await system.markMessagesAsRead(none, 'usr_alice');
        const sent = await system.sendMessage(none, { message: 'x' }).catch(({ name }) => name);
        return [sent, system.activeConversations.size];
    });
    expect(results).toEqual(['TypeError', 0]);
    const told = await details(page, 'messaging:error');
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['no_conversation_id']));
    expect(server.io.engine.clientsCount).toBe(before);
});

test('old-6A-5 a page that fails to load says so, and retries on request and by itself', async ({
    server,
    enter,
}) => {
    const alice = await enter(server, 'usr_alice', {
        before: (page) => page.route('**/api/messages/**', (route) => route.abort()),
    });
    await expect(alice.getByText('Unable to load messages')).toBeVisible();
    const again = alice.waitForRequest('**/api/messages/conversations*');
    await alice.getByRole('button', { name: 'Try again' }).click();
    await again;
    await expect(alice.getByText('Unable to load messages')).toBeVisible();
    // It also keeps retrying by itself.
    await alice.unroute('**/api/messages/**');
    await openConversation(alice, wedding);
    await alice.goto('/dashboard-customer.html#conversation=thd_nobody');
    await alice.reload();
    await expect(alice.getByText('Unable to load this conversation')).toBeVisible();
});

test('old-6A-14 the imported module is ready without any global variable', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path: testPagePath });
    await configure(page, { user: { id: 'usr_alice' } });
    const found = await page.evaluate(async () => {
        const url = '/messaging.js';
        const { default: system } = await import(url);
        return [system === window.system, await system.ready, 'messagingSystem' in window];
    });
    expect(found).toEqual([true, undefined, false]);
});

test('old-6A-15 a module that loads late loses no calls', async ({ server, enter }) => {
    const alice = await enter(server, 'usr_alice', {
        before: (page) =>
            page.route('**/messaging*.{js,wasm}', async (route) => {
                await new Promise((resolve) => setTimeout(resolve, 400));
                await route.fallback();
            }),
    });
    await openConversation(alice, wedding);
    await expectStatus(alice, 'Online');
    // Calls made before the core runs are carried out once it does.
    const page = await arrive(
        enter,
        server,
        {},
        {
            before: (one) =>
                one.route('**/messaging.wasm*', async (route) => {
                    await new Promise((resolve) => setTimeout(resolve, 400));
                    await route.fallback();
                }),
        },
    );
    const id = await page.evaluate((to) => {
        window.follow(to);
        window.system.sendTypingStatus(to, true);
        return window.system.sendMessage(to, { message: 'Early' });
    }, wedding);
    expect(id).toMatch(/^msg_/);
    await waitForOnline(page);
});

test('old-6A-29 initWebSocket resolves to whether real time is available', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server);
    expect(await page.evaluate(() => window.system.initWebSocket())).toBe(true);
    expect(await page.evaluate(() => window.system.connectWebSocket())).toBe(true);
    const allowSockets = refuseSockets(server);
    const other = await arrive(enter, server);
    expect(await other.evaluate(() => window.system.initWebSocket())).toBe(false);
    allowSockets();
    await waitForOnline(other);
});

test('old-6A-30 a refused user becomes unauthenticated and can recover by signing in', async ({
    server,
    visit,
}) => {
    const page = await visit(server, { path: testPagePath });
    await configure(page, { user: { id: 'usr_alice' } });
    await page.evaluate((id) => {
        window.system.initWebSocket();
        window.system.socket?.on('auth:error', () => window.record.counts.push(0));
        window.follow(id);
    }, wedding);
    await waitForState(page, 'unauthenticated');
    // The second attempt is refused as well, and the server keeps the connection.
    await page.waitForFunction(() => window.record.counts.length === 2);
    await waitForOffline(page);
    await expect(page.locator('#messaging-connection-status')).toHaveText('Offline');
    expect(await page.evaluate((id) => window.record.lists[id], wedding)).toEqual([]);
    const person = await signIn(server, 'usr_alice');
    const value = person.cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate(() => void window.dispatchEvent(new CustomEvent('auth-state-changed')));
    await waitForState(page, 'online');
    await page.waitForFunction((id) => (window.record.lists[id]?.length ?? 0) > 0, wedding);
});

test('old-6A-30 access to a conversation of others is refused and reported', async ({
    server,
    enter,
}) => {
    const page = await arrive(enter, server, { user: { id: 'usr_golden', role: 'supplier' } });
    await connect(page);
    await page.evaluate((id) => window.follow(id), wedding);
    const operations = async () =>
        new Set((await details(page, 'messaging:error')).map(({ operation }) => operation));
    await expect.poll(operations).toEqual(new Set(['join', 'messages']));
    expect(await page.evaluate((id) => window.record.lists[id], wedding)).toEqual([]);
    const [name, status] = await page.evaluate(
        (id) =>
            window.system.sendMessage(id, { message: 'Let me in' }).then(
                () => [],
                (error) => [error.name, error.status],
            ),
        wedding,
    );
    expect(name).toBe('MessagingError');
    // A server may hide that the conversation exists.
    expect([403, 404]).toContain(status);
});

test('old-6A-26 connecting, disconnecting and reconnecting log nothing to the console', async ({
    server,
    enter,
}) => {
    /** @type {string[]} */
    const said = [];
    const page = await arriveAndFollow(
        enter,
        server,
        {},
        {
            before: async (page) => {
                page.on('console', (message) => said.push(message.text()));
            },
        },
    );
    server.io.disconnectSockets(true);
    await expect.poll(async () => (await details(page, 'messaging:connection')).length).toBe(3);
    await followMessages(page, 'thd_tasting');
    await page.evaluate(() => window.system.cleanup());
    expect(said).toEqual([]);
});
