// The React hooks beyond the sample: errors, absent and changing ids, the count and drafts.
import path from 'node:path';
import { build } from 'esbuild';
import express from 'express';
import { signIn } from '../server/support.ts';
import { alice, tasting, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { dist, projectFolder } from './support/test_pages.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @type {Promise<string> | undefined} */
let script;

async function bundle() {
    const { outputFiles } = await build({
        entryPoints: [path.join(projectFolder, 'tests/e2e/pages/hooks.jsx')],
        bundle: true,
        write: false,
        format: 'esm',
        jsx: 'automatic',
        // A development build, in which strict mode runs every effect twice.
        define: { 'process.env.NODE_ENV': '"development"' },
        alias: { 'messaging-wasm/react': path.join(dist, 'react.js') },
        plugins: [
            {
                name: 'module-of-the-server',
                setup: ({ onResolve }) =>
                    onResolve({ filter: /^\.\/messaging\.js$/ }, () => ({
                        path: '/messaging.js',
                        external: true,
                    })),
            },
        ],
        logLevel: 'error',
    });
    return outputFiles[0]?.text ?? '';
}

/**
 * Serves the page. `refuse` has the paths that are answered with their status.
 * @param {Map<string, number>} [refuse]
 */
function hooks(refuse = new Map()) {
    const router = express.Router();
    router.get('/hooks.js', async (_request, response) => {
        script ??= bundle();
        response.type('js').send(await script);
    });
    router.get('/hooks.html', (_request, response) => {
        response.send('<!doctype html><main></main><script type="module" src="hooks.js"></script>');
    });
    router.use((request, response, next) => {
        const status = refuse.get(request.path);
        if (status === undefined) next();
        else response.status(status).send({ error: 'Refused by the test' });
    });
    return router;
}

/** What the page does first. @param {Page} page */
async function beforeHooks(page) {
    await page.addInitScript((user) => {
        localStorage.setItem('user', JSON.stringify(user));
        window.addEventListener('messaging:error', ({ detail }) => {
            const { errors = [] } = /** @type {any} */ (window);
            Object.assign(window, { errors: [...errors, detail.code] });
        });
    }, alice);
}

/** @param {Page} page @param {object} choice */
const choose = (page, choice) =>
    page.evaluate((chosen) => /** @type {any} */ (window).page.choose(chosen), choice);

/** @param {Page} page @param {string} name */
const value = (page, name) => page.locator(`output#${name}`);

const draftOf = (/** @type {Page} */ page) => page.locator('input');

/** Somebody signs in, and the page is told. @param {Page} page @param {object} user */
const become = (page, user) =>
    page.evaluate((known) => {
        localStorage.setItem('user', JSON.stringify(known));
        dispatchEvent(new Event('auth-state-changed'));
    }, user);

const visit = { path: '/hooks.html', before: beforeHooks };

test('without an id the React hooks follow nothing and report nothing', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: hooks() });
    /** @type {string[]} */
    const requests = [];
    const page = await enter(server, alice.id, {
        ...visit,
        before: async (opened) => {
            await beforeHooks(opened);
            opened.on('request', (request) => requests.push(new URL(request.url()).pathname));
        },
    });
    await expect(value(page, 'messages')).toHaveText('undefined');
    const done = await page.evaluate(async () => {
        const { page: hooks, errors } = /** @type {any} */ (window);
        hooks.setTyping(true);
        hooks.setDraft('Nowhere');
        const older = await hooks.loadOlder();
        return { older, errors };
    });
    expect(done).toEqual({ older: false });
    await expect(draftOf(page)).toHaveValue('');
    expect(requests.filter((name) => /api|core/.test(name))).toEqual([]);
});

test('the React hooks follow the conversation that is chosen now', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, visit);
    const count = async (/** @type {string} */ id) =>
        String((await server.store.history(id, { limit: 1000 })).messages.length);
    await choose(page, { user: alice.id, id: wedding });
    await expect(value(page, 'messages')).toHaveText(await count(wedding));
    await choose(page, { user: alice.id, id: tasting });
    await expect(value(page, 'messages')).toHaveText(await count(tasting));
    const joined = () =>
        page.evaluate(
            async (url) => [...(await import(url)).default.activeConversations],
            '/messaging.js',
        );
    await expect.poll(joined).toEqual([tasting]);
    await choose(page, { user: null, id: undefined });
    await expect(value(page, 'messages')).toHaveText('undefined');
    await expect(value(page, 'conversations')).toHaveText('undefined');
    await expect.poll(joined).toEqual([]);
});

test('useMessages says why there are no messages, until there are', async ({
    startServer,
    enter,
}) => {
    const refuse = new Map([[`/api/messages/${wedding}`, 503]]);
    const server = await startServer({ intercept: hooks(refuse) });
    const page = await enter(server, alice.id, visit);
    await choose(page, { user: alice.id, id: 'thd_of_nobody' });
    await expect(value(page, 'error')).toHaveText('["refused",404]');
    await choose(page, { user: alice.id, id: wedding });
    await expect(value(page, 'error')).toHaveText('["refused",503]');
    await expect(value(page, 'messages')).toHaveText('undefined');
    refuse.clear();
    await expect(value(page, 'messages')).not.toHaveText('undefined');
    await expect(value(page, 'error')).toHaveText('undefined');
});

