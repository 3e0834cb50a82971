// The claims of docs/accessibility.md: no faults that axe finds, large targets, forced colours, and
// use by keyboard alone.
import { signIn } from '../server/support.ts';
import { accessibilityFaults, smallTargets } from './support/axe.js';
import { itemSelector, messageRow, openConversation, write } from './support/dashboard.js';
import {
    addHistory,
    arriveAtElements,
    choose,
    input,
    item,
    row,
    writeInThread,
} from './support/elements_page.js';
import { noteReadAloud, readAloud } from './support/live_region.js';
import { bloom, tasting, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

const schemes = /** @type {const} */ (['light', 'dark']);
/** WCAG 2.2, 2.5.8, in CSS pixels. */
const targetSizeMin = 24;

/** @param {import('@playwright/test').Page} page */
const refuseMessages = (page) =>
    page.route(`**/api/messages/${wedding}`, (route) =>
        route.request().method() === 'POST'
            ? route.fulfill({ status: 400, json: { error: 'Not like this' } })
            : route.fallback(),
    );

for (const colorScheme of schemes) {
    test(`axe finds nothing wrong with the elements, ${colorScheme}`, async ({ server, enter }) => {
        const page = await arriveAtElements(enter, server, { browser: { colorScheme } });
        expect(await accessibilityFaults(page)).toEqual([]);
        await choose(page, wedding);
        const wire = await (await signIn(server, bloom.id)).subscribe(wedding);
        await refuseMessages(page);
        await writeInThread(page, 'A message that is refused');
        await expect(row(page, 'A message that is refused')).toContainText('Not sent');
        wire.socket.emit('typing', { conversationId: wedding, isTyping: true });
        await expect(page.locator('messaging-typing .typing')).toBeVisible();
        expect(await accessibilityFaults(page)).toEqual([]);
        // axe checks only that the colours are readable, not that they belong to the scheme.
        const surface = page.locator('messaging-thread .content').first();
        await expect(surface).toHaveCSS(
            'background-color',
            colorScheme === 'dark' ? 'rgb(27, 30, 36)' : 'rgb(255, 255, 255)',
        );
    });

    for (const userId of ['usr_alice', 'usr_bloom']) {
        test(`axe finds nothing wrong with the page of ${userId}, ${colorScheme}`, async ({
            server,
            enter,
        }) => {
            const page = await enter(server, userId, {
                browser: { colorScheme, reducedMotion: 'reduce' },
            });
            await expect(page.locator(itemSelector(wedding))).toBeVisible();
            expect(await accessibilityFaults(page)).toEqual([]);
            await openConversation(page, wedding);
            await refuseMessages(page);
            await write(page, 'A message that is refused');
            await expect(page.locator('.messaging-toast')).toBeVisible();
            await expect(page.locator('.message-failure')).toBeVisible();
            expect(await accessibilityFaults(page)).toEqual([]);
        });
    }
}

test('axe finds nothing wrong with the sign-in page', async ({ server, visit }) => {
    for (const colorScheme of schemes) {
        const page = await visit(server, { browser: { colorScheme } });
        await expect(page.getByRole('button').first()).toBeVisible();
        expect(await accessibilityFaults(page)).toEqual([]);
    }
});

test('accessibilityFaults finds faults inside a shadow tree', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await page.evaluate(() => {
        const root = document.querySelector('messaging-status')?.shadowRoot;
        root?.append(document.createElement('img'), document.createElement('button'));
    });
    const faults = await accessibilityFaults(page);
    expect(faults.filter((fault) => /^(image-alt|button-name) /.test(fault))).toHaveLength(2);
});

test('every control is at least 24 by 24 pixels', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await refuseMessages(page);
    await writeInThread(page, 'no');
    await expect(row(page, 'no')).toContainText('Not sent');
    const elements = await smallTargets(page, targetSizeMin);
    expect(elements.small).toEqual([]);
    expect(elements.seen).toBeGreaterThanOrEqual(8);
    const dashboard = await enter(server, 'usr_alice');
    await expect(dashboard.locator(itemSelector(wedding))).toBeVisible();
    await openConversation(dashboard, wedding);
    expect((await smallTargets(dashboard, targetSizeMin)).small).toEqual([]);
});

test('with forced colours, borders replace backgrounds', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server, { browser: { forcedColors: 'active' } });
    await choose(page, wedding);
    const width = (/** @type {import('@playwright/test').Locator} */ one) =>
        one.evaluate((node) => getComputedStyle(node).borderTopWidth);
    expect(await width(page.locator('.message.own .bubble').first())).toBe('2px');
    expect(await width(page.locator('.message.other .bubble').first())).toBe('1px');
    expect(await width(item(page, wedding))).toBe('2px');
    expect(await width(item(page, tasting).locator('.badge'))).toBe('1px');
    expect(await width(page.getByRole('button', { name: 'Send', exact: true }))).toBe('1px');
    expect(await accessibilityFaults(page)).toEqual([]);
});

