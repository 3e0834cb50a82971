// The start page of a server without demo accounts.
import { plenty } from '../server/support.ts';
import { accessibilityFaults, smallTargets } from './support/axe.js';
import { expect, test } from './support/test.ts';

/** @typedef {import('@playwright/test').Page} Page */

const flora = {
    name: 'Flora Green',
    email: 'flora@example.com',
    password: 'a meadow in June',
    role: 'supplier',
};
const home = '**/dashboard-supplier.html';

/** Room for a finger. */
const targetSizeMin = 44;

/** @param {(options: object) => Promise<any>} startServer */
async function production(startServer, options = {}) {
    const server = await startServer({ production: true, demo: false, ...options });
    await server.accounts.add(flora);
    return server;
}

/** @param {Page} page */
function formOf(page) {
    return {
        email: page.getByLabel('E-mail address'),
        password: page.getByLabel('Password'),
        remember: page.getByLabel('Stay signed in'),
        button: page.getByRole('button', { name: 'Sign in' }),
        problem: page.getByRole('alert'),
    };
}

/** @param {Page} page @param {string} words */
async function submit(page, words) {
    const { email, password } = formOf(page);
    await email.fill(flora.email);
    await password.fill(words);
    await password.press('Enter');
}

/** @param {Page} page */
async function sessionCookie(page) {
    return (await page.context().cookies()).find(({ name }) => name === 'token');
}

test('without demo accounts the start page shows a form, and nothing of a demo', async ({
    startServer,
    visit,
}) => {
    const page = await visit(await production(startServer));
    const { email, password, remember, button } = formOf(page);
    await expect(email).toHaveAttribute('autocomplete', 'username');
    await expect(email).toHaveAttribute('type', 'email');
    await expect(password).toHaveAttribute('autocomplete', 'current-password');
    await expect(password).toHaveAttribute('type', 'password');
    await expect(remember).not.toBeChecked();
    await expect(button).toBeEnabled();
    await expect(page.getByRole('main')).not.toContainText(/account/, { useInnerText: true });
});

test('a wrong password says so, and keeps what was written', async ({ startServer, visit }) => {
    const page = await visit(await production(startServer));
    const { email, password, problem, button } = formOf(page);
    await submit(page, 'a meadow in May');
    await expect(problem).toHaveText('Signing in did not work. Invalid credentials');
    await expect(email).toHaveValue(flora.email);
    await expect(password).toHaveValue('a meadow in May');
    await expect(password).toBeFocused();
    await page.keyboard.type(flora.password);
    await button.click();
    await page.waitForURL(home);
});

test('too many attempts are refused in the same place', async ({ startServer, visit }) => {
    // The page's token counts as well.
    const limits = { ...plenty, auth: 2 };
    const page = await visit(await production(startServer, { limits }));
    const { password, problem } = formOf(page);
    await submit(page, 'wrong');
    await expect(problem).toContainText('Invalid credentials');
    await submit(page, flora.password);
    await expect(problem).toHaveText('Signing in did not work. Too many requests');
    await expect(password).toBeFocused();
});

test('the right password leads to the page of the role, until the browser is closed', async ({
    startServer,
    visit,
}) => {
    const server = await production(startServer);
    const page = await visit(server);
    await submit(page, flora.password);
    await page.waitForURL(home);
    await expect(page.locator('.account-name')).toHaveText(flora.name);
    expect((await sessionCookie(page))?.expires).toBe(-1);
    await page.goto('/');
    await page.waitForURL(home);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(formOf(page).email).toHaveValue('');
});

test('"Stay signed in" outlasts the browser', async ({ startServer, visit }) => {
    const page = await visit(await production(startServer));
    await formOf(page).remember.check();
    await submit(page, flora.password);
    await page.waitForURL(home);
    expect((await sessionCookie(page))?.expires).toBeGreaterThan(Date.now() / 1000 + 86_400);
});

test('a form that is submitted twice signs in once', async ({ startServer, visit }) => {
    const page = await visit(await production(startServer));
    let sent = 0;
    page.on('request', (request) => {
        if (request.url().endsWith('/api/auth/login')) sent += 1;
    });
    const { email, password } = formOf(page);
    await email.fill(flora.email);
    await password.fill(flora.password);
    await page.locator('form').evaluate((/** @type {HTMLFormElement} */ form) => {
        form.requestSubmit();
        form.requestSubmit();
    });
    await page.waitForURL(home);
    expect(sent).toBe(1);
});

test('a server that fails can be asked again, and the form has the focus then', async ({
    startServer,
    visit,
}) => {
    const accounts = '**/api/auth/accounts';
    const page = await visit(await production(startServer), {
        before: (fresh) =>
            fresh.route(accounts, (route) => route.fulfill({ status: 500, json: {} })),
    });
    const again = page.getByRole('button', { name: 'Try again' });
    await again.focus();
    await expect(formOf(page).email).toHaveCount(0);
    await page.unroute(accounts);
    await page.keyboard.press('Enter');
    await expect(formOf(page).email).toBeFocused();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`axe finds nothing wrong with the form, ${colorScheme}`, async ({
        startServer,
        visit,
    }) => {
        const browser = { colorScheme, viewport: { width: 320, height: 640 } };
        const page = await visit(await production(startServer), { browser });
        const { email, password, button, problem } = formOf(page);
        await expect(button).toBeVisible();
        expect(await accessibilityFaults(page)).toEqual([]);
        await submit(page, 'wrong');
        await expect(problem).toBeVisible();
        expect(await accessibilityFaults(page)).toEqual([]);
        expect((await smallTargets(page, 24)).small).toEqual([]);
        for (const target of [email, password, button, page.locator('.sign-in-choice')]) {
            const box = await target.boundingBox();
            expect(box?.height).toBeGreaterThanOrEqual(targetSizeMin);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    });
}
