// The samples of docs/frameworks.md in a real page, against the real server.
import path from 'node:path';
import { build } from 'esbuild';
import express from 'express';
import { compile } from 'svelte/compiler';
import { signIn } from '../server/support.ts';
import { samplesOf } from '../support/doc_samples.mjs';
import { alice, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { dist, projectFolder } from './support/test_pages.js';

const samples = samplesOf('docs/frameworks.md');

/**
 * Resolves imports of samples to each other, and of the package to the build.
 * @type {import('esbuild').Plugin}
 */
const samplesAndPackage = {
    name: 'samples-and-package',
    setup({ onLoad, onResolve }) {
        onResolve({ filter: /^(messaging-wasm|\.\/messaging\.js)$/ }, () => ({
            path: '/messaging.js',
            external: true,
        }));
        onResolve({ filter: /^messaging-wasm\/react$/ }, () => ({
            path: path.join(dist, 'react.js'),
        }));
        onResolve({ filter: /^\.\/\w+\.(jsx|js|svelte)$/ }, ({ path: name, importer }) => {
            const namespace = 'sample';
            const isSample = importer === '' || samples.has(importer);
            return isSample ? { path: name.slice(2), namespace } : undefined;
        });
        onLoad({ filter: /./, namespace: 'sample' }, ({ path: name }) => {
            const source = samples.get(name) ?? '';
            const isSvelte = name.endsWith('.svelte');
            const contents = isSvelte ? compile(source, { filename: name }).js.code : source;
            return {
                contents,
                loader: name.endsWith('.jsx') ? 'jsx' : 'js',
                resolveDir: projectFolder,
            };
        });
    },
};

/** @param {string} name */
async function pageOf(name) {
    const { outputFiles } = await build({
        entryPoints: [`./${name}`],
        bundle: true,
        write: false,
        format: 'esm',
        jsx: 'automatic',
        // A development build, in which strict mode runs every effect twice.
        define: { 'process.env.NODE_ENV': '"development"' },
        plugins: [samplesAndPackage],
        logLevel: 'error',
    });
    const router = express.Router();
    router.get('/sample.js', (_request, response) => {
        response.type('js').send(outputFiles[0]?.text);
    });
    router.get('/sample.html', (_request, response) => {
        response.send(
            '<!doctype html><main></main><script type="module" src="sample.js"></script>',
        );
    });
    return router;
}

test('the React hooks subscribe, send once and unsubscribe in strict mode', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: await pageOf('react.jsx') });
    /** @type {string[]} */
    const frames = [];
    const before = async (/** @type {import('@playwright/test').Page} */ page) => {
        await page.addInitScript(
            (user) => localStorage.setItem('user', JSON.stringify(user)),
            alice,
        );
        page.on('websocket', (socket) =>
            socket.on('framesent', ({ payload }) => frames.push(String(payload))),
        );
    };
    const page = await enter(server, alice.id, { path: '/sample.html', before });
    const sent = (/** @type {string} */ event) =>
        frames.filter((frame) => frame.includes(`"${event}"`) && frame.includes(wedding)).length;
    const opener = page.getByRole('button', { name: 'Wedding dinner' });
    await opener.click();
    await expect(page.locator('li').first()).toBeVisible();
    await expect(page.locator('output')).toHaveText('online');
    const stored = (await server.store.history(wedding, { limit: 100 })).messages.length;
    await page.locator('input').fill('From the page');
    await page.locator('input').press('Enter');
    await expect(page.locator('li').last()).toHaveText('From the page (sent)');
    const bloom = await signIn(server, 'usr_bloom');
    const wire = await bloom.subscribe(wedding);
    wire.emit('typing', { conversationId: wedding, isTyping: true });
    await expect(page.locator('p')).toHaveText('is typing');
    await bloom.send(wedding, 'To the page');
    await expect(page.locator('li').last()).toHaveText(/^To the page/);
    const { messages } = await server.store.history(wedding, { limit: 100 });
    expect(messages.length).toBe(stored + 2);
    expect([sent('subscribe_conversation'), sent('unsubscribe_conversation')]).toEqual([1, 0]);
    await opener.click();
    await expect.poll(() => sent('unsubscribe_conversation')).toBe(1);
    expect(server.io.engine.clientsCount).toBe(2);
    wire.socket.disconnect();
});

test('after cleanup() the React hooks are empty until the system is used again', async ({
    startServer,
    enter,
}) => {
    const server = await startServer({ intercept: await pageOf('react.jsx') });
    const before = (/** @type {import('@playwright/test').Page} */ page) =>
        page.addInitScript((user) => localStorage.setItem('user', JSON.stringify(user)), alice);
    const page = await enter(server, alice.id, { path: '/sample.html', before });
    const opener = page.getByRole('button', { name: 'Wedding dinner' });
    await opener.click();
    await expect(page.locator('li').first()).toBeVisible();
    const call = (/** @type {'cleanup' | 'initWebSocket'} */ name) =>
        page.evaluate(async (method) => {
            const url = '/messaging.js';
            void (await import(url)).default[method]();
        }, name);
    await call('cleanup');
    await expect(page.locator('li')).toHaveCount(0);
    await expect(opener).toHaveCount(0);
    await expect(page.locator('output')).toHaveText('idle');
    await call('initWebSocket');
    await expect(opener).toBeVisible();
    await (await signIn(server, 'usr_bloom')).send(wedding, 'After the cleanup');
    await expect(page.locator('li').last()).toHaveText(/^After the cleanup/);
});

for (const name of ['vue.js', 'svelte.js']) {
    test(`the sample ${name} shows and sends messages`, async ({ startServer, enter }) => {
        const server = await startServer({ intercept: await pageOf(name) });
        const page = await enter(server, alice.id, { path: '/sample.html' });
        await expect(page.locator('li').first()).toBeVisible();
        await page.locator('input').fill('From the page');
        await page.locator('input').press('Enter');
        await expect(page.locator('li').last()).toHaveText('From the page');
        // The page shows the message before it is stored; the reply must be stored after it.
        const newest = async () => {
            const { messages } = await server.store.history(wedding, { limit: 1 });
            return messages.at(-1)?.text;
        };
        await expect.poll(newest).toBe('From the page');
        const bloom = await signIn(server, 'usr_bloom');
        await bloom.send(wedding, 'To the page');
        await expect(page.locator('li').last()).toHaveText('To the page');
    });
}
