// Single faults, each at an exact moment; the campaign of `faults.spec.js` injects them at random.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../server/database/open.ts';
import { anonymous, signIn } from '../server/support.ts';
import { garbage, webSocketFrame } from './support/fault_proxy.js';
import { startKillableServer } from './support/killable_server.js';
import { alice, arriveAndFollow, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import {
    configure,
    connect,
    followMessages,
    testPagePath,
    texts,
    waitForOnline,
    waitForText,
} from './support/test_page.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('./support/fault_proxy.js').FaultProxy} FaultProxy
 */

/** What the core allows a silent connection beyond the ping interval. */
const slackMs = 3000;
/** Guards against gross failure only: the machine may be busy. */
const busyMs = 5000;

/** @param {Page} page @param {string} message */
const send = (page, message) =>
    page.evaluate(
        ([id, text]) => window.system.sendMessage(id, { message: text }),
        /** @type {const} */ ([wedding, message]),
    );

/**
 * Records each socket that the page opens, its state changes, and the events that wake it.
 * @param {Page} page
 */
async function noteTimes(page) {
    await page.addInitScript(() => {
        window.testTimes = [];
        const note = (/** @type {string} */ what) => window.testTimes.push([what, Date.now()]);
        for (const name of ['resume', 'pagehide', 'pageshow']) {
            const target = name === 'resume' ? document : window;
            target.addEventListener(name, (event) => {
                note(`${name} ${/** @type {PageTransitionEvent} */ (event).persisted ?? ''}`);
            });
        }
        window.addEventListener('messaging:state', (event) => {
            note(/** @type {CustomEvent} */ (event).detail.state);
        });
        const Native = WebSocket;
        window.WebSocket = class extends Native {
            /** @param {string | URL} url @param {string | string[]} [protocols] */
            constructor(url, protocols) {
                super(url, protocols);
                note('socket');
            }
        };
    });
}

/** When `what` was first recorded since then. @param {Page} page @param {string} what */
async function timeOf(page, what, since = 0) {
    const find = () =>
        page.evaluate(
            ([name, from]) => {
                /** @type {Array<[string, number]>} */
                const times = window.testTimes;
                return times.find(([one, at]) => one === name && at >= from)?.[1] ?? 0;
            },
            /** @type {const} */ ([what, since]),
        );
    await expect.poll(find).toBeGreaterThan(0);
    return find();
}

/** @param {FaultProxy} proxy */
function loseEverything(proxy) {
    for (const connection of proxy.connections('webSocket')) connection.drop();
}

/** Alice's page behind a proxy. @param {any} fixtures */
async function arriveThroughProxy({ server, startProxy, enter }, before = noteTimes) {
    const proxy = await startProxy(server);
    const page = await arriveAndFollow(enter, { ...server, url: proxy.url }, {}, { before });
    return { proxy, page };
}

test('a message is stored once if the server is killed between storing and responding', async ({
    closing,
    startProxy,
    visit,
}) => {
    const server = await startKillableServer();
    closing(server);
    const proxy = await startProxy(server);
    const person = anonymous(server);
    await person.get('/api/csrf-token');
    await person.post('/api/auth/login', { userId: alice.id });
    const value = person.cookies.get('token') ?? '';
    const page = await visit(proxy, {
        path: testPagePath,
        before: (one) =>
            one.context().addCookies([{ name: 'token', value, url: proxy.url, httpOnly: true }]),
    });
    await configure(page, { user: alice });
    await connect(page);
    await followMessages(page, wedding);
    const database = /** @type {ReturnType<typeof openDatabase<any>>} */ (
        openDatabase(server.database)
    );
    closing({ close: () => database.destroy() });
    const stored = async () => {
        const rows = await database.selectFrom('messages').select('text').orderBy('seq').execute();
        return rows.map(({ text }) => text).filter((text) => text.startsWith('message '));
    };
    // The first message fetches the CSRF token that the others use.
    await send(page, 'message 0');
    proxy.onConnection = (connection) => connection.hold('toClient');
    for (const connection of proxy.connections()) connection.hold('toClient');
    const sent = Promise.all([send(page, 'message 1'), send(page, 'message 2')]);
    await expect.poll(stored).toEqual(['message 0', 'message 1']);
    await server.stop('SIGKILL');
    expect((await texts(page, wedding)).slice(-2)).toEqual(['message 1', 'message 2']);
    proxy.onConnection = () => {};
    proxy.cutAll();
    await server.start();
    expect(new Set(await sent).size).toBe(2);
    expect(await stored()).toEqual(['message 0', 'message 1', 'message 2']);
    await waitForOnline(page);
    expect((await texts(page, wedding)).slice(-2)).toEqual(['message 1', 'message 2']);
});

test('a visible page replaces a silent connection after the ping interval plus 3 s', async ({
    startServer,
    startProxy,
    enter,
}) => {
    const pingIntervalMs = 1000;
    const server = await startServer({ pingIntervalMs });
    const { proxy, page } = await arriveThroughProxy({ server, startProxy, enter });
    await sleep(pingIntervalMs);
    const dropped = Date.now();
    loseEverything(proxy);
    const noticed = (await timeOf(page, 'socket', dropped)) - dropped;
    console.log(
        `silent connection: a new one after ${noticed} ms, ${pingIntervalMs + slackMs} due`,
    );
    expect(noticed).toBeGreaterThan(slackMs - 100);
    expect(noticed).toBeLessThan(pingIntervalMs + slackMs + busyMs);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'Said after the silence');
    await waitForText(page, wedding, 'Said after the silence');
});

