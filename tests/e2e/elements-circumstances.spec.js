// The elements under unusual conditions: nobody is signed in, a panel is closed, the server does
// not respond, the screen is small.
import { signIn } from '../server/support.ts';
import { changeConversations } from './support/conversations.js';
import {
    addHistory,
    arriveAtElements,
    choose,
    elementsPath,
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
 * Hides or shows the thread, like a page that closes or opens its panel.
 * @param {Page} page
 * @param {boolean} hidden
 */
const hideThread = (page, hidden) =>
    page.evaluate((isHidden) => {
        const thread = document.querySelector('messaging-thread');
        if (thread) thread.hidden = isHidden;
    }, hidden);

/** Records what the thread adds from now on, in `testTold`. @param {Page} page */
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

test('after a sign-out the thread says so, and hides the message box until a sign-in', async ({
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

test('a change of user in a follower does not show "No messages yet"', async ({
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

test('after a sign-in elsewhere, Try again shows the conversations at once', async ({
    server,
    enter,
}) => {
    /** @type {Awaited<ReturnType<import('@playwright/test').BrowserContext['cookies']>>} */
    let known = [];
    const page = await enter(server, 'usr_alice', {
        path: '/e2e/elements.html',
        faults: true,
        before: async (fresh) => {
            known = await fresh.context().cookies();
            await fresh.context().clearCookies();
            await fresh.addInitScript(() => {
                window.testTold = [];
                window.addEventListener('messaging:error', ({ detail }) => {
                    window.testTold.push(detail.operation);
                });
            });
        },
    });
    // After the first refusal of the list and of the socket it tries again by itself.
    const told = async (/** @type {string} */ operation) => {
        /** @type {string[]} */
        const operations = await page.evaluate(() => window.testTold);
        return operations.filter((one) => one === operation).length;
    };
    await expect.poll(() => told('auth')).toBe(1);
    await expect.poll(() => told('conversations')).toBeGreaterThan(1);
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'unauthenticated');
    await page.context().addCookies(known);
    await page.locator('messaging-inbox').getByRole('button', { name: 'Try again' }).click();
    await expect(items(page)).toHaveCount(3);
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'online');
});

test('after cleanup() the elements are empty until the system is used again', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await page.evaluate(() => window.system.cleanup());
    await expect(items(page)).toHaveCount(0);
    await expect(page.locator('.message')).toHaveCount(0);
    await page.evaluate(() => void window.system.initWebSocket());
    await expect(items(page)).toHaveCount(3);
    await (await signIn(server, bloom.id)).send(wedding, 'After the cleanup');
    await expect(row(page, 'After the cleanup')).toBeVisible();
});

test('a sign-out moves the focus from the message box to the log', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await input(page).focus();
    await page.context().clearCookies();
    await page.evaluate(() => window.system.configure({ user: null }));
    await expect(input(page)).toBeHidden();
    await expect(page.locator('messaging-thread .log')).toBeFocused();
});

test('a refused socket hides neither messages nor message box if the cookie is valid', async ({
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

test('a conversation whose messages are gone is shown as empty', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    // As if the server was restored from a backup older than the first message.
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

test('with an expired session the thread notes that messages wait for a sign-in', async ({
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

test('the inbox shows a draft only once its conversation is no longer open', async ({
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

test('a thread that is shown again scrolls to new messages and marks them as read', async ({
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

test('a scrolled-up thread keeps its position when it is hidden and shown again', async ({
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

test('a conversation without a supplier name shows its subject', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server, {
        before: async (fresh) => {
            await useHastyTimes(fresh);
            await changeConversations((one) => delete one.supplierName)(fresh);
        },
    });
    await expect(item(page, wedding).locator('.inbox-name')).toHaveText('Wedding dinner, June 12');
});

test('retrying to load the messages moves the focus to the log', async ({ server, enter }) => {
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

test('retrying to load the conversations moves the focus to the first one', async ({
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

test('on a phone a toast does not cover the message box', async ({ server, enter }) => {
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

test('the receipt of a read message has the text colour of own messages', async ({
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

test('a draft sent in one tab leaves the box of the other, too', async ({
    server,
    enter,
    visit,
}) => {
    const page = await arriveAtElements(enter, server);
    const other = await visit(server, { context: page.context(), path: elementsPath });
    await choose(page, wedding);
    await choose(other, wedding);
    await input(page).fill('Only once');
    await expect(input(other)).toHaveValue('Only once');
    await input(page).press('Enter');
    await expect(input(other)).toHaveValue('');
});
