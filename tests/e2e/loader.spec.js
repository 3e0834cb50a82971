// How the module loads its code, with all fallbacks down to plain JavaScript.
import { signIn } from '../server/support.ts';
import { alice, bloom, wedding } from './support/people.js';
import { countHandshakes } from './support/servers.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    details,
    followMessages,
    testPagePath,
    waitForOnline,
    waitForState,
    waitForText,
} from './support/test_page.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('../../server/reference_server.ts').ReferenceServer} Server
 */

/** Records the files of the module that the page loads, and its warnings. @param {Page} page */
function watchLoading(page) {
    /** @type {{ loaded: string[], told: string[] }} */
    const seen = { loaded: [], told: [] };
    page.on('request', (request) => {
        const name = new URL(request.url()).pathname.slice(1);
        // Styles load with the first indicator, at any time. Long-polling loads on pages that a
        // test has rewritten, from which Chromium allows no WebSocket to this machine.
        if (/^messaging(?!-styles|-polling).*\.(js|wasm)$/.test(name)) seen.loaded.push(name);
    });
    page.on('console', (message) => {
        if (message.text().startsWith('messaging: ')) seen.told.push(message.text());
    });
    return seen;
}

/** @param {Page} page @param {Server} server */
async function exchangeMessages(page, server) {
    await configure(page, { user: alice });
    await connect(page);
    await followMessages(page, wedding);
    const sent = await page.evaluate(
        (id) => window.system.sendMessage(id, { message: 'From the page' }),
        wedding,
    );
    expect(sent).toMatch(/^msg_/);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'To the page');
    await waitForText(page, wedding, 'To the page');
}

/** Passes the core more than its initial memory holds. @param {Page} page @param {Server} server */
async function growMemory(page, server) {
    await page.evaluate((conversationId) => {
        window.system.handleNewMessage({ conversationId, text: 'x'.repeat(8_000_000) });
    }, wedding);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'After the growth');
    await waitForText(page, wedding, 'After the growth');
    expect(await details(page, 'messaging:error')).toEqual([]);
}

/** The WebAssembly module is requested before the code that needs it has loaded. */
const everything = ['messaging.js', 'messaging.wasm', 'messaging-core.js'];

for (const type of ['application/wasm', 'application/octet-stream', 'text/plain']) {
    test(`a module that is served as ${type} is accepted`, async ({ server, enter }) => {
        /** @type {ReturnType<typeof watchLoading> | undefined} */
        let seen;
        const before = async (/** @type {Page} */ page) => {
            seen = watchLoading(page);
            await page.route('**/messaging.wasm*', async (route) => {
                const response = await route.fetch();
                const headers = { ...response.headers(), 'content-type': type };
                await route.fulfill({ response, headers });
            });
        };
        const page = await enter(server, 'usr_alice', { path: testPagePath, before });
        await exchangeMessages(page, server);
        expect(seen).toEqual({ loaded: everything, told: [] });
        await growMemory(page, server);
    });
}

const answers = {
    'is missing': { status: 404, body: 'Not found' },
    'is an HTML page': { status: 200, contentType: 'text/html', body: '<!doctype html>' },
    'is invalid WebAssembly': { status: 200, contentType: 'application/wasm', body: 'no' },
    'is out of reach': null,
};
for (const [says, answer] of Object.entries(answers)) {
    test(`the inline copy is used if the module ${says}`, async ({ server, enter }) => {
        /** @type {ReturnType<typeof watchLoading> | undefined} */
        let seen;
        const before = async (/** @type {Page} */ page) => {
            seen = watchLoading(page);
            await page.route('**/messaging.wasm*', (route) =>
                answer ? route.fulfill(answer) : route.abort(),
            );
        };
        const page = await enter(server, 'usr_alice', { path: testPagePath, before });
        await exchangeMessages(page, server);
        const loaded = [...everything, 'messaging.wasm', 'messaging-inline.js'];
        expect(seen?.loaded).toEqual(loaded);
        expect(seen?.told.length).toBe(1);
        expect(seen?.told[0]).toMatch(
            /tried elsewhere: .*(404|3c 21|fell off end|Failed to fetch)/,
        );
    });
}

