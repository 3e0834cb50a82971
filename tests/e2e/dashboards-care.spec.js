// What the dashboards do so that nobody loses the place or a text.
import {
    configureFirst,
    expectStatus,
    messageRow,
    openConversation,
    write,
} from './support/dashboard.js';
import { addHistory } from './support/elements_page.js';
import { alice, bloom, wedding } from './support/people.js';
import { refuseSockets } from './support/servers.js';
import { expect, hasty, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

const phone = { width: 390, height: 700 };
const wide = { width: 1600, height: 900 };

/** @param {Page} page */
const gapBelow = (page) =>
    page
        .locator('#conversationMessages')
        .evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);

/** Makes the server refuse all messages. @param {Page} page @param {number} status */
const refuseSends = (page, status) =>
    page.route(`**/api/messages/${wedding}`, (route) =>
        route.fulfill({ status, json: { error: 'No' } }),
    );

test('turning a phone keeps the newest message in sight', async ({ server, enter }) => {
    const sender = { id: bloom.id, role: 'supplier', name: 'Bloom' };
    for (let n = 0; n < 40; n += 1) {
        const text = `${n} ${'breaks elsewhere in another width '.repeat(5)}`;
        await server.store.addMessage({ conversationId: wedding, sender, text });
    }
    const flat = { width: 844, height: 390 };
    const page = await enter(server, alice.id, { browser: { viewport: phone } });
    await openConversation(page, wedding);
    await expect.poll(() => gapBelow(page)).toBeLessThan(2);
    for (const size of [flat, phone, flat]) {
        await page.setViewportSize(size);
        await page.waitForTimeout(300);
        expect(await gapBelow(page)).toBeLessThan(2);
    }
});

test('signing out with unsent messages asks first, and can be called off', async ({
    server,
    enter,
}) => {
    const page = await enter(server, alice.id, { browser: { viewport: wide } });
    await openConversation(page, wedding);
    await refuseSends(page, 503);
    await write(page, 'One');
    const signOut = page.getByRole('button', { name: 'Sign out' });
    await signOut.click();
    const question = page.getByRole('dialog', { name: '1 message has not been sent yet.' });
    await expect(question).toContainText('Sign out and lose it?');
    await page.keyboard.press('Escape');
    await expect(question).toHaveCount(0);
    await write(page, 'Two');
    await signOut.click();
    const both = page.getByRole('dialog', { name: '2 messages have not been sent yet.' });
    await both.getByRole('button', { name: 'Stay' }).click();
    await expect(messageRow(page, 'Two')).toHaveAttribute('data-state', 'pending');
    await signOut.click();
    await both.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/');
});

test('a browser without dialogs asks before signing out, too', async ({ server, enter }) => {
    const before = (/** @type {Page} */ page) =>
        page.addInitScript(() => void Reflect.deleteProperty(window, 'HTMLDialogElement'));
    const page = await enter(server, alice.id, { browser: { viewport: wide }, before });
    await openConversation(page, wedding);
    await refuseSends(page, 503);
    await write(page, 'One');
    let asked = '';
    page.once('dialog', (question) => {
        asked = question.message();
        void question.accept();
    });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/');
    expect(asked).toContain('1 message has not been sent yet.');
});

test('a page that finds unsent messages of an earlier one asks before signing out', async ({
    server,
    enter,
}) => {
    const page = await enter(server, alice.id, { browser: { viewport: wide } });
    await openConversation(page, wedding);
    await refuseSends(page, 400);
    await write(page, 'Refused');
    await expect(messageRow(page, 'Refused')).toHaveAttribute('data-state', 'failed');
    await page.goto('/dashboard-customer.html');
    await expectStatus(page, 'Online');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('dialog', { name: '1 message has' })).toBeVisible();
});

test('a draft sent in one tab leaves the box of the other', async ({ server, enter, visit }) => {
    const page = await enter(server, alice.id);
    const path = `/dashboard-customer.html#conversation=${wedding}`;
    const other = await visit(server, { context: page.context(), path });
    await openConversation(page, wedding);
    const [here, there] = [page.locator('#messageInput'), other.locator('#messageInput')];
    await here.fill('Only once');
    await expect(there).toHaveValue('Only once');
    await here.press('Enter');
    await expect(there).toHaveValue('');
    await there.fill('Mine');
    await expect(here).toHaveValue('Mine');
});

