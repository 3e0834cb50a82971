// The elements where something is not as usual: nobody is signed in, a panel is closed, the server
// does not answer, the screen is small.
import { changeConversations } from './support/conversations.js';
import { arriveAtElements, item, useHastyTimes } from './support/elements_page.js';
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
