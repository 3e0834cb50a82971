// The elements where something is not as usual: nobody is signed in, a panel is closed, the server
// does not answer, the screen is small.
import { changeConversations } from './support/conversations.js';
import { arriveAtElements, item, items, useHastyTimes } from './support/elements_page.js';
import { wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

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
