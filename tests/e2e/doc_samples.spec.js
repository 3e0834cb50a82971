// The samples of README and docs/ on pages of their own, against the real server.
import express from 'express';
import { signIn } from '../server/support.ts';
import { samplesOf } from '../support/doc_samples.mjs';
import { alice, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/**
 * Serves the samples of a docs page under `/sample/`; a script without a page gets an empty one.
 * Imports of the package lead to the build.
 * @param {string} doc
 */
function filesOf(doc) {
    const samples = samplesOf(doc);
    const router = express.Router();
    router.get('/sample/:name.html', ({ params: { name } }, response) => {
        const script = `<script type="module" src="${name}.js"></script>`;
        // Some samples would violate a strict policy.
        response.removeHeader('Content-Security-Policy');
        response.send(`<!doctype html>${samples.get(`${name}.html`) ?? script}`);
    });
    router.get('/sample/:name', ({ params: { name } }, response) => {
        const sample = samples.get(name);
        if (sample === undefined) return response.redirect(`/${name}`);
        const own = sample
            .replace(/'(messaging-wasm|\.\/messaging\.js)'/g, "'/messaging.js'")
            .replace(/'messaging-wasm\/([\w/]+)'/g, "'/$1.js'");
        response.type('js').send(own);
    });
    return router;
}

/** The names of the files that a page has loaded. @param {import('@playwright/test').Page} page */
const loadedBy = (page) =>
    page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')),
    );

/** @param {import('@playwright/test').Page} page */
function consoleOf(page) {
    /** @type {string[]} */
    const lines = [];
    page.on('console', (message) => {
        if (message.type() === 'log') lines.push(message.text());
    });
    return lines;
}

test('the sample of README lists the message that it sends', async ({ startServer, enter }) => {
    const server = await startServer({ intercept: filesOf('README.md') });
    /** @type {string[]} */
    let lines = [];
    await enter(server, alice.id, {
        path: '/sample/readme.html',
        before: async (page) => {
            lines = consoleOf(page);
        },
    });
    await expect.poll(() => lines.join()).toContain('Is Saturday still free? (sent)');
});

test('the page of getting-started.md shows messages, sends them and shows typing', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: filesOf('docs/getting-started.md') });
    const page = await enter(server, alice.id, { path: '/sample/example.html' });
    await expect(page.locator('li').first()).toBeVisible();
    await expect(page).toHaveTitle('3 conversations');
    await page.locator('#text').fill('From the sample');
    await page.locator('#text').press('Enter');
    await expect(page.locator('li').last()).toHaveText(/: From the sample \((sent|read)\)$/);
    const bloom = await signIn(server, 'usr_bloom');
    const wire = await bloom.subscribe(wedding);
    wire.emit('typing', { conversationId: wedding, isTyping: true });
    await expect(page.locator('#typing .typing-indicator')).toBeVisible();
    wire.socket.disconnect();
});

for (const [name, file] of /** @type {const} */ ([
    ['global.html', 'messaging.global.js'],
    ['package.html', 'messaging.js'],
])) {
    test(`the sample ${name} of getting-started.md runs`, async ({ startServer, enter }) => {
        const server = await startServer({ intercept: filesOf('docs/getting-started.md') });
        const page = await enter(server, alice.id, { path: `/sample/${name}` });
        await expect.poll(() => loadedBy(page)).toContain(file);
    });
}

test('the page of elements.md opens a conversation and switches to German', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: filesOf('docs/elements.md') });
    const page = await enter(server, alice.id, { path: '/sample/page.html' });
    await page.locator(`.inbox-item[data-conversation-id="${wedding}"]`).click();
    await expect(page.locator('.message').first()).toBeVisible();
    await page.evaluate((script) => import(script), '/sample/german.js');
    await expect(page.locator('messaging-thread textarea')).toHaveAttribute(
        'placeholder',
        'Nachricht schreiben',
    );
});

test('the sample of migration.md exchanges custom events', async ({ startServer, enter }) => {
    const intercept = filesOf('docs/migration.md');
    intercept.get('/api/token', (_request, response) => void response.json({ token: null }));
    const server = await startServer({ intercept });
    server.io.on('connection', (socket) => {
        socket.on('order:find', ({ id }, answer) => {
            answer({ id, state: 'packed' });
            socket.emit('order:shipped', { id });
        });
    });
    /** @type {string[]} */
    let lines = [];
    await enter(server, alice.id, {
        path: '/sample/events.html',
        before: async (page) => {
            lines = consoleOf(page);
        },
    });
    await expect.poll(() => lines).toEqual(['packed', '17']);
});

for (const name of ['figures.html', 'trace.html']) {
    test(`the sample ${name} of observability.md runs`, async ({ startServer, enter }) => {
        const server = await startServer({ intercept: filesOf('docs/observability.md') });
        const page = await enter(server, alice.id, { path: `/sample/${name}` });
        await expect.poll(() => loadedBy(page)).toContain('messaging-trace.js');
    });
}
