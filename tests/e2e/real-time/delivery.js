import {
    expectStatus,
    itemSelector,
    messageRow,
    openConversation,
    shownTexts,
    write,
} from '../support/dashboard.js';
import { expect, test } from '../support/test.ts';

const wedding = 'thd_wedding';

test('a message from the customer reaches the supplier, and the reply comes back', async ({
    server,
    enter,
}) => {
    const [alice, bloom] = [await enter(server, 'usr_alice'), await enter(server, 'usr_bloom')];
    await Promise.all([openConversation(alice, wedding), openConversation(bloom, wedding)]);
    await expectStatus(alice, 'Online');
    await expectStatus(bloom, 'Online');
    await write(alice, 'Is the garden free?');
    await expect(messageRow(bloom, 'Is the garden free?')).toBeVisible();
    await write(bloom, 'It is.');
    await expect(messageRow(alice, 'It is.')).toBeVisible();
    expect((await shownTexts(alice)).slice(-2)).toEqual(['Is the garden free?', 'It is.']);
    await expect.poll(() => shownTexts(bloom)).toEqual(await shownTexts(alice));
    // The server has stored each once, too.
    const stored = await server.store.history(wedding, { limit: 100 });
    expect(stored.messages.map(({ text }) => text)).toEqual(await shownTexts(alice));
});

test('an own message is shown at once, together with its delivery state', async ({
    server,
    enter,
}) => {
    const alice = await enter(server, 'usr_alice');
    await openConversation(alice, wedding);
    /** @type {() => void} */
    let letGo = () => {};
    const held = new Promise((resolve) => {
        letGo = () => resolve(undefined);
    });
    await alice.route('**/api/messages/thd_wedding', async (route) => {
        if (route.request().method() === 'POST') await held;
        await route.fallback();
    });
    await write(alice, 'Slowly does it');
    const row = messageRow(alice, 'Slowly does it');
    await expect(row).toHaveAttribute('data-state', 'pending');
    await expect(row.locator('.message-status')).toHaveText('Sending');
    letGo();
    await expect(row).toHaveAttribute('data-state', 'sent');
    const bloom = await enter(server, 'usr_bloom');
    await openConversation(bloom, wedding);
    await expect(row).toHaveAttribute('data-state', 'read');
    await expect(row).toHaveCount(1);
});

test('the sender sees a read receipt once the recipient has the message on screen', async ({
    server,
    enter,
}) => {
    const [alice, bloom] = [await enter(server, 'usr_alice'), await enter(server, 'usr_bloom')];
    await Promise.all([openConversation(alice, wedding), openConversation(bloom, wedding)]);
    await write(alice, 'Read this');
    const status = messageRow(alice, 'Read this').locator('.message-status');
    await expect(status).toHaveAttribute('data-read', 'true');
    await expect(status).toHaveText('Read');
    // Messages in a closed conversation stay unread.
    await bloom.keyboard.press('Escape');
    await write(alice, 'And this');
    await expect(bloom.locator(itemSelector(wedding))).toContainText('And this');
    // Time for a receipt that should not come.
    await alice.waitForTimeout(500);
    await expect(messageRow(alice, 'And this')).toHaveAttribute('data-state', 'sent');
});

test('the typing indicator shows a name and disappears on sending or after a pause', async ({
    server,
    enter,
}) => {
    const [alice, bloom] = [await enter(server, 'usr_alice'), await enter(server, 'usr_bloom')];
    await Promise.all([openConversation(alice, wedding), openConversation(bloom, wedding)]);
    const indicator = bloom.locator('#typingIndicatorContainer .typing-indicator');
    await expect(indicator).toBeHidden();
    await alice.locator('#messageInput').pressSequentially('Hm', { delay: 30 });
    await expect(indicator).toBeVisible();
    await expect(indicator.locator('.typing-text')).toHaveText('Alice Martin is typing...');
    await expect(alice.locator('.typing-indicator')).toBeHidden();
    await alice.locator('#messageInput').press('Enter');
    await expect(messageRow(bloom, 'Hm')).toBeVisible();
    await expect(indicator).toBeHidden();
    await alice.locator('#messageInput').pressSequentially('On second thought');
    await expect(indicator).toBeVisible();
    // Two seconds without a key, well before the server's own limit of five.
    await expect(indicator).toBeHidden({ timeout: 4000 });
});

test('messages in a closed conversation count as unread until it is opened', async ({
    server,
    enter,
}) => {
    const [alice, bloom] = [await enter(server, 'usr_alice'), await enter(server, 'usr_bloom')];
    await openConversation(bloom, wedding);
    await expectStatus(alice, 'Online');
    const badge = alice.locator('#unreadMessageBadge');
    const others = Number.parseInt(await badge.innerText(), 10);
    await write(bloom, 'One');
    await write(bloom, 'Two');
    await expect(alice.locator(`${itemSelector(wedding)} .badge`)).toContainText('2');
    await expect(badge).toHaveText(`${others + 2} unread`);
    await expect(alice).toHaveTitle(`(${others + 2}) Messages`);
    await openConversation(alice, wedding);
    await expect(badge).toHaveText(`${others} unread`);
    await expect(alice).toHaveTitle(`(${others}) Messages`);
    await expect(alice.locator(`${itemSelector(wedding)} .badge`)).toHaveCount(0);
});

test('fifty messages written by both at once arrive once, in the same order', async ({
    server,
    enter,
}) => {
    const [alice, bloom] = [await enter(server, 'usr_alice'), await enter(server, 'usr_bloom')];
    await Promise.all([openConversation(alice, wedding), openConversation(bloom, wedding)]);
    const before = (await shownTexts(alice)).length;
    const type = async (/** @type {import('@playwright/test').Page} */ page, who = '') => {
        for (let number = 0; number < 25; number++) await write(page, `${who} ${number}`);
    };
    await Promise.all([type(alice, 'alice'), type(bloom, 'bloom')]);
    for (const page of [alice, bloom]) {
        await expect(page.locator('.message')).toHaveCount(before + 50);
        await expect(page.locator('[data-state=pending], [data-state=failed]')).toHaveCount(0);
    }
    const shown = await shownTexts(alice);
    expect(await shownTexts(bloom)).toEqual(shown);
    for (const who of ['alice', 'bloom']) {
        const own = shown.filter((text) => text.startsWith(who));
        expect(own).toEqual(Array.from({ length: 25 }, (_, number) => `${who} ${number}`));
    }
});
