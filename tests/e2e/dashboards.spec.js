// The two dashboards around a conversation: what can be clicked, and what is shown.
import { signIn } from '../server/support.ts';
import { changeConversations } from './support/conversations.js';
import {
    expectStatus,
    itemSelector,
    messageRow,
    openConversation,
    write,
} from './support/dashboard.js';
import { addHistory } from './support/elements_page.js';
import { alice, bloom, tasting, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

const wide = { viewport: { width: 1600, height: 900 } };
const unknownPath = '/dashboard-customer.html#conversation=thd_nothing';

test('on a wide screen the list and the sign-out stay usable beside a conversation', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { browser: wide });
    await openConversation(page, wedding);
    await openConversation(page, tasting);
    await expect(page.locator(itemSelector(tasting))).toHaveAttribute('aria-current', 'true');
    await expect(page.locator('.modal')).toHaveCount(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/');
});

test('a click outside the conversation does not close it, its close button does', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { browser: wide });
    await openConversation(page, wedding);
    await page.mouse.click(5, 700);
    await expect(page.locator('.modal')).toHaveCount(1);
    await page.locator('.modal-close').click();
    await expect(page.locator('.modal')).toHaveCount(0);
});

test('the connection indicator is hidden while nobody is signed in', async ({
    server,
    enter,
    visit,
}) => {
    const page = await enter(server, 'usr_alice');
    await expectStatus(page, 'Online');
    const sign = page.locator('.messaging-connection-status');
    await expect(sign).toBeVisible();
    const other = await visit(server, {
        context: page.context(),
        path: '/dashboard-customer.html',
    });
    await other.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByText('Sign in to view messages')).toBeVisible();
    await expect(sign).toBeHidden();
    await other.locator('[data-user-id=usr_alice]').click();
    await expect(page.locator(itemSelector(wedding))).toBeVisible();
    await expect(sign).toBeVisible();
});

test('an inaccessible conversation has neither a retry button nor a message box', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice', { path: unknownPath });
    await expect(page.getByText('It does not exist, or it is not yours.')).toBeVisible();
    await expect(page.locator('#messageInput')).toBeHidden();
    await expect(page.locator('.modal').getByRole('button')).toHaveCount(1);
    await expect(page.locator('.modal-close')).toBeFocused();
    await page.keyboard.press('Enter');
    await openConversation(page, wedding);
});

test('a conversation that failed to load can be loaded again', async ({ server, enter }) => {
    const before = (/** @type {import('@playwright/test').Page} */ page) =>
        page.route(`**/api/messages/${wedding}*`, (route) =>
            route.fulfill({ status: 400, json: { error: 'Not like this' } }),
        );
    const page = await enter(server, 'usr_alice', { before });
    await page.locator(itemSelector(wedding)).click();
    const again = page.getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible();
    await expect(page.locator('#messageInput')).toBeVisible();
    await page.unroute(`**/api/messages/${wedding}*`);
    await again.click();
    await expect(page.locator('.message').first()).toBeVisible();
});

test('a text that is too long is not cut, and is sent once it is short enough', async ({
    server,
    enter,
}) => {
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    const input = page.locator('#messageInput');
    const text = `start ${'x'.repeat(10_000)} end`;
    await input.evaluate((node, pasted) => {
        node.focus();
        document.execCommand('insertText', false, pasted);
    }, text);
    await expect(input).toHaveValue(text);
    const note = page.locator('.composer-note');
    await expect(note).toHaveText('At most 10,000 characters can be sent: 10 too many.');
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    await expect(input).toHaveAccessibleDescription(/10 too many/);
    await input.press('Enter');
    await expect(input).toHaveValue(text);
    await expect(page.locator('.message.own[data-state=pending]')).toHaveCount(0);
    await write(page, text.slice(10));
    await expect(messageRow(page, text.slice(10))).toHaveAttribute('data-state', 'sent');
    await expect(note).toBeHidden();
});

test('after back navigation one can scroll to the first message again', async ({
    server,
    enter,
}) => {
    await addHistory(server);
    const page = await enter(server, 'usr_alice');
    await openConversation(page, wedding);
    const log = page.locator('#conversationMessages');
    const toStart = () =>
        expect(async () => {
            await log.evaluate((node) => node.scrollTo(0, node.scrollTop === 0 ? 1 : 0));
            await expect(messageRow(page, 'Older 0')).toHaveCount(1, { timeout: 500 });
        }).toPass();
    await toStart();
    // Once more, so that the page learns that there is nothing older.
    await log.evaluate((node) => node.scrollTo(0, 300));
    await log.evaluate((node) => node.scrollTo(0, 0));
    await page.goto('/e2e/blank.html');
    await page.goBack({ waitUntil: 'commit' });
    await expect(messageRow(page, 'Older 0')).toHaveCount(0);
    await toStart();
});

test('with three accounts, the start page offers "another account"', async ({ server, visit }) => {
    const page = await visit(server);
    await expect(page.locator('.account-choice')).toHaveCount(3);
    await expect(page.locator('.start-hint')).toContainText('choose another account');
    await expect(page.locator('.start-hint')).not.toContainText('the other account');
});