test('an error after the messages are there leaves them and is no error of the hook', async ({
    startServer,
    enter,
}) => {
    const refuse = new Map();
    const server = await startServer({ intercept: hooks(refuse) });
    const page = await enter(server, alice.id, visit);
    await choose(page, { user: alice.id, id: wedding });
    await expect(value(page, 'messages')).not.toHaveText('undefined');
    const shown = await value(page, 'messages').textContent();
    refuse.set(`/api/messages/${wedding}`, 404).set('/api/messages/sync', 404);
    await page.evaluate(async (url) => (await import(url)).default.refresh(), '/messaging.js');
    await expect
        .poll(() => page.evaluate(() => /** @type {any} */ (window).errors))
        .toContain('refused');
    await expect(value(page, 'messages')).toHaveText(shown ?? '');
    await expect(value(page, 'error')).toHaveText('undefined');
});

test('useConversationsError says why there is no list, until there is one', async ({
    startServer,
    enter,
}) => {
    const refuse = new Map([['/api/messages/conversations', 503]]);
    const server = await startServer({ intercept: hooks(refuse) });
    const page = await enter(server, alice.id, visit);
    await choose(page, { user: alice.id, id: null });
    await expect(value(page, 'conversations-error')).toHaveText('503');
    await expect(value(page, 'conversations')).toHaveText('undefined');
    refuse.clear();
    await expect(value(page, 'conversations')).toContainText(wedding);
    await expect(value(page, 'conversations-error')).toHaveText('undefined');
});

test('useUnreadCount counts, and stops when its component does', async ({ startServer, enter }) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, visit);
    await choose(page, { user: alice.id, id: null });
    await expect(value(page, 'unread')).toHaveText(/^\d+$/);
    const before = Number(await value(page, 'unread').textContent());
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'One more');
    await expect(value(page, 'unread')).toHaveText(String(before + 1));
    await choose(page, { user: null, id: null });
    await expect(value(page, 'unread')).toHaveCount(0);
    await choose(page, { user: alice.id, id: null });
    await expect(value(page, 'unread')).toHaveText(String(before + 1));
});

test('useDraft keeps a text for each conversation, also for the next page', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, visit);
    await choose(page, { user: alice.id, id: wedding });
    await draftOf(page).fill('Forty');
    await choose(page, { user: alice.id, id: tasting });
    await expect(draftOf(page)).toHaveValue('');
    await page.reload();
    await choose(page, { user: null, id: wedding });
    await expect(draftOf(page)).toHaveValue('Forty');
    await draftOf(page).fill('');
    await choose(page, { user: null, id: tasting });
    await choose(page, { user: null, id: wedding });
    await expect(draftOf(page)).toHaveValue('');
});

test('useDraft shows what another tab writes', async ({ startServer, enter }) => {
    const server = await startServer({ intercept: hooks() });
    const first = await enter(server, alice.id, visit);
    const second = await enter(server, alice.id, { ...visit, context: first.context() });
    for (const page of [first, second]) await choose(page, { user: null, id: wedding });
    await draftOf(first).fill('Forty');
    await expect(draftOf(second)).toHaveValue('Forty');
    await draftOf(second).fill('');
    await expect(draftOf(first)).toHaveValue('');
});

test('useDraft keeps what was written before the user was known, and hides it from another', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, {
        ...visit,
        before: async (opened) => void (await opened.addInitScript(() => localStorage.clear())),
    });
    const stored = () => page.evaluate(() => Object.values(localStorage).includes('Forty'));
    await choose(page, { user: null, id: wedding });
    await page.evaluate(
        async (url) => (await import(url)).default.initWebSocket(),
        '/messaging.js',
    );
    await draftOf(page).fill('Forty');
    expect(await stored()).toBe(false);
    await become(page, alice);
    await expect.poll(stored).toBe(true);
    await expect(draftOf(page)).toHaveValue('Forty');
    await become(page, { id: 'usr_bloom', role: 'supplier' });
    await expect(draftOf(page)).toHaveValue('');
});

test('useDraft gives nobody the text of another, even if it cannot be stored', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, {
        ...visit,
        before: async (opened) => {
            await beforeHooks(opened);
            await opened.addInitScript(() => {
                const { setItem } = Storage.prototype;
                Storage.prototype.setItem = function store(key, text) {
                    if (key.startsWith('messaging:draft:')) throw new Error('full');
                    setItem.call(this, key, text);
                };
            });
        },
    });
    await choose(page, { user: alice.id, id: wedding });
    await draftOf(page).fill('Mine alone');
    await expect(draftOf(page)).toHaveValue('Mine alone');
    await become(page, { id: 'usr_bloom', role: 'supplier' });
    await expect(draftOf(page)).toHaveValue('');
});

test('the React hooks report a core that cannot be loaded', async ({ startServer, enter }) => {
    const server = await startServer({ intercept: hooks() });
    const page = await enter(server, alice.id, {
        ...visit,
        faults: true,
        before: async (opened) => {
            await beforeHooks(opened);
            await opened.route(/messaging-core/, (route) => route.abort());
        },
    });
    await choose(page, { user: alice.id, id: wedding });
    await expect(value(page, 'error')).toHaveText('["load_failed",null]');
});
