// Networks without WebSockets: a proxy that refuses the upgrade, or swallows it.
import { signIn } from '../server/support.ts';
import { alice, arrive, bloom, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    followMessages,
    texts,
    waitForOnline,
    waitForText,
} from './support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

const promisedMs = 3000;

/**
 * @param {any} fixtures @param {'pass' | 'refuse' | 'swallow'} upgrades
 * @param {(page: Page) => Promise<unknown>} [before]
 */
async function arriveThrough({ server, startProxy, enter }, upgrades, before = async () => {}) {
    const proxy = await startProxy(server);
    proxy.upgrades = upgrades;
    const page = await arrive(enter, { ...server, url: proxy.url }, {}, { before });
    return { proxy, page };
}

/** The time from `initWebSocket` to real time. @param {Page} page */
function connectMs(page) {
    return page.evaluate(
        () =>
            new Promise((/** @type {(ms: number) => void} */ resolve) => {
                const begin = performance.now();
                window.addEventListener('messaging:connection', (event) => {
                    const { status } = /** @type {CustomEvent} */ (event).detail;
                    if (status === 'online') resolve(performance.now() - begin);
                });
                window.system.initWebSocket();
            }),
    );
}

/** @param {Page} page */
const mode = (page) => page.evaluate(() => window.system.mode);

/** @param {Page} page @param {string} message */
const send = (page, message) =>
    page.evaluate(
        ([id, text]) => window.system.sendMessage(id, { message: text }),
        /** @type {const} */ ([wedding, message]),
    );

/**
 * The transports with which the page opens sessions from now on, in order.
 * @param {Page} page
 */
function watchWays(page) {
    /** @type {string[]} */
    const ways = [];
    const note = (/** @type {string} */ url) => {
        const query = new URL(url).searchParams;
        const way = query.get('transport');
        if (way && !query.has('sid')) ways.push(way);
    };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    return ways;
}

for (const upgrades of /** @type {const} */ (['refuse', 'swallow'])) {
    test(`a proxy set to ${upgrades} WebSockets delays real time by less than 3 s`, async ({
        server,
        startProxy,
        enter,
    }) => {
        const fixtures = { server, startProxy, enter };
        const floorMs = await connectMs((await arriveThrough(fixtures, 'pass')).page);
        const { page } = await arriveThrough(fixtures, upgrades);
        const ms = await connectMs(page);
        expect(await mode(page)).toBe('long-polling');
        expect(ms - floorMs).toBeLessThan(promisedMs);
        await followMessages(page, wedding);
        const ben = await signIn(server, bloom.id);
        const wire = await ben.subscribe(wedding);
        await ben.send(wedding, `hello through ${upgrades}`);
        await waitForText(page, wedding, `hello through ${upgrades}`);
        await send(page, `and back through ${upgrades}`);
        await expect
            .poll(() => wire.events.map(({ payload }) => JSON.stringify(payload)).join())
            .toContain(`and back through ${upgrades}`);
        ben.leave();
    });
}

test('a session is upgraded once a WebSocket is possible, and no message is lost', async ({
    server,
    startProxy,
    enter,
}) => {
    const fixtures = { server, startProxy, enter };
    const { proxy, page } = await arriveThrough(fixtures, 'refuse');
    await connect(page);
    await followMessages(page, wedding);
    const before = await texts(page, wedding);
    const ben = await signIn(server, bloom.id);
    const expected = [...before];
    const say = async (/** @type {number} */ number) => {
        await ben.send(wedding, `his ${number}`);
        await send(page, `hers ${number}`);
        expected.push(`his ${number}`, `hers ${number}`);
    };
    await say(1);
    proxy.upgrades = 'pass';
    await page.evaluate(() => void window.dispatchEvent(new Event('online')));
    for (let number = 2; (await mode(page)) !== 'websocket'; number++) await say(number);
    await say(0);
    await expect.poll(() => texts(page, wedding)).toEqual(expected);
    const lost = await page.evaluate(() =>
        window.record.events.filter(
            ({ name, detail }) => name === 'messaging:connection' && detail.status === 'offline',
        ),
    );
    expect(lost).toEqual([]);
});

test('after blocked WebSockets the next pages start with long-polling until an upgrade', async ({
    server,
    startProxy,
    enter,
}) => {
    const fixtures = { server, startProxy, enter };
    const { proxy, page } = await arriveThrough(fixtures, 'swallow');
    const ways = watchWays(page);
    const begin = async () => {
        ways.length = 0;
        await page.reload();
        await configure(page, { user: alice });
        await page.evaluate(() => void window.system.initWebSocket());
        await waitForOnline(page);
    };
    await connect(page);
    expect(ways[0]).toBe('websocket');
    await begin();
    expect(ways).toEqual(['polling']);
    expect(await mode(page)).toBe('long-polling');
    proxy.upgrades = 'pass';
    await begin();
    await expect.poll(() => mode(page)).toBe('websocket');
    expect(ways).toEqual(['polling']);
    await begin();
    expect(await mode(page)).toBe('websocket');
    expect(ways).toEqual(['websocket']);
});

test('the code for long-polling is requested under another address after a failure', async ({
    server,
    startProxy,
    enter,
}) => {
    /** @type {string[]} */
    const requests = [];
    const before = async (/** @type {Page} */ page) => {
        await page.route('**/messaging-polling.js*', (route) => {
            requests.push(new URL(route.request().url()).search);
            return requests.length < 2 ? route.abort() : route.fallback();
        });
    };
    const { page } = await arriveThrough({ server, startProxy, enter }, 'refuse', before);
    await connect(page);
    expect(await mode(page)).toBe('long-polling');
    // Some browsers would not try the same one again.
    expect(requests).toEqual(['', '?1']);
});
