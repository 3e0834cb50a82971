// The elements where something is not as usual: nobody is signed in, a panel is closed, the server
// does not answer, the screen is small.
import { signIn } from '../server/support.ts';
import { changeConversations } from './support/conversations.js';
import {
    arriveAtElements,
    choose,
    input,
    item,
    items,
    useHastyTimes,
} from './support/elements_page.js';
import { bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

test('who is signed out is told so, and writes nothing that the next one would send', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    const thread = page.locator('messaging-thread');
    await thread.evaluate((node) => {
        window.testTold = [];
        new MutationObserver((changes) => {
            const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
            window.testTold.push(...added.map(({ textContent }) => textContent));
        }).observe(/** @type {Node} */ (node.shadowRoot), { childList: true, subtree: true });
    });
    await page.context().clearCookies();
    await page.evaluate(() => window.system.configure({ user: null }));
    await expect(thread.getByRole('alert')).toContainText('Signed out');
    await expect(input(page)).toBeHidden();
    await expect(page.locator('.message')).toHaveCount(0);
    const { cookies } = await signIn(server, bloom.id);
    const value = cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate((user) => window.system.configure({ user }), bloom);
    await expect(page.locator('.message.own')).toHaveCount(1);
    await expect(input(page)).toBeVisible();
    await expect(thread.getByRole('alert')).toHaveCount(0);
    expect(await page.evaluate(() => window.testTold)).not.toContain('No messages yet');
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
