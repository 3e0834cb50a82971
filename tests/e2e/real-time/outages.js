import {
    configureFirst,
    expectStatus,
    messageRow,
    notedToasts,
    noteToasts,
    openConversation,
    shownTexts,
    write,
} from '../support/dashboard.js';
import { refuseSockets } from '../support/servers.js';
import { expect, hasty, test } from '../support/test.ts';

/**
 * @typedef {import('@playwright/test').Page} Page
 */

const wedding = 'thd_wedding';
const delayed = 'No live connection: new messages may arrive with a delay';

/** Signs in as people do, by choosing an account. @param {Page} page @param {string} userId */
async function chooseAccount(page, userId) {
    await page.locator(`[data-user-id=${userId}]`).click();
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    await page.evaluate(() => {
        window.testNotReloaded = true;
    });
}

/** @param {Page} page */
const stateOf = (page) =>
    page.evaluate(async () => {
        const url = '/messaging.js';
        const { state, isConnected } = (await import(url)).default;
        return `${state} ${isConnected}`;
    });

/** @type {Array<[signal: NodeJS.Signals, words: string, options: object]>} */
const stops = [
    ['SIGKILL', 'killed', hasty],
    // The defaults, as on a real page.
    ['SIGTERM', 'stopped gracefully', {}],
];

for (const [signal, words, options] of stops) {
    test(`a server ${words} and restarted says so once and loses no message`, async ({
        child,
        visit,
    }) => {
        test.setTimeout(120_000);
        const before = async (/** @type {Page} */ page) => {
            await noteToasts(page);
            await configureFirst(options)(page);
        };
        const [alice, bloom] = [await visit(child, { before }), await visit(child, { before })];
        await Promise.all([chooseAccount(alice, 'usr_alice'), chooseAccount(bloom, 'usr_bloom')]);
        const people = [alice, bloom];
        await write(alice, 'Before');
        await expect(messageRow(bloom, 'Before')).toBeVisible();
        await child.stop(signal);
        for (const page of people) await expectStatus(page, 'Offline');
        await write(alice, 'Alice, while it was away');
        await write(bloom, 'Bloom, while it was away');
        for (const page of people) {
            await expect.poll(() => notedToasts(page)).toEqual([delayed]);
            expect(await stateOf(page)).toMatch(/^(polling|offline) false$/);
            await expect(page.locator('.message').last()).toHaveAttribute('data-state', 'pending');
        }
        await child.start();
        for (const page of people) {
            await expect(page.locator('.status-text')).toHaveText('Online', { timeout: 60_000 });
            await expect(page.locator('[data-state=pending], [data-state=failed]')).toHaveCount(0);
            await expect(messageRow(page, 'Alice, while it was away')).toHaveCount(1);
            await expect(messageRow(page, 'Bloom, while it was away')).toHaveCount(1);
        }
        await write(alice, 'After');
        await expect(messageRow(bloom, 'After')).toBeVisible();
        const shown = await shownTexts(alice);
        expect(await shownTexts(bloom)).toEqual(shown);
        expect(new Set(shown).size).toBe(shown.length);
        for (const page of people) {
            // Without words: the page has a note of its own.
            expect(await notedToasts(page)).toEqual([delayed, 'The live connection is back']);
            expect(await page.evaluate(() => window.testNotReloaded)).toBe(true);
        }
    });
}

test('while sockets are refused, messages arrive by polling; real time resumes later', async ({
    server,
    enter,
}) => {
    const alice = await enter(server, 'usr_alice', { before: configureFirst(hasty) });
    await openConversation(alice, wedding);
    await expectStatus(alice, 'Online');
    const allowSockets = refuseSockets(server);
    await expectStatus(alice, 'Offline');
    await expect.poll(() => stateOf(alice)).toBe('polling false');
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom' };
    const message = { conversationId: wedding, sender, text: 'By the slow way' };
    await server.store.addMessage(message);
    await expect(messageRow(alice, 'By the slow way')).toBeVisible();
    await write(alice, 'Sent by the slow way');
    await expect(messageRow(alice, 'Sent by the slow way')).toHaveAttribute('data-state', 'sent');
    allowSockets();
    await expectStatus(alice, 'Online');
});

test('old-6C-9 a page still reconnects by itself after more than eleven failed attempts', async ({
    restartable,
    enter,
}) => {
    /** @type {string[]} */
    const attempts = [];
    const alice = await enter(restartable.server, 'usr_alice', {
        before: async (page) => {
            await noteToasts(page);
            await configureFirst(hasty)(page);
            page.on('websocket', (socket) => attempts.push(socket.url()));
        },
    });
    await openConversation(alice, wedding);
    await expectStatus(alice, 'Online');
    await restartable.stop();
    attempts.length = 0;
    await expect.poll(() => attempts.length, { timeout: 30_000 }).toBeGreaterThan(15);
    await expectStatus(alice, 'Offline');
    await restartable.start();
    await expectStatus(alice, 'Online');
    expect(await notedToasts(alice)).toHaveLength(2);
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom' };
    const { store, messaging } = restartable.server;
    await store.addMessage({ conversationId: wedding, sender, text: 'Back again' });
    messaging.publish();
    await expect(messageRow(alice, 'Back again')).toBeVisible();
});

for (const close of [false, true]) {
    const how = close ? 'closes the connection' : 'sends a disconnect packet';
    test(`old-6C-9 pages reconnect and rejoin their rooms after the server ${how}`, async ({
        server,
        enter,
    }) => {
        const alice = await enter(server, 'usr_alice', { before: configureFirst(hasty) });
        const bloom = await enter(server, 'usr_bloom', { before: configureFirst(hasty) });
        await Promise.all([openConversation(alice, wedding), openConversation(bloom, wedding)]);
        await expectStatus(alice, 'Online');
        const ids = new Set((await server.io.fetchSockets()).map(({ id }) => id));
        server.io.disconnectSockets(close);
        await expect
            .poll(async () => (await server.io.fetchSockets()).filter(({ id }) => !ids.has(id)))
            .toHaveLength(2);
        await expectStatus(alice, 'Online');
        await write(bloom, 'Still there?');
        await expect(messageRow(alice, 'Still there?')).toHaveCount(1);
        // Rooms are joined again, too.
        await bloom.locator('#messageInput').pressSequentially('x');
        await expect(alice.locator('.typing-indicator')).toBeVisible();
    });
}
