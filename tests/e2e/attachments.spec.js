// Attachments of messages, in the elements and on the dashboards, against the real server.
import { signIn } from '../server/support.ts';
import { changeConversations } from './support/conversations.js';
import { itemSelector, messageRow, openConversation } from './support/dashboard.js';
import { arriveAtElements, choose, elementsPath, item, row } from './support/elements_page.js';
import { alice, bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

const menu = { url: '/files/menu.pdf', name: 'Menu.pdf', type: 'application/pdf' };

test('attachments are links only if their URLs are safe', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server, {
        before: (fresh) =>
            fresh.route(`**/api/messages/${wedding}*`, async (route) => {
                if (route.request().method() !== 'GET') return route.fallback();
                const response = await route.fetch();
                const body = await response.json();
                body.messages[0].attachments = [
                    { url: 'javascript:alert(1)', name: 'script' },
                    { url: 'data:text/html,<script>alert(1)</script>', name: 'page' },
                    { url: 'data:image/svg+xml,<svg/>', name: 'drawing', type: 'image/svg+xml' },
                    { url: '/files/menu.pdf', name: 'Menu.pdf' },
                    { url: '/files/hall.png', type: 'image/png', name: 'The hall' },
                    'https://example.org/plan.pdf',
                ];
                await route.fulfill({ response, json: body });
            }),
    });
    await choose(page, wedding);
    const links = page.locator('a.attachment');
    await expect(links).toHaveCount(3);
    const { origin } = new URL(server.url);
    expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
        `${origin}/files/menu.pdf`,
        `${origin}/files/hall.png`,
        'https://example.org/plan.pdf',
    ]);
    for (const link of await links.all()) {
        await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    }
    await expect(page.locator('.attachments img')).toHaveCount(1);
    await expect(page.getByRole('img', { name: 'The hall' })).toHaveCount(1);
    await expect(page.locator('.attachment', { hasText: 'script' })).toBeVisible();
});

test('attachments of a sent message are shown to the sender and the recipient', async ({
    server,
    enter,
}) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await page.evaluate(
        async ([id, attachments]) => {
            const note = { mood: 'good' };
            await window.system.sendMessage(id, { message: 'The menu', attachments, note });
        },
        /** @type {const} */ ([wedding, [menu]]),
    );
    await expect(row(page, 'The menu')).toHaveAttribute('data-state', 'sent');
    const link = { name: 'Menu.pdf' };
    await expect(row(page, 'The menu').getByRole('link', link)).toHaveCount(1);
    const other = await enter(server, bloom.id, { path: `${elementsPath}?user=${bloom.id}` });
    await choose(other, wedding);
    await expect(row(other, 'The menu').getByRole('link', link)).toHaveCount(1);
});

test('the dashboard shows attachments as links, and images inline', async ({ server, enter }) => {
    const attachments = [menu, { url: '/files/hall.png', name: 'The hall' }];
    const supplier = await signIn(server, bloom.id);
    await supplier.post(`/api/messages/${wedding}`, { message: 'The menu', attachments });
    const page = await enter(server, alice.id);
    await openConversation(page, wedding);
    const links = messageRow(page, 'The menu').locator('a.attachment');
    await expect(links).toHaveText([/^Menu.pdf/, /opens in a new tab/]);
    await expect(links.first()).toHaveAttribute('href', `${server.url}/files/menu.pdf`);
    await expect(page.locator('.attachments img')).toHaveAttribute('alt', 'The hall');
    await expect(page.locator('.attachments:visible')).toHaveCount(1);
});

test('the preview of a last message without text reads "Attachment"', async ({ server, enter }) => {
    const nothing = { lastMessage: '', lastMessagePreview: '' };
    const before = changeConversations((one) => Object.assign(one, nothing));
    const page = await arriveAtElements(enter, server, { before });
    await expect(item(page, wedding).locator('.inbox-text')).toHaveText('Attachment');
    const dashboard = await enter(server, alice.id, { before });
    const preview = dashboard.locator(itemSelector(wedding)).locator('.thread-preview');
    await expect(preview).toHaveText(/^You:\sAttachment$/);
});

test('an attachment keeps the focus when its message is rendered again', async ({
    server,
    enter,
}) => {
    const supplier = await signIn(server, bloom.id);
    await supplier.post(`/api/messages/${wedding}`, { message: 'The menu', attachments: [menu] });
    const page = await enter(server, alice.id);
    await openConversation(page, wedding);
    const link = messageRow(page, 'The menu').locator('a.attachment');
    await link.focus();
    // The first message is then no longer its sender's last, so it is rendered again.
    await supplier.send(wedding, 'And more');
    await expect(messageRow(page, 'And more')).toHaveCount(1);
    await expect(link).toBeFocused();
});

test('an attachment that arrives after its message is shown', async ({ server, enter }) => {
    const page = await enter(server, alice.id);
    await openConversation(page, wedding);
    await (await signIn(server, bloom.id)).send(wedding, 'The menu');
    await expect(messageRow(page, 'The menu')).toHaveCount(1);
    await page.evaluate(
        async ([conversationId, attachment]) => {
            const url = '/messaging.js';
            const { messagingSystem } = await import(url);
            messagingSystem.fetchMessagesFromAPI(
                conversationId,
                (/** @type {{ text: string }[]} */ all) => {
                    const message = all.find(({ text }) => text === 'The menu');
                    const attachments = [attachment];
                    const told = { conversationId, message: { ...message, attachments } };
                    messagingSystem.handleNewMessage(told);
                },
            );
        },
        /** @type {const} */ ([wedding, menu]),
    );
    await expect(messageRow(page, 'The menu').locator('a.attachment')).toContainText('Menu.pdf');
});
