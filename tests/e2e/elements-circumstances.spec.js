// The elements where something is not as usual: nobody is signed in, a panel is closed, the server
// does not answer, the screen is small.
import { signIn } from '../server/support.ts';
import { changeConversations } from './support/conversations.js';
import {
    addHistory,
    arriveAtElements,
    choose,
    input,
    item,
    items,
    row,
    useHastyTimes,
    writeInThread,
} from './support/elements_page.js';
import { bloom, tasting, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

/**
 * As a page does that closes the panel of the thread, or opens it.
 * @param {Page} page
 * @param {boolean} hidden
 */
const hideThread = (page, hidden) =>
    page.evaluate((isHidden) => {
        const thread = document.querySelector('messaging-thread');
        if (thread) thread.hidden = isHidden;
    }, hidden);

/** What the thread shows from now on, in `testTold`. @param {Page} page */
const recordThread = (page) =>
    page.locator('messaging-thread').evaluate((node) => {
        window.testTold = [];
        new MutationObserver((changes) => {
            const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
            window.testTold.push(...added.map(({ textContent }) => textContent));
        }).observe(/** @type {Node} */ (node.shadowRoot), { childList: true, subtree: true });
    });

/** @param {Page} page @param {import('../../server/reference_server.ts').ReferenceServer} server */
async function becomeBloom(page, server) {
    const { cookies } = await signIn(server, bloom.id);
    const value = cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate((user) => window.system.configure({ user }), bloom);
}

test('who is signed out is told so, and writes nothing that the next one would send', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const thread = page.locator('messaging-thread');
    await recordThread(page);
    await page.context().clearCookies();
    await page.evaluate(() => window.system.configure({ user: null }));
    await expect(thread.getByRole('alert')).toContainText('Signed out');
    await expect(input(page)).toBeHidden();
    await expect(page.locator('.message')).toHaveCount(0);
    await becomeBloom(page, server);
    await expect(page.locator('.message.own')).toHaveCount(1);
    await expect(input(page)).toBeVisible();
    await expect(thread.getByRole('alert')).toHaveCount(0);
    expect(await page.evaluate(() => window.testTold)).not.toContain('No messages yet');
});

test('no other user of a tab that followed is told that there are no messages', async ({
    server,
    enter,
}) => {
    const first = await arriveAtElements(enter, server);
    const page = await arriveAtElements(enter, server, { context: first.context() });
    await choose(page, wedding);
    await recordThread(page);
    await becomeBloom(page, server);
    await expect(page.locator('.message.own')).toHaveCount(1);
    expect(await page.evaluate(() => window.testTold)).not.toContain('No messages yet');
});

test('the focus of who is signed out while he writes stays in the thread', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await input(page).focus();
    await page.context().clearCookies();
    await page.evaluate(() => window.system.configure({ user: null }));
    await expect(input(page)).toBeHidden();
    await expect(page.locator('messaging-thread .log')).toBeFocused();
});

test('whom the server knows by a cookie alone reads and writes though his socket is refused', async ({
    server,
    enter,
}) => {
    server.io.on('connection', (socket) => socket.emit('auth:error', { error: 'no' }));
    const page = await enter(server, 'usr_alice', {
        path: '/e2e/elements.html?user=unsaid',
        before: useHastyTimes,
    });
    await item(page, wedding).click();
    await expect(page.locator('.message').first()).toBeVisible();
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'unauthenticated');
    await expect(page.locator('.message').first()).toBeVisible();
    await expect(input(page)).toBeVisible();
});

test('a conversation that has lost its messages is shown as empty', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    // As after a restore from before its first message.
    await page.route('**/api/messages/sync*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        await route.fulfill({ response, json: { ...json, reset: true, messages: [] } });
    });
    await page.route(
        ({ pathname }) => pathname === `/api/messages/${wedding}`,
        (route) => route.fulfill({ json: { messages: [], hasMore: false } }),
    );
    await page.evaluate(() => window.system.refresh());
    await expect(page.locator('messaging-thread .log')).toHaveText('No messages yet');
});

test('whose session has expired is told that what he writes waits until he signs in', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await page.route('**/api/messages/**', (route) =>
        route.fulfill({ status: 401, json: { error: 'Unauthenticated' } }),
    );
    await writeInThread(page, 'Until later');
    const note = page.locator('messaging-thread .note');
    await expect(note).toHaveText('Signed out. What you write is sent when you sign in again.');
    await expect(row(page, 'Until later')).toBeVisible();
    await expect(input(page)).toBeVisible();
});

test('a draft stands in its box while its conversation is open, and then in the inbox', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await input(page).fill('Half a thought');
    const supplier = await signIn(server, bloom.id);
    await supplier.send(tasting, 'Asparagus is over');
    await expect(item(page, tasting)).toContainText('Asparagus');
    await expect(item(page, wedding)).not.toContainText('Draft');
    await choose(page, tasting);
    await expect(item(page, wedding)).toContainText('Draft: Half a thought');
});