test('while messages are polled, the note says so', async ({ server, enter }) => {
    const page = await enter(server, alice.id, { before: configureFirst(hasty) });
    await openConversation(page, wedding);
    await expectStatus(page, 'Online');
    const allowSockets = refuseSockets(server);
    const note = page.locator('.connection-note');
    await expect(note).toHaveText('New messages may arrive with a delay.');
    await page.context().setOffline(true);
    await expect(note).toHaveText(/^You are offline\./);
    await page.context().setOffline(false);
    allowSockets();
    await expectStatus(page, 'Online');
    await expect(note).toHaveText('');
});

test('an unknown conversation has neither a name nor a face', async ({ server, enter }) => {
    const path = '/dashboard-customer.html#conversation=thd_nothing';
    const page = await enter(server, alice.id, { path });
    await expect(page.locator('#conversationTitle')).toHaveText('Conversation not found');
    await expect(page.locator('.modal .avatar')).toHaveCount(0);
});

test('typing a long text keeps the newest message in sight', async ({ server, enter }) => {
    const page = await enter(server, alice.id, { browser: { viewport: phone } });
    await openConversation(page, wedding);
    for (let line = 0; line < 6; line += 1) {
        await page.locator('#messageInput').pressSequentially(`line ${line}`);
        await page.keyboard.press('Shift+Enter');
    }
    await page.waitForTimeout(300);
    expect(await gapBelow(page)).toBeLessThan(2);
});

test('the message box fits its text again when the width changes', async ({ server, enter }) => {
    const page = await enter(server, alice.id, { browser: { viewport: { ...phone, width: 800 } } });
    await openConversation(page, wedding);
    const input = page.locator('#messageInput');
    await input.fill('one line when wide, and several when narrow '.repeat(2));
    const height = () => input.evaluate((node) => node.clientHeight);
    const wideHeight = await height();
    await page.setViewportSize(phone);
    await expect.poll(height).toBeGreaterThan(wideHeight);
});

test('the first line of a message keeps its indentation', async ({ server, enter }) => {
    const page = await enter(server, alice.id);
    await openConversation(page, wedding);
    await write(page, '\n  - roses\n  - tulips \n');
    const newest = page.locator('.message').last();
    await expect(newest).toHaveAttribute('data-state', 'sent');
    expect(await newest.locator('.message-text').textContent()).toBe('  - roses\n  - tulips');
});

test('a message in Arabic begins at the right edge of its bubble', async ({ server, enter }) => {
    const sender = { id: bloom.id, role: 'supplier', name: 'Bloom' };
    const text = `${'حفل زفاف في الهواء الطلق '.repeat(6)}نعم`;
    await server.store.addMessage({ conversationId: wedding, sender, text });
    const page = await enter(server, alice.id);
    await openConversation(page, wedding);
    const bubble = page.locator('.message').last().locator('.bubble');
    await expect(bubble).toHaveCSS('direction', 'rtl');
    const words = await bubble.locator('.message-text').evaluate((node) => {
        const lines = [...node.getClientRects()];
        return lines[lines.length - 1]?.right ?? 0;
    });
    const box = await bubble.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0) - words).toBeLessThan(20);
});

test('a server that fails is not blamed on the connection', async ({ server, enter }) => {
    const page = await enter(server, alice.id, {
        before: (fresh) =>
            fresh.route('**/api/messages/conversations*', (route) =>
                route.fulfill({ status: 500, json: {} }),
            ),
    });
    await expect(page.getByText('Something went wrong on our side.')).toBeVisible();
});

test('paper shows a whole conversation, and only that', async ({ server, enter }) => {
    await addHistory(server, 100);
    const page = await enter(server, alice.id, { browser: { viewport: phone } });
    await openConversation(page, wedding);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('#messageInput')).toBeHidden();
    await expect(page.locator('.site-header')).toBeHidden();
    const { scrollHeight, clientHeight } = await page
        .locator('#conversationMessages')
        .evaluate(({ scrollHeight, clientHeight }) => ({ scrollHeight, clientHeight }));
    expect(clientHeight).toBe(scrollHeight);
    const pages = (await page.pdf()).toString('latin1').match(/\/Type \/Page\b/g);
    expect(pages?.length).toBeGreaterThan(1);
});