test('the typing dots hop unless reduced motion is preferred', async ({ server, enter }) => {
    const moving = (/** @type {import('@playwright/test').Page} */ page) =>
        page.evaluate(() => {
            const thread = document.querySelector('messaging-thread')?.shadowRoot;
            const typing = thread?.querySelector('messaging-typing')?.shadowRoot;
            const dot = typing?.querySelector('.dots span');
            return dot && getComputedStyle(dot).animationName;
        });
    for (const [reducedMotion, name] of /** @type {const} */ ([
        ['reduce', 'none'],
        ['no-preference', 'hop'],
    ])) {
        const page = await arriveAtElements(enter, server, { browser: { reducedMotion } });
        await choose(page, wedding);
        expect(await moving(page)).toBe(name);
    }
});

test('inbox and thread can be used with the keyboard alone', async ({ server, enter }) => {
    await addHistory(server);
    const page = await arriveAtElements(enter, server);
    const focused = () =>
        page.evaluate(() => {
            let node = document.activeElement;
            while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            return node?.className;
        });
    const tabTo = async (/** @type {string} */ name, key = 'Tab') => {
        for (let step = 0; step < 8; step++) {
            await page.keyboard.press(key);
            if (`${await focused()}`.includes(name)) return;
        }
        throw new Error(`${name} cannot be reached by ${key}`);
    };
    await tabTo('inbox-item');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expect(item(page, wedding)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(item(page, wedding)).toHaveAttribute('aria-current', 'true');
    await expect(page.locator('.message').first()).toBeVisible();
    await tabTo('log');
    await expect(page.locator('.log')).toHaveCSS('outline-style', 'solid');
    await expect(row(page, 'Older 0')).toHaveCount(0);
    await page.keyboard.press('Home');
    await expect(row(page, 'Older 0')).toHaveCount(1);
    await tabTo('input');
    await page.keyboard.type('First line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await refuseMessages(page);
    await page.keyboard.press('Enter');
    const sent = row(page, 'First line second line');
    await expect(sent).toHaveAttribute('data-state', 'failed');
    await page.unroute(`**/api/messages/${wedding}`);
    await tabTo('retry', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(sent).toHaveAttribute('data-state', 'sent');
    await expect(input(page)).toBeFocused();
});

test('a customer can sign in, send and sign out by keyboard alone', async ({ server, visit }) => {
    await addHistory(server);
    const page = await visit(server);
    const tabTo = async (/** @type {import('@playwright/test').Locator} */ target) => {
        await expect(target).toBeVisible();
        for (let step = 0; step < 15; step++) {
            await page.keyboard.press('Tab');
            if (await target.evaluate((node) => node === document.activeElement)) return;
        }
        throw new Error('It cannot be reached by Tab');
    };
    await tabTo(page.getByRole('button', { name: /Alice Martin/ }));
    await page.keyboard.press('Enter');
    await tabTo(page.locator(itemSelector(wedding)));
    await page.keyboard.press('Enter');
    await expect(page.locator('#messageInput')).toBeFocused();
    await page.keyboard.type('Written without a mouse');
    await page.keyboard.press('Enter');
    await expect(page.locator('.message').last()).toHaveAttribute('data-state', 'sent');
    const older = page.locator('.message-text').and(page.getByText('Older 0', { exact: true }));
    await expect(older).toHaveCount(0);
    await tabTo(page.locator('#conversationMessages'));
    await page.keyboard.press('Home');
    await expect(older).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.locator('.modal')).toHaveCount(0);
    await tabTo(page.getByRole('button', { name: 'Sign out' }));
    await page.keyboard.press('Enter');
    await expect(page.locator(itemSelector(wedding))).toHaveCount(0);
});

test('the dashboard too reads only new messages aloud', async ({ server, enter }) => {
    await addHistory(server);
    const page = await enter(server, 'usr_alice');
    await expect(page.locator(itemSelector(wedding))).toBeVisible();
    const messages = `**/api/messages/${wedding}*`;
    let answer = () => {};
    const noted = new Promise((resolve) => {
        answer = () => resolve(null);
    });
    await page.route(messages, async (route) => {
        await noted;
        await route.fallback();
    });
    await page.locator(itemSelector(wedding)).click();
    const log = page.locator('#conversationMessages');
    await noteReadAloud(log);
    answer();
    await expect(page.locator('.message').first()).toBeVisible();
    await expect(log).toHaveAttribute('aria-live', 'polite');
    await log.evaluate((node) => node.scrollTo(0, 10));
    await expect(messageRow(page, 'Older 0')).toHaveCount(1);
    await expect(log).toHaveAttribute('aria-live', 'polite');
    expect(await readAloud(page)).toEqual([]);
    await (await signIn(server, bloom.id)).send(wedding, 'News');
    await expect(messageRow(page, 'News')).toHaveCount(1);
    expect((await readAloud(page)).filter((text) => text.includes('News'))).toHaveLength(1);
});

test('a toast stays while it is hovered or has the focus, and can be closed', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    const supplier = await signIn(server, bloom.id);
    const notice = page.locator('.messaging-toast');
    const close = notice.getByRole('button', { name: 'Close' });
    // Left alone, a toast is shown for 3 s.
    const longer = 4500;
    await supplier.send(tasting, 'One');
    await notice.hover();
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), longer);
    await expect(notice).toBeVisible();
    await close.focus();
    await page.mouse.move(0, 0);
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), longer);
    await expect(notice).toBeVisible();
    await page.locator('#messageInput').focus();
    await expect(notice).toHaveCount(0);
    await supplier.send(tasting, 'Two');
    await close.click();
    await expect(notice).toHaveCount(0);
});