/** The processes of a browser's pages. @param {import('@playwright/test').Browser} browser */
async function renderers(browser) {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

const sleeps = [
    { words: 'reconnects at once', pings: 0, dueMs: 300 },
    { words: 'reconnects despite queued pings', pings: 2, dueMs: 2200 },
];

for (const { words, pings, dueMs } of sleeps) {
    test(`a page that wakes up with a dead connection ${words}`, async ({
        browser,
        startServer,
        startProxy,
        enter,
    }) => {
        const pingIntervalMs = 300;
        const server = await startServer({ pingIntervalMs });
        const { proxy, page } = await arriveThroughProxy({ server, startProxy, enter });
        // As on a sleeping computer, the page does not run, and no event tells it that it woke.
        const asleep = await renderers(browser);
        for (const id of asleep) process.kill(id, 'SIGSTOP');
        await sleep(pings * pingIntervalMs);
        loseEverything(proxy);
        const bloom = await signIn(server, 'usr_bloom');
        await bloom.send(wedding, 'Said to somebody asleep');
        await sleep(slackMs + busyMs);
        const woken = Date.now();
        for (const id of asleep) process.kill(id, 'SIGCONT');
        const started = (await timeOf(page, 'socket', woken)) - woken;
        console.log(
            `woken after ${pings} pings: a new connection after ${started} ms, ${dueMs} due`,
        );
        // Less than silence alone would take from here on.
        expect(started).toBeLessThan(dueMs + slackMs - 100);
        await waitForText(page, wedding, 'Said to somebody asleep');
    });
}

test('an online event makes the page probe a silent connection and replace it after 2 s', async ({
    server,
    startProxy,
    enter,
}) => {
    // With the default ping interval of 25 s, noticing the silence alone would take longer.
    const { proxy, page } = await arriveThroughProxy({ server, startProxy, enter });
    loseEverything(proxy);
    const told = Date.now();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    const started = (await timeOf(page, 'socket', told)) - told;
    console.log(`online with a silent connection: a new one after ${started} ms, 2100 due`);
    expect(started).toBeGreaterThan(1900);
    expect(started).toBeLessThan(2100 + busyMs);
});

test('a page restored from the back/forward cache is not reloaded, and reconnects', async ({
    server,
    startProxy,
    enter,
}) => {
    const { page } = await arriveThroughProxy({ server, startProxy, enter });
    await page.evaluate(() => {
        window.testNotReloaded = true;
    });
    await page.goto(`${server.url}/e2e/blank.html`);
    await expect.poll(() => server.io.engine.clientsCount).toBe(0);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'Said to an empty seat');
    // A page from the cache fires no load event.
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.evaluate(() => window.testNotReloaded)).toBe(true);
    const away = await timeOf(page, 'pagehide true');
    await timeOf(page, 'pageshow true', away);
    // `resume` is the first of the two events that report it.
    const back = await timeOf(page, 'resume ', away);
    const started = (await timeOf(page, 'socket', away)) - back;
    console.log(`back from the cache: a new connection after ${started} ms`);
    expect(started).toBeLessThan(busyMs);
    await waitForText(page, wedding, 'Said to an empty seat');
    await waitForOnline(page);
    expect(await send(page, 'Back again')).toMatch(/^msg_/);
});

/** @type {Array<[words: string, bytes: () => Buffer]>} */
const intrusions = [
    ['bytes that are not a frame', () => garbage()],
    ['a frame that is not a packet', () => webSocketFrame('nonsense')],
    ['an unannounced binary frame', () => webSocketFrame(Buffer.alloc(100))],
    ['an oversized frame', () => webSocketFrame('4'.repeat(17 * 1024 * 1024))],
];

for (const [words, bytes] of intrusions) {
    test(`messages still arrive in both directions after ${words}`, async ({
        server,
        startProxy,
        enter,
    }) => {
        const { proxy, page } = await arriveThroughProxy({ server, startProxy, enter });
        for (const connection of proxy.connections('webSocket')) connection.inject(bytes());
        const bloom = await signIn(server, 'usr_bloom');
        await bloom.send(wedding, 'Said all the same');
        await waitForText(page, wedding, 'Said all the same');
        await waitForOnline(page);
        expect(await send(page, 'Heard you')).toMatch(/^msg_/);
        const shown = await texts(page, wedding);
        expect(shown.slice(-2)).toEqual(['Said all the same', 'Heard you']);
    });
}
