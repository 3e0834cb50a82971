// The pages comply with a strict policy, importing the module has no side effects, and ending it
// leaves nothing behind.
import { signIn } from '../server/support.ts';
import { openConversation, write } from './support/dashboard.js';
import { instrument, workOf } from './support/instruments.js';
import { alice, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    countRequests,
    followMessages,
    testPagePath,
    waitForText,
} from './support/test_page.js';

/** @param {import('@playwright/test').Page} page */
async function noteViolations(page) {
    await page.addInitScript(() => {
        window.testViolations = [];
        document.addEventListener('securitypolicyviolation', (event) => {
            window.testViolations.push(`${event.violatedDirective} ${event.blockedURI}`);
        });
    });
}

test('page and module comply with a strict Content Security Policy', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { before: noteViolations, faults: true });
    const { headers } = await fetch(`${server.url}/dashboard-customer.html`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("'unsafe");
    await openConversation(page, wedding);
    await page.locator('#messageInput').pressSequentially('Typing');
    await write(page, 'A message');
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send('thd_tasting', 'For the notice');
    await expect(page.locator('.messaging-toast')).toBeVisible();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => window.testViolations)).toEqual([]);
    // The listener for violations itself works.
    await page.evaluate(() => document.body.append(document.createElement('style')));
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await expect.poll(() => page.evaluate(() => window.testViolations.length)).toBeGreaterThan(0);
});

test('importing the module and creating systems has no side effects', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path: '/e2e/blank.html', before: instrument });
    const before = await workOf(page);
    const markup = await page.content();
    const globals = await page.evaluate(() => Object.keys(window));
    const requests = countRequests(page);
    /** @type {string[]} */
    const loaded = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.evaluate(async () => {
        const url = '/messaging.js';
        const module = await import(url);
        new module.MessagingSystem();
        module.createMessaging();
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await workOf(page)).toEqual(before);
    expect(await page.content()).toBe(markup);
    expect(await page.evaluate(() => Object.keys(window))).toEqual(globals);
    expect(requests).toEqual([]);
    expect(loaded).toEqual(['/messaging.js']);
    expect(server.io.engine.clientsCount).toBe(0);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
});

for (const end of /** @type {const} */ (['cleanup', 'destroy'])) {
    test(`${end}() leaves no socket, timer, request or listener behind`, async ({
        server,
        enter,
    }) => {
        const visit = { path: testPagePath, before: instrument };
        const page = await enter(server, 'usr_alice', visit);
        await configure(page, { user: alice });
        // Playwright adds listeners of its own with the first wait.
        await page.waitForFunction(() => true);
        const before = await workOf(page);
        await connect(page);
        await followMessages(page, wedding);
        await page.evaluate((id) => {
            window.followConversations('usr_alice', 'customer');
            window.followUnread();
            window.manager.startUnreadCountPolling(60_000);
            window.manager.createTypingIndicator('#typing-place');
            window.system.sendTypingStatus(id, true);
            // Requests in progress, too.
            window.system.sendMessage(id, { message: 'Last words' }).catch(() => {});
            window.system.markMessagesAsRead(id, 'usr_alice');
        }, wedding);
        const busy = await workOf(page);
        expect(busy.sockets).toBe(1);
        expect(busy.timers).toBeGreaterThan(0);
        expect(busy.listeners.length).toBeGreaterThan(before.listeners.length);
        await page.evaluate((name) => window.system[name](), end);
        await expect.poll(() => workOf(page)).toEqual(before);
        await expect.poll(() => server.io.engine.clientsCount).toBe(0);
        const after = await page.evaluate(async (id) => {
            const { system } = window;
            const sent = await system
                .sendMessage(id, { message: 'After' })
                .catch(({ code }) => code);
            return [system.isConnected, system.activeConversations.size, system.socket, sent];
        }, wedding);
        expect(after.slice(0, 3)).toEqual([false, 0, null]);
        if (end === 'destroy') {
            expect(after[3]).toBe('stopped');
            expect(await workOf(page)).toEqual(before);
            return;
        }
        expect(after[3]).toMatch(/^msg_/);
        await connect(page);
        await followMessages(page, wedding, 'again');
        const bloom = await signIn(server, 'usr_bloom');
        await bloom.send(wedding, 'Still here');
        await waitForText(page, 'again', 'Still here');
        await page.evaluate(() => window.system.cleanup());
        await expect.poll(() => workOf(page)).toEqual(before);
    });
}