test('an inline copy of another build is not used', async ({ server, enter }) => {
    /** @type {ReturnType<typeof watchLoading> | undefined} */
    let seen;
    const before = async (/** @type {Page} */ page) => {
        seen = watchLoading(page);
        await page.route('**/messaging.wasm*', (route) => route.fulfill(answers['is missing']));
        await page.route('**/messaging-inline.js', async (route) => {
            const response = await route.fetch();
            const body = await response.text();
            await route.fulfill({
                response,
                body: body.replace(/"\d[\w.]+\+\w+"/, '"1.0.0+older"'),
            });
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await exchangeMessages(page, server);
    expect(seen?.loaded.slice(-2)).toEqual(['messaging-inline.js', 'messaging-wasm2js.js']);
    expect(seen?.told[1]).toMatch(/tried elsewhere: Error: build 1\.0\.0\+older/);
});

test('an import loads only its own file, and the first use loads the rest', async ({
    server,
    visit,
}) => {
    /** @type {string[]} */
    const paths = [];
    const before = async (/** @type {Page} */ page) => {
        page.on('request', (request) => paths.push(new URL(request.url()).pathname));
    };
    const page = await visit(server, { path: testPagePath, before });
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    // Requests that the import had started would be under way by now.
    await page.evaluate(() => new Promise((resolve) => void setTimeout(resolve, 100)));
    expect(paths).toEqual([testPagePath, '/e2e/page.js', '/messaging.js']);
    await page.evaluate(() => window.system.ready);
    expect(paths.slice(3)).toEqual(['/messaging.wasm', '/messaging-core.js']);
});

test('the connection is opened before the code has loaded, and is the only one', async ({
    server,
    enter,
}) => {
    const seen = countHandshakes(server);
    const before = async (/** @type {Page} */ page) => {
        // Only the first file loads until there is a connection.
        await page.route(/messaging(-core\.js|\.wasm)/, async (route) => {
            await expect.poll(() => seen.handshakes).toBe(1);
            await route.continue();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await exchangeMessages(page, server);
    expect(seen.handshakes).toBe(1);
});

test('code that loads only on retry gets the connection that was opened for it', async ({
    server,
    enter,
}) => {
    const seen = countHandshakes(server);
    let asked = 0;
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging-core.js*', async (route) => {
            await expect.poll(() => seen.handshakes).toBe(1);
            asked += 1;
            if (asked < 3) await route.abort();
            else await route.continue();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await exchangeMessages(page, server);
    expect(seen.handshakes).toBe(1);
});

test('a user who becomes known while the code loads is connected early and once', async ({
    server,
    enter,
}) => {
    const seen = countHandshakes(server);
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging.wasm*', async (route) => {
            await page.waitForFunction(() => 'answer' in window);
            // By then the engine no longer waits for the user.
            await page.evaluate(() => new Promise((done) => void setTimeout(done, 100)));
            await page.evaluate(() => Reflect.get(window, 'answer')());
            await expect.poll(() => seen.handshakes).toBe(1);
            await route.continue();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await page.evaluate((user) => {
        const ask = () =>
            new Promise((resolve) => Object.assign(window, { answer: () => resolve(user) }));
        window.system.configure({ user: () => ('answer' in window ? user : ask()) });
        window.system.initWebSocket();
    }, alice);
    await waitForOnline(page);
    expect(seen.handshakes).toBe(1);
});

test('a connection that was opened for another user is not used', async ({ server, enter }) => {
    const seen = countHandshakes(server);
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging-core.js*', async (route) => {
            await expect.poll(() => seen.handshakes).toBe(1);
            const { cookies } = await signIn(server, bloom.id);
            const value = cookies.get('token') ?? '';
            await page.context().addCookies([{ name: 'token', value, url: server.url }]);
            await page.evaluate((user) => void window.system.configure({ user }), bloom);
            await route.continue();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await configure(page, { user: alice });
    await page.evaluate(() => void window.system.initWebSocket());
    await waitForOnline(page);
    expect(seen.handshakes).toBe(2);
    const states = (await details(page, 'messaging:state')).map(({ state }) => state);
    expect(states).not.toContain('unauthenticated');
    await expect.poll(() => server.io.engine.clientsCount).toBe(1);
});

test('cleanup() before the code has loaded leaves no connection', async ({ server, enter }) => {
    const seen = countHandshakes(server);
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging-core.js*', async (route) => {
            await expect.poll(() => seen.handshakes).toBe(1);
            await page.evaluate(() => window.system.cleanup());
            await expect.poll(() => server.io.engine.clientsCount).toBe(0);
            await route.continue();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await configure(page, { user: alice });
    expect(await page.evaluate(() => window.system.initWebSocket())).toBe(false);
    expect(server.io.engine.clientsCount).toBe(0);
    expect(seen.handshakes).toBe(1);
});

/** @param {Page} page */
async function removeWasm(page) {
    await page.addInitScript(() => {
        Reflect.deleteProperty(globalThis, 'WebAssembly');
    });
}

/** @param {Page} page */
async function refuseWasm(page) {
    await page.route(`**${testPagePath}`, async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers() };
        const policy = headers['content-security-policy'] ?? '';
        headers['content-security-policy'] = policy.replace(" 'wasm-unsafe-eval'", '');
        await route.fulfill({ response, headers });
    });
}

for (const [says, deny] of /** @type {const} */ ([
    ['is missing', removeWasm],
    ['is refused by the policy', refuseWasm],
])) {
    test(`the core runs as JavaScript if WebAssembly ${says}`, async ({ server, enter }) => {
        /** @type {ReturnType<typeof watchLoading> | undefined} */
        let seen;
        const before = async (/** @type {Page} */ page) => {
            seen = watchLoading(page);
            await deny(page);
        };
        const visit = { path: testPagePath, before, faults: true };
        const page = await enter(server, 'usr_alice', visit);
        await exchangeMessages(page, server);
        const loaded = [...everything, 'messaging-wasm2js.js'];
        expect(seen?.loaded).toEqual(loaded);
        expect(seen?.told).toEqual([expect.stringContaining('no WebAssembly')]);
        await growMemory(page, server);
    });
}

test('the JavaScript core is requested again after a failure', async ({ server, enter }) => {
    let requests = 0;
    const before = async (/** @type {Page} */ page) => {
        await removeWasm(page);
        await page.route('**/messaging-wasm2js.js*', (route) => {
            requests += 1;
            return requests < 2 ? route.abort() : route.fallback();
        });
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await configure(page, { user: alice });
    await page.evaluate(() => void window.system.initWebSocket());
    await waitForState(page, 'offline');
    await waitForOnline(page);
    expect(requests).toBe(2);
});

test('the configured URL of the module is tried first, and then the default one', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchLoading> | undefined} */
    let seen;
    const before = async (/** @type {Page} */ page) => {
        seen = watchLoading(page);
        await page.route('**/other.wasm', (route) => route.fulfill({ status: 404 }));
    };
    const page = await enter(server, 'usr_alice', { path: testPagePath, before });
    await configure(page, { wasm: { url: '/other.wasm' } });
    await exchangeMessages(page, server);
    expect(seen?.loaded).toEqual(['messaging.js', 'messaging-core.js', 'messaging.wasm']);
    expect(seen?.told).toEqual([expect.stringMatching(/404 for .*\/other\.wasm/)]);
});
