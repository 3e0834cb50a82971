// Reading and writing, on the dashboards and in the elements alike.
import { signIn } from '../server/support.ts';
import { itemSelector, messageRow, openConversation } from './support/dashboard.js';
import { addHistory, arriveAtElements, choose } from './support/elements_page.js';
import { alice, bloom, tasting, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').Locator} Locator */
/** @typedef {import('../../server/reference_server.ts').ReferenceServer} Server */
/** @typedef {import('./support/test.ts').Visit} Visit */
/** @typedef {(server: Server, userId: string, visit?: Visit) => Promise<Page>} Enter */

const phone = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true };

const views = {
    /** @param {Enter} enter @param {Server} server */
    async dashboard(enter, server, browser = {}) {
        const page = await enter(server, alice.id, { browser });
        await openConversation(page, wedding);
        return { page, log: page.locator('#conversationMessages'), box: '#messageInput' };
    },
    /** @param {Enter} enter @param {Server} server */
    async elements(enter, server, browser = {}) {
        const page = await arriveAtElements(enter, server, { browser });
        await choose(page, wedding);
        return { page, log: page.locator('.log'), box: 'messaging-thread textarea' };
    },
};

for (const [name, arrive] of Object.entries(views)) {
    test(`${name}: web addresses in a message open in a new tab`, async ({ server, enter }) => {
        const { page, log } = await arrive(enter, server);
        const address = `${server.url}/?a=1&b=2`;
        const text = `Here (${address}), not javascript:alert(1) <a href="${server.url}">`;
        await (await signIn(server, bloom.id)).send(wedding, text);
        await expect(log.getByText('Here (')).toHaveText(text);
        const links = log.getByRole('link');
        await expect(links).toHaveText([address, server.url]);
        await expect(links.first()).toHaveAttribute('rel', 'noopener noreferrer');
        await expect(links.first()).toHaveAttribute('dir', 'ltr');
        const [opened] = await Promise.all([page.waitForEvent('popup'), links.first().click()]);
        expect(opened.url()).toBe(address);
        expect(await opened.evaluate(() => window.opener)).toBe(null);
    });

    test(`${name}: from far up a button leads to the newest message`, async ({ server, enter }) => {
        await addHistory(server, 60);
        const { page, log } = await arrive(enter, server);
        const button = page.getByRole('button', { name: 'Newest messages' });
        await expect(log.getByText('Older 59')).toBeInViewport();
        await expect(button).toBeHidden();
        await log.evaluate((node) => node.scrollBy(0, -node.clientHeight / 2));
        await expect(log.getByText('Older 59')).not.toBeInViewport();
        await expect(button).toBeHidden();
        await log.evaluate((node) => node.scrollBy(0, -node.clientHeight));
        await button.click();
        await expect(log.getByText('Older 59')).toBeInViewport();
        await expect(button).toBeHidden();
        await expect(log).toBeFocused();
    });

    test(`${name}: on a phone, Enter begins a new line`, async ({ server, enter }) => {
        const { page, box } = await arrive(enter, server, phone);
        await page.locator(box).fill('First');
        await page.locator(box).press('Enter');
        await page.locator(box).pressSequentially('second');
        await expect(page.locator(box)).toHaveValue('First\nsecond');
        // A keyboard may be attached.
        await page.locator(box).press('Control+Enter');
        await expect(page.locator(box)).toHaveValue('');
    });

    test(`${name}: a refused message says why, also when it is refused again`, async ({
        server,
        enter,
    }) => {
        const { page, log, box } = await arrive(enter, server);
        let error = 'No telephone numbers, please';
        await page.route(`**/api/messages/${wedding}`, (route) =>
            route.request().method() === 'POST'
                ? route.fulfill({ status: 422, json: { error } })
                : route.fallback(),
        );
        await page.locator(box).fill('555 0100');
        await page.locator(box).press('Enter');
        await expect(log.getByText('Not sent: No telephone numbers, please')).toBeVisible();
        error = 'The conversation is closed';
        await page.getByRole('button', { name: 'Retry' }).click();
        await expect(log.getByText('Not sent: The conversation is closed')).toBeVisible();
    });

    test(`${name}: each refused message has its own reason, and no words of ours`, async ({
        server,
        enter,
    }) => {
        const { page, log, box } = await arrive(enter, server);
        const bodies = [{ error: 'First' }, { error: 'Second' }, {}];
        await page.route(`**/api/messages/${wedding}`, (route) =>
            route.request().method() === 'POST'
                ? route.fulfill({ status: 422, json: bodies.shift() ?? {} })
                : route.fallback(),
        );
        const reasons = log.locator('.message-failure-text, .failure > span:first-child');
        for (const count of [1, 2, 3]) {
            await page.locator(box).fill('The same');
            await page.locator(box).press('Enter');
            await expect(reasons).toHaveCount(count);
        }
        await expect(reasons).toHaveText(['Not sent: First', 'Not sent: Second', 'Not sent']);
        await log.getByRole('button', { name: 'Retry' }).first().click();
        await expect(reasons).toHaveText(['Not sent', 'Not sent: Second', 'Not sent']);
    });
}

test('a line shows where the unread messages begin', async ({ server, enter }) => {
    const supplier = await signIn(server, bloom.id);
    for (const text of ['Unread one', 'Unread two']) await supplier.send(wedding, text);
    const page = await enter(server, alice.id);
    await expect(page.locator(itemSelector(wedding)).getByText('2 unread')).toBeVisible();
    await openConversation(page, wedding);
    const texts = () => page.locator('.message-rows > *').allTextContents();
    const place = (await texts()).indexOf('New');
    expect((await texts()).slice(place + 1)).toEqual([
        expect.stringContaining('Unread one'),
        expect.stringContaining('Unread two'),
    ]);
    // What comes while it is open is not new to the reader.
    await supplier.send(wedding, 'Unread three');
    await expect(messageRow(page, 'Unread three')).toBeVisible();
    expect((await texts()).indexOf('New')).toBe(place);
    await openConversation(page, tasting);
    await openConversation(page, wedding);
    await expect(page.locator('.message-rows')).not.toContainText('New');
});

test('on a wide screen the keyboard reaches the list beside a conversation', async ({
    server,
    enter,
}) => {
    const page = await enter(server, alice.id, {
        browser: { viewport: { width: 1280, height: 800 } },
    });
    await openConversation(page, wedding);
    await expect(page.getByRole('dialog')).not.toHaveAttribute('aria-modal');
    const focused = page.locator('.thread-item:focus');
    for (let tab = 0; tab < 15 && !(await focused.count()); tab += 1) {
        await page.keyboard.press('Shift+Tab');
    }
    await expect(focused).toHaveCount(1);
    await page.setViewportSize(phone.viewport);
    await expect(page.getByRole('dialog')).toHaveAttribute('aria-modal', 'true');
});

test('on a narrow screen the focus stays in the conversation', async ({ server, enter }) => {
    const page = await enter(server, alice.id, { browser: { viewport: phone.viewport } });
    await openConversation(page, wedding);
    for (let tab = 0; tab < 10; tab += 1) {
        await page.keyboard.press(tab < 5 ? 'Tab' : 'Shift+Tab');
        await expect(page.locator('.modal :focus')).toHaveCount(1);
    }
    await page.keyboard.press('Escape');
    await expect(page.locator(itemSelector(wedding))).toBeFocused();
});
