import { signIn } from '../../server/support.ts';
import { expectStatus, itemSelector, openConversation, write } from '../support/dashboard.js';
import { tasting, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

/** Counts listeners on window and document, and intervals, from the start. @param {Page} page */
const countWork = (page) =>
    page.addInitScript(() => {
        const counts = { listeners: 0, intervals: 0 };
        window.testCounts = counts;
        for (const target of [window, document]) {
            const { addEventListener: add, removeEventListener: remove } = target;
            target.addEventListener = function count(/** @type {any[]} */ ...args) {
                counts.listeners += 1;
                return Reflect.apply(add, target, args);
            };
            target.removeEventListener = function count(/** @type {any[]} */ ...args) {
                counts.listeners -= 1;
                return Reflect.apply(remove, target, args);
            };
        }
        const { setInterval: begin, clearInterval: end } = window;
        Object.assign(window, {
            setInterval: (/** @type {any[]} */ ...args) => {
                counts.intervals += 1;
                return Reflect.apply(begin, window, args);
            },
            clearInterval: (/** @type {number} */ id) => {
                if (id !== undefined) counts.intervals -= 1;
                end(id);
            },
        });
    });

test('old-6A-9 opening and closing conversations leaves no listener behind', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { before: countWork });
    await expectStatus(page, 'Online');
    const openAndClose = async (/** @type {string} */ id) => {
        await openConversation(page, id);
        await page.keyboard.press('Escape');
        await expect(page.locator('.modal')).toHaveCount(0);
    };
    await openAndClose(wedding);
    const before = await page.evaluate(() => ({ ...window.testCounts }));
    for (let round = 0; round < 5; round++) {
        await openAndClose(wedding);
        await openAndClose(tasting);
    }
    expect(await page.evaluate(() => window.testCounts)).toEqual(before);
    const rooms = await server.io.in(`messaging:conversation:${wedding}`).fetchSockets();
    expect(rooms).toHaveLength(0);
});

test('old-6A-3 old-6A-20 list and count are current after closing', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice');
    const bloom = await enter(server, 'usr_bloom');
    await openConversation(bloom, wedding);
    await openConversation(page, wedding);
    await write(page, 'The last thing said');
    await page.keyboard.press('Escape');
    const item = page.locator(itemSelector(wedding));
    await expect(item.locator('.thread-preview')).toHaveText('You: The last thing said');
    await expect(item.locator('.badge')).toHaveCount(0);
    await expect(page.locator('.thread-item').first()).toHaveAttribute(
        'data-conversation-id',
        wedding,
    );
    await write(bloom, 'And then');
    await expect(item.locator('.thread-preview')).toHaveText('And then');
    await expect(item.locator('.badge')).toContainText('1');
});

test('old-6A-19 all places show the same unread count', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice');
    const bloom = await signIn(server, 'usr_bloom');
    const golden = await signIn(server, 'usr_golden');
    await expectStatus(page, 'Online');
    for (let number = 0; number < 3; number++) {
        await bloom.send(number % 2 ? wedding : tasting, `Bloom ${number}`);
        await golden.send('thd_photos', `Golden ${number}`);
    }
    await expect(page.locator(itemSelector('thd_photos'))).toContainText('Golden 2');
    const places = () =>
        page.evaluate(async () => {
            const url = '/messaging.js';
            const { default: system, messagingManager } = await import(url);
            const badges = [...document.querySelectorAll('.thread-item .badge')];
            const inList = badges.map((badge) => Number.parseInt(badge.textContent ?? '', 10));
            return {
                list: inList.reduce((sum, count) => sum + count, 0),
                header: Number.parseInt(
                    document.querySelector('#unreadMessageBadge')?.textContent ?? '',
                    10,
                ),
                property: system.lastUnreadCount,
                manager: await messagingManager.refreshUnreadCount(),
            };
        });
    const stored = await server.store.unreadOf('usr_alice');
    const all = { list: stored, header: stored, property: stored, manager: stored };
    await expect.poll(places).toEqual(all);
    await openConversation(page, 'thd_photos');
    await expect.poll(() => server.store.unreadOf('usr_alice')).toBeLessThan(stored);
    const left = await server.store.unreadOf('usr_alice');
    await expect.poll(places).toEqual({ list: left, header: left, property: left, manager: left });
});