test('Arabic names, subjects and previews run from right to left and line up', async ({
    server,
    enter,
}) => {
    const words = 'حفل زفاف في الهواء الطلق '.repeat(12).trim();
    const page = await enter(server, alice.id, {
        before: changeConversations((one) => {
            const texts = { lastMessage: words, lastMessagePreview: words };
            Object.assign(one, { supplierName: words, subject: words, ...texts });
        }),
    });
    // After a read mark the server sends the conversation as it is.
    await page.route('**/read', () => {});
    await openConversation(page, wedding);
    const lines = ['.thread-name', '.thread-subject', '.thread-text'];
    for (const line of [...lines, '#conversationTitle', '.modal-subject']) {
        await expect(page.locator(line).first()).toHaveCSS('direction', 'rtl');
    }
    const edges = (/** @type {string} */ line) => page.locator(line).first().boundingBox();
    const [name, preview] = [await edges('.thread-name'), await edges('.thread-preview')];
    expect(name?.x).toBe(preview?.x);
});

test('a page whose first request failed retries on the online event', async ({ server, enter }) => {
    const me = '**/api/auth/me';
    const page = await enter(server, alice.id, {
        before: (fresh) => fresh.route(me, (route) => route.fulfill({ status: 500, json: {} })),
    });
    await expect(page.getByText('The server does not answer at present.')).toBeVisible();
    await page.unroute(me);
    await page.evaluate(() => void window.dispatchEvent(new Event('online')));
    await expect(page.locator(itemSelector(wedding))).toBeVisible();
});

test('focus and visibilitychange together repeat an alert only once', async ({ server, enter }) => {
    const page = await enter(server, alice.id, {
        before: (fresh) =>
            fresh.route('**/api/auth/me', (route) => route.fulfill({ status: 500, json: {} })),
    });
    await expect(page.getByText('The server does not answer at present.')).toBeVisible();
    const alerts = await page.evaluate(async () => {
        let count = 0;
        const seen = new MutationObserver((changes) => {
            for (const { addedNodes } of changes) {
                const isAlert = (/** @type {any} */ node) => node.role === 'alert';
                count += [...addedNodes].filter(isAlert).length;
            }
        });
        seen.observe(document.body, { childList: true, subtree: true });
        window.dispatchEvent(new Event('focus'));
        document.dispatchEvent(new Event('visibilitychange'));
        await new Promise((resolve) => setTimeout(resolve, 500));
        return count;
    });
    expect(alerts).toBe(1);
});

test('the start page opens the chosen account even if another signed in meanwhile', async ({
    server,
    enter,
}) => {
    const page = await enter(server, alice.id, { path: '/' });
    await expect(page.getByText('Customer, signed in')).toBeVisible();
    const { cookies } = await signIn(server, bloom.id);
    const value = cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.locator('[data-user-id=usr_alice]').click();
    await page.waitForURL('**/dashboard-customer.html');
    await expect(page.locator('.account-name')).toHaveText('Alice Martin');
    await expect(page.locator(itemSelector(wedding))).toBeVisible();
});

const opened = `#conversation=${wedding}`;
for (const [what, address, hash, wanted] of /** @type {const} */ ([
    ['the user', '**/api/auth/me', '', itemSelector(wedding)],
    ['the conversations', '**/api/messages/conversations*', '', itemSelector(wedding)],
    ['the messages', `**/api/messages/${wedding}*`, opened, '#conversationMessages'],
])) {
    test(`retrying to load ${what} moves the focus to the result`, async ({ server, enter }) => {
        const page = await enter(server, alice.id, {
            path: `/dashboard-customer.html${hash}`,
            before: (fresh) =>
                fresh.route(address, (route) => route.fulfill({ status: 400, json: {} })),
        });
        await page.getByRole('button', { name: 'Try again' }).first().focus();
        await page.unroute(address);
        await page.keyboard.press('Enter');
        await expect(page.locator(wanted)).toBeFocused();
    });
}

test('retrying to load the accounts moves the focus to the first one', async ({
    server,
    visit,
}) => {
    const accounts = '**/api/auth/accounts';
    const page = await visit(server, {
        before: (fresh) =>
            fresh.route(accounts, (route) => route.fulfill({ status: 500, json: {} })),
    });
    await page.getByRole('button', { name: 'Try again' }).focus();
    await page.unroute(accounts);
    await page.keyboard.press('Enter');
    await expect(page.locator('.account-choice').first()).toBeFocused();
});

test('on the smallest screens a long text leaves room for the messages', async ({
    server,
    enter,
}) => {
    const browser = { viewport: { width: 320, height: 256 } };
    const page = await enter(server, alice.id, { browser });
    await openConversation(page, wedding);
    await page.locator('#messageInput').fill('line\n'.repeat(20));
    const log = await page.locator('#conversationMessages').boundingBox();
    expect(log?.height).toBeGreaterThan(40);
});