test('a thread that comes into view again shows what has come meanwhile, and marks it as read', async ({
    server,
    enter,
}) => {
    await addHistory(server, 40);
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await expect(item(page, wedding).locator('.badge')).toBeHidden();
    await hideThread(page, true);
    const supplier = await signIn(server, bloom.id);
    for (const text of ['One', 'Two', 'Three']) await supplier.send(wedding, text);
    await expect(item(page, wedding)).toContainText('Three');
    await expect(item(page, wedding).locator('.badge')).toBeVisible();
    await hideThread(page, false);
    await expect(row(page, 'Three')).toBeInViewport();
    await expect(item(page, wedding).locator('.badge')).toBeHidden();
});

test('who has scrolled up is still there when the thread comes into view again', async ({
    server,
    enter,
}) => {
    await addHistory(server, 40);
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const log = page.locator('.log');
    const place = () => log.evaluate((node) => node.scrollTop);
    await log.evaluate((node) => node.scrollTo(0, 400));
    await expect.poll(place).toBe(400);
    await hideThread(page, true);
    const supplier = await signIn(server, bloom.id);
    await supplier.send(wedding, 'News');
    await expect(item(page, wedding)).toContainText('News');
    await hideThread(page, false);
    await expect(page.getByRole('button', { name: '1 new message' })).toBeVisible();
    expect(await place()).toBe(400);
});

test('no conversation is named after the user himself', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server, {
        before: async (fresh) => {
            await useHastyTimes(fresh);
            await changeConversations((one) => delete one.supplierName)(fresh);
        },
    });
    await expect(item(page, wedding).locator('.inbox-name')).toHaveText('Wedding dinner, June 12');
});

test('who asks again for messages has the focus in the log afterwards', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    const messages = `**/api/messages/${wedding}`;
    await page.route(messages, (route) => route.fulfill({ status: 400, json: {} }));
    await item(page, wedding).click();
    const again = page.locator('messaging-thread').getByRole('button', { name: 'Try again' });
    await again.focus();
    await page.unroute(messages);
    await page.keyboard.press('Enter');
    await expect(page.locator('.message')).toHaveCount(3);
    await expect(page.locator('.log')).toBeFocused();
});

test('who asks again for the conversations has the focus on the first one afterwards', async ({
    server,
    enter,
}) => {
    const conversations = '**/api/messages/conversations*';
    const page = await enter(server, 'usr_alice', {
        path: '/e2e/elements.html',
        before: (fresh) =>
            fresh.route(conversations, (route) => route.fulfill({ status: 400, json: {} })),
    });
    await page.locator('messaging-inbox').getByRole('button', { name: 'Try again' }).focus();
    await page.unroute(conversations);
    await page.keyboard.press('Enter');
    await expect(items(page)).toHaveCount(3);
    await expect(items(page).first()).toBeFocused();
});

test('on a phone a notice lies over neither the box nor its button', async ({ server, enter }) => {
    const browser = { viewport: { width: 390, height: 664 } };
    const page = await arriveAtElements(enter, server, { browser });
    await choose(page, wedding);
    await input(page).scrollIntoViewIfNeeded();
    const supplier = await signIn(server, bloom.id);
    await supplier.send(tasting, 'One');
    const notice = await page.locator('.messaging-toast').boundingBox();
    const box = await page.locator('.composer').boundingBox();
    expect(notice && box).toBeTruthy();
    expect((notice?.y ?? 0) + (notice?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);
});

test('on the smallest screens a long text leaves room for the messages', async ({
    server,
    enter,
}) => {
    const browser = { viewport: { width: 320, height: 256 } };
    const page = await arriveAtElements(enter, server, { browser });
    await choose(page, wedding);
    await input(page).fill('line\n'.repeat(20));
    const log = await page.locator('.log').boundingBox();
    expect(log?.height).toBeGreaterThan(70);
});

test('the sign of a message that was read has the colour of the text on own messages', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await page.evaluate(() => {
        const { style } = document.documentElement;
        style.setProperty('--messaging-accent', '#ffd166');
        style.setProperty('--messaging-on-accent', '#222222');
    });
    await choose(page, wedding);
    await writeInThread(page, 'Read soon');
    await expect(row(page, 'Read soon')).toHaveAttribute('data-state', 'sent');
    await (await signIn(server, bloom.id)).post(`/api/messages/${wedding}/read`);
    await expect(row(page, 'Read soon')).toHaveAttribute('data-state', 'read');
    await expect(row(page, 'Read soon').locator('.state')).toHaveCSS('color', 'rgb(34, 34, 34)');
});
