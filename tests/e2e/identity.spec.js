// Users of a page: none gets what another has written, and a sign-out leaves nothing behind.
import { signIn } from '../server/support.ts';
import { arriveAtElements, choose, input } from './support/elements_page.js';
import { alice, arrive, arriveAndFollow, bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { connect, followMessages, kept, waitForOnline } from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
const drafts = (page) =>
    page.evaluate(() =>
        Object.entries(localStorage).filter(([key]) => key.startsWith('messaging:draft')),
    );

/** How a page can report a sign-out. */
const farewells = {
    'the option': () => void window.system.configure({ user: null }),
    'a function': () => {
        window.testUser = null;
        window.dispatchEvent(new CustomEvent('auth-state-changed', { detail: { user: null } }));
    },
    localStorage: () => {
        localStorage.removeItem('user');
        window.dispatchEvent(new CustomEvent('auth-state-changed', { detail: { user: null } }));
    },
};

for (const [how, leave] of Object.entries(farewells)) {
    test(`a sign-out reported by ${how} removes drafts and unsent messages`, async ({
        server,
        enter,
    }) => {
        const before = (/** @type {Page} */ page) =>
            page.addInitScript((user) => localStorage.setItem('user', JSON.stringify(user)), alice);
        const isStored = how === 'localStorage';
        const page = isStored
            ? await arrive(enter, server, /** @type {any} */ ({ user: undefined }), { before })
            : await arrive(enter, server);
        if (how === 'a function') {
            await page.evaluate((user) => {
                window.testUser = user;
                window.system.configure({ user: async () => window.testUser });
            }, alice);
        }
        await connect(page);
        await followMessages(page, wedding);
        await page.evaluate((id) => window.followConversations(id, 'customer'), alice.id);
        await expect
            .poll(() => page.evaluate(() => window.record.conversations.at(-1)?.length))
            .toBeGreaterThan(0);
        await page.route('**/api/messages/thd_wedding', (route) =>
            route.request().method() === 'POST' ? route.abort() : route.fallback(),
        );
        await page.evaluate((id) => {
            window.system.setDraft(id, 'a draft');
            window.system.sendMessage(id, { message: 'unsent' }).catch(({ code }) => {
                window.testCode = code;
            });
        }, wedding);
        await expect.poll(() => kept(page)).toBe(1);
        await page.evaluate(leave);
        await expect.poll(() => page.evaluate(() => window.testCode)).toBe('signed_out');
        await expect.poll(() => kept(page)).toBe(0);
        expect(await drafts(page)).toEqual([]);
    });
}

test('a sign-out empties the message box for the next user', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await input(page).fill('of Alice');
    await page.evaluate(() => window.system.configure({ user: null }));
    await expect(input(page)).toHaveValue('');
    const next = await signIn(server, bloom.id);
    const value = next.cookies.get('token') ?? '';
    await page.context().addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    await page.evaluate((user) => window.system.configure({ user }), bloom);
    await expect(page.locator('.status')).toHaveAttribute('data-state', 'online');
    await expect(input(page)).toHaveValue('');
    expect(await drafts(page)).toEqual([]);
});

/** Opens a conversation before the page knows its user. @param {Page} page */
async function chooseUnknown(page) {
    await page.evaluate((id) => {
        document.querySelector('messaging-thread')?.setAttribute('conversation-id', id);
    }, wedding);
    await expect(input(page)).toHaveValue('');
}
const path = '/e2e/elements.html?user=later';

test('a draft is restored once the user is known', async ({ server, enter }) => {
    const page = await arriveAtElements(enter, server);
    await choose(page, wedding);
    await input(page).fill('half a thought');
    await expect.poll(() => drafts(page)).toHaveLength(1);
    const again = await enter(server, alice.id, { context: page.context(), path });
    await chooseUnknown(again);
    await again.evaluate(() => window.testAnswer());
    await expect(input(again)).toHaveValue('half a thought');
});

test('text typed before the user is known becomes a draft', async ({ server, enter }) => {
    const page = await enter(server, alice.id, { path });
    await chooseUnknown(page);
    await input(page).fill('too early');
    expect(await drafts(page)).toEqual([]);
    await page.evaluate(() => window.testAnswer());
    await expect
        .poll(() => drafts(page))
        .toEqual([[`messaging:draft:${alice.id}:${wedding}`, 'too early']]);
    await expect(input(page)).toHaveValue('too early');
});

test('cleanup() keeps the drafts of one user from the next', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    const found = await page.evaluate(
        ([id, user]) => {
            window.system.setDraft(id, 'of Alice');
            window.system.cleanup();
            window.system.configure({ user });
            const found = window.system.draft(id);
            window.system.setDraft(id, 'of Bloom');
            return found;
        },
        /** @type {const} */ ([wedding, bloom]),
    );
    expect(found).toBe('');
    expect(Object.fromEntries(await drafts(page))).toEqual({
        [`messaging:draft:${alice.id}:${wedding}`]: 'of Alice',
        [`messaging:draft:${bloom.id}:${wedding}`]: 'of Bloom',
    });
});

test('an auth answer that arrives after a sign-out sets no user', async ({ server, enter }) => {
    const page = await arrive(enter, server);
    await page.evaluate(() => {
        window.testAnswers = [];
        const auth = () => new Promise((resolve) => window.testAnswers.push(resolve));
        window.system.configure({ auth });
        window.system.initWebSocket();
    });
    await expect.poll(() => page.evaluate(() => window.testAnswers.length)).toBe(1);
    await page.evaluate(() => void window.system.configure({ user: null }));
    // No user is a different user too, for whom `auth` is called again.
    await expect.poll(() => page.evaluate(() => window.testAnswers.length)).toBe(2);
    await page.evaluate(() => {
        for (const answer of window.testAnswers) answer({});
    });
    await waitForOnline(page);
    await page.evaluate((id) => window.system.setDraft(id, 'of nobody'), wedding);
    expect(await drafts(page)).toEqual([]);
});

test('without a known user no preview begins with "You:"', async ({ server, enter }) => {
    const unknown = '/e2e/unknown.html';
    const page = await enter(server, alice.id, {
        path: '/e2e/blank.html',
        before: async (page) => {
            await page.route(`**${unknown}`, (route) =>
                route.fulfill({
                    contentType: 'text/html',
                    body: `<!doctype html><title>Unknown</title><messaging-inbox></messaging-inbox>
                        <script type="module">import '/elements.js';</script>`,
                }),
            );
            await page.route('**/api/messages/conversations*', async (route) => {
                const response = await route.fetch();
                const json = await response.json();
                for (const one of json.conversations) delete one.lastMessageSenderId;
                await route.fulfill({ response, json });
            });
        },
    });
    await page.goto(unknown);
    await expect(page.locator('.inbox-preview').first()).toHaveText(/^At the table, please/);
});
