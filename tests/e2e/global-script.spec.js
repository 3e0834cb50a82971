// The global script: one classic script that, given WebAssembly, needs no other file.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { signIn } from '../server/support.ts';
import { alice, wedding } from './support/people.js';
import { expect, hasty, test } from './support/test.ts';
import { dist } from './support/test_pages.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page @param {import('../../server/reference_server.ts').ReferenceServer} server */
async function exchangeMessages(page, server) {
    const sent = await page.evaluate(
        async ([id, options]) => {
            const { messagingSystem } = window.MessagingWasm;
            messagingSystem.configure(options);
            messagingSystem.initWebSocket();
            messagingSystem.listenToMessages(id, (messages) => {
                window.testTexts = messages.map(({ text }) => text);
            });
            return messagingSystem.sendMessage(id, { message: 'From the page' });
        },
        /** @type {const} */ ([wedding, { ...hasty, user: alice }]),
    );
    expect(sent).toMatch(/^msg_/);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'To the page');
    await page.waitForFunction(() => window.testTexts?.includes('To the page'));
}

test('the global script loads no other file and brings styles', async ({ server, enter }) => {
    /** @type {string[]} */
    const loaded = [];
    const before = async (/** @type {Page} */ page) => {
        page.on('request', (request) => {
            const { pathname } = new URL(request.url());
            if (/\.(js|wasm|css)$/.test(pathname)) loaded.push(pathname);
        });
    };
    const page = await enter(server, 'usr_alice', { path: '/e2e/global.html', before });
    const names = await page.evaluate(() => {
        const frame = document.createElement('iframe');
        document.body.append(frame);
        const usual = new Set(Object.keys(frame.contentWindow ?? {}));
        return Object.keys(window).filter((name) => !usual.has(name) && name !== '0');
    });
    expect(names).toEqual(['MessagingWasm']);
    await exchangeMessages(page, server);
    await expect.poll(() => page.evaluate(() => document.adoptedStyleSheets.length)).toBe(1);
    expect(loaded).toEqual(['/messaging.global.js']);
});

test('the global script works without WebAssembly', async ({ server, enter }) => {
    const before = (/** @type {Page} */ page) =>
        page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'WebAssembly'));
    const page = await enter(server, 'usr_alice', { path: '/e2e/global.html', before });
    await exchangeMessages(page, server);
    const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    expect(loaded).toContain('/messaging-wasm2js.js');
});

test('the global script requests the JavaScript core again after a failure', async ({
    server,
    enter,
}) => {
    let requests = 0;
    const before = async (/** @type {Page} */ page) => {
        await page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'WebAssembly'));
        await page.route('**/messaging-wasm2js.js*', (route) => {
            requests += 1;
            return requests < 2 ? route.abort() : route.fallback();
        });
    };
    const page = await enter(server, 'usr_alice', { path: '/e2e/global.html', before });
    await page.evaluate(
        (options) => {
            const { messagingSystem } = window.MessagingWasm;
            messagingSystem.configure(options);
            messagingSystem.initWebSocket();
        },
        { ...hasty, user: alice },
    );
    await page.waitForFunction(() => window.MessagingWasm.messagingSystem.isConnected);
    expect(requests).toBe(2);
});

test('the script states its version, and the module its compiler', async ({ server, enter }) => {
    const page = await enter(server, 'usr_alice', { path: '/e2e/global.html' });
    const { build, section } = await page.evaluate(async () => {
        const response = await fetch('/messaging.wasm');
        const module = await WebAssembly.compile(await response.arrayBuffer());
        const [found] = WebAssembly.Module.customSections(module, 'build');
        return {
            build: window.MessagingWasm.build,
            section: new TextDecoder().decode(found),
        };
    });
    expect(build).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    expect(section).toMatch(/^emscripten \d+\.\d+\.\d+$/);
});

test('a page can pin the global script by its SHA-384 hash', async ({ server, enter }) => {
    const script = await readFile(path.join(dist, 'messaging.global.js'));
    const hash = createHash('sha384').update(script).digest('base64');
    const page = await enter(server, 'usr_alice', { path: '/e2e/blank.html' });
    /** @param {string} integrity */
    const load = (integrity) =>
        page.evaluate(async (wanted) => {
            const tag = document.createElement('script');
            Object.assign(tag, { src: '/messaging.global.js', integrity: wanted });
            const done = new Promise((resolve) => {
                tag.onload = () => resolve(true);
                tag.onerror = () => resolve(false);
            });
            document.head.append(tag);
            return done;
        }, integrity);
    expect(await load(`sha384-${hash.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))}`)).toBe(
        false,
    );
    expect(await load(`sha384-${hash}`)).toBe(true);
});
