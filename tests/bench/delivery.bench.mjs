// Two browsers, 1,000 messages each way over the real server; and, beside it, what a raw WebSocket
// needs from page to page. Fails on loss, doubles and disorder, or when it is grossly slow.
import { loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import { launchOptions } from '../e2e/support/browser.js';
import { startReferenceServer } from '../e2e/support/servers.js';
import { signIn } from '../server/support.ts';

const messagesEach = 1000;
const typingSamples = 200;
const floorSamples = 1000;
/**
 * A message begins so long after the one before, but not before that one is stored. Much faster,
 * two browsers, the server and this program wait for each other on two cores.
 */
const paceMs = 100;
const deliveryMsMax = 20;
/** Figures of a shared machine vary; only this many times the aim is a failure. */
const gross = 5;
const conversation = 'thd_wedding';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** @param {string} name @param {number[]} values */
function print(name, values) {
    const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
    const worst = quantile(values, 1);
    const figures = [p50, p95, worst].map((value) => value.toFixed(1).padStart(8)).join('');
    console.log(`${name.padEnd(34)}${figures} ms  (${values.length})`);
    return p95;
}

/**
 * @param {import('../../server/reference_server.ts').ReferenceServer} server
 * @param {string} userId
 */
async function open(server, userId) {
    const browser = await chromium.launch(launchOptions);
    const context = await browser.newContext({ baseURL: server.url });
    const person = await signIn(server, userId);
    const value = person.cookies.get('token') ?? '';
    await context.addCookies([{ name: 'token', value, url: server.url, httpOnly: true }]);
    const page = await context.newPage();
    await page.goto('/e2e/page.html');
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate((id) => {
        window.system.configure({ user: { id }, typingThrottleMs: 10, typingStopMs: 60_000 });
    }, userId);
    await page.evaluate((id) => {
        window.testNow = () => performance.timeOrigin + performance.now();
        window.testArrived = [];
        window.testTyping = [];
        const seen = new Set();
        window.system.listenToMessages(id, (messages) => {
            const at = window.testNow();
            const fresh = [];
            for (let index = messages.length - 1; index >= 0; index--) {
                const message = messages[index];
                if (!message || message.state === 'pending') continue;
                if (seen.has(message.id)) break;
                seen.add(message.id);
                fresh.unshift({ text: message.text, senderId: message.senderId, at });
            }
            window.testArrived.push(...fresh);
        });
        window.addEventListener('messaging:typing', () => {
            window.testTyping.push(window.testNow());
        });
    }, conversation);
    await page.waitForFunction(() => window.system.isConnected && window.testArrived.length > 0);
    return { page, close: () => browser.close(), userId };
}

/**
 * Sends one message after the other; when each was begun. @param {Page} page @param {string} who
 */
const sendAll = (page, who) =>
    page.evaluate(
        async ([to, name, count, pace]) => {
            const begun = [];
            for (let number = 0; number < count; number++) {
                const pause = new Promise((resolve) => setTimeout(resolve, pace));
                begun.push(window.testNow());
                await window.system.sendMessage(to, { message: `${name} ${number}` });
                await pause;
            }
            return begun;
        },
        /** @type {const} */ ([conversation, who, messagesEach, paceMs]),
    );

/** @param {Page} page @param {string} from @param {number[]} begun */
async function deliveries(page, from, begun) {
    const wanted = (/** @type {readonly [string, number]} */ [sender, count]) =>
        window.testArrived.filter((/** @type {any} */ one) => one.text.startsWith(`${sender} `))
            .length >= count;
    await page.waitForFunction(wanted, /** @type {const} */ ([from, messagesEach]));
    /** @type {Array<{ text: string, at: number }>} */
    const all = await page.evaluate(() => window.testArrived);
    const arrived = all.filter(({ text }) => text.startsWith(`${from} `));
    const inOrder = arrived.every(({ text }, index) => text === `${from} ${index}`);
    if (!inOrder || arrived.length !== messagesEach) {
        throw new Error(`${from}: lost, doubled or out of order (${arrived.length} arrived)`);
    }
    return arrived.map(({ at }, index) => at - (begun[index] ?? Number.NaN));
}

/** @param {Page} from @param {Page} to */
async function typing(from, to) {
    await to.evaluate(() => {
        window.testTyping.length = 0;
    });
    const told = await from.evaluate(
        async ([id, count]) => {
            const begun = [];
            for (let sample = 0; sample < count; sample++) {
                begun.push(window.testNow());
                window.system.sendTypingStatus(id, sample % 2 === 0);
                await new Promise((resolve) => setTimeout(resolve, 15));
            }
            return begun;
        },
        /** @type {const} */ ([conversation, typingSamples]),
    );
    await to.waitForFunction((count) => window.testTyping.length >= count, typingSamples);
    /** @type {number[]} */
    const heard = await to.evaluate(() => window.testTyping);
    if (heard.length !== typingSamples) throw new Error(`${heard.length} signals of typing`);
    return heard.map((at, index) => at - (told[index] ?? Number.NaN));
}

/**
 * The same way without the product: raw WebSockets, the server relays.
 * @param {import('../../server/reference_server.ts').ReferenceServer} server
 * @param {Page} from
 * @param {Page} to
 */
async function floor(server, from, to) {
    server.io.of('/floor').on('connection', (socket) => {
        socket.on('relay', (value) => socket.broadcast.emit('relay', value));
    });
    const connect = (/** @type {Page} */ page) =>
        page.evaluate(
            () =>
                new Promise((resolve) => {
                    const address = `ws://${location.host}/socket.io/?EIO=4&transport=websocket`;
                    const socket = new WebSocket(address);
                    window.testFloor = { socket, heard: [] };
                    socket.onmessage = ({ data }) => {
                        if (data.startsWith('0')) socket.send('40/floor,');
                        else if (data.startsWith('40')) resolve(undefined);
                        else if (data === '2') socket.send('3');
                        else window.testFloor.heard.push(window.testNow());
                    };
                }),
        );
    await Promise.all([connect(from), connect(to)]);
    const begun = await from.evaluate(async (count) => {
        const all = [];
        const padding = 'x'.repeat(300);
        for (let sample = 0; sample < count; sample++) {
            all.push(window.testNow());
            window.testFloor.socket.send(`42/floor,["relay","${padding}"]`);
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
        return all;
    }, floorSamples);
    await to.waitForFunction((count) => window.testFloor.heard.length >= count, floorSamples);
    /** @type {number[]} */
    const heard = await to.evaluate(() => window.testFloor.heard);
    return heard.map((at, index) => at - (begun[index] ?? Number.NaN));
}

const server = await startReferenceServer();
const people = [await open(server, 'usr_alice'), await open(server, 'usr_bloom')];
try {
    const [alice, bloom] = people.map(({ page }) => page);
    if (!alice || !bloom) throw new Error('Two people are needed');
    const [load = 0] = loadavg();
    console.log(`load ${load.toFixed(1)}`.padEnd(34), '    p50     p95     max');
    print('floor: a raw WebSocket, one way', await floor(server, alice, bloom));
    const begun = await Promise.all([sendAll(alice, 'alice'), sendAll(bloom, 'bloom')]);
    const there = await deliveries(bloom, 'alice', begun[0]);
    const back = await deliveries(alice, 'bloom', begun[1]);
    const [own, others] = [await alice.evaluate(() => window.testArrived.length), 3];
    if (own !== others + 2 * messagesEach) throw new Error(`One page shows ${own} messages`);
    const delivery = print('delivery: stored and shown', [...there, ...back]);
    const signals = print('typing', await typing(alice, bloom));
    console.log(`${2 * messagesEach} messages arrived, each once and in order.`);
    for (const [name, value] of Object.entries({ delivery, typing: signals })) {
        if (value <= deliveryMsMax) continue;
        console.log(`The aim for ${name} is ${deliveryMsMax} ms (p95) on a machine of its own.`);
        if (value > gross * deliveryMsMax) process.exitCode = 1;
    }
} finally {
    for (const person of people) await person.close();
    await server.close();
}
