// Two people in two browsers, and how long what one of them does takes to reach the other's page.
import { chromium } from '@playwright/test';
import { launchOptions } from '../../e2e/support/browser.js';

/**
 * Time between the starts of two messages; the second also waits until the first is stored. At a
 * much faster pace, two browsers, the server and this program wait for each other on two cores.
 */
const paceMs = 100;
const conversation = 'thd_wedding';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ page: Page, userId: string, close(): Promise<void> }} Person */

/**
 * @param {string} url
 * @param {string} userId
 * @param {Record<string, string>} cookies those of his session
 * @returns {Promise<Person>}
 */
export async function open(url, userId, cookies) {
    const browser = await chromium.launch(launchOptions);
    const context = await browser.newContext({ baseURL: url });
    const named = Object.entries(cookies);
    await context.addCookies(named.map(([name, value]) => ({ name, value, url, httpOnly: true })));
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
            // The response to an own message may arrive before an earlier message of the other.
            const recent = Math.max(0, messages.length - 50);
            for (let index = messages.length - 1; index >= recent; index--) {
                const message = messages[index];
                if (!message || message.state === 'pending' || seen.has(message.id)) continue;
                seen.add(message.id);
                fresh.unshift({ text: message.text, senderId: message.senderId, at });
            }
            window.testArrived.push(...fresh);
        });
        window.addEventListener('messaging:typing', () => {
            window.testTyping.push(window.testNow());
        });
        window.testRead = [];
        window.addEventListener('messaging:read', () => {
            window.testRead.push(window.testNow());
        });
    }, conversation);
    await page.waitForFunction(() => window.system.isConnected && window.testArrived.length > 0);
    return { page, close: () => browser.close(), userId };
}

/**
 * Sends one message after the other; returns when each was started.
 * @param {Page} page @param {string} who @param {number} count
 */
export const sendAll = (page, who, count) =>
    page.evaluate(
        async ([to, name, most, pace]) => {
            const begun = [];
            for (let number = 0; number < most; number++) {
                const pause = new Promise((resolve) => setTimeout(resolve, pace));
                begun.push(window.testNow());
                await window.system.sendMessage(to, { message: `${name} ${number}` });
                await pause;
            }
            return begun;
        },
        /** @type {const} */ ([conversation, who, count, paceMs]),
    );

/**
 * How long each took to arrive; throws unless all have arrived once and in order.
 * @param {Page} page @param {string} from @param {number[]} begun
 */
export async function deliveries(page, from, begun) {
    const wanted = (/** @type {readonly [string, number]} */ [sender, count]) =>
        window.testArrived.filter((/** @type {any} */ one) => one.text.startsWith(`${sender} `))
            .length >= count;
    await page.waitForFunction(wanted, /** @type {const} */ ([from, begun.length]));
    /** @type {Array<{ text: string, at: number }>} */
    const all = await page.evaluate(() => window.testArrived);
    const arrived = all.filter(({ text }) => text.startsWith(`${from} `));
    const inOrder = arrived.every(({ text }, index) => text === `${from} ${index}`);
    if (!inOrder || arrived.length !== begun.length) {
        throw new Error(`${from}: lost, doubled or out of order (${arrived.length} arrived)`);
    }
    return arrived.map(({ at }, index) => at - (begun[index] ?? Number.NaN));
}

/** @param {Page} from @param {Page} to @param {number} samples */
export async function typing(from, to, samples) {
    await to.evaluate(() => {
        window.testTyping.length = 0;
    });
    const told = await from.evaluate(
        async ([id, most]) => {
            const begun = [];
            for (let sample = 0; sample < most; sample++) {
                begun.push(window.testNow());
                window.system.sendTypingStatus(id, sample % 2 === 0);
                await new Promise((resolve) => setTimeout(resolve, 15));
            }
            return begun;
        },
        /** @type {const} */ ([conversation, samples]),
    );
    await to.waitForFunction((count) => window.testTyping.length >= count, samples);
    /** @type {number[]} */
    const heard = await to.evaluate(() => window.testTyping);
    if (heard.length !== samples) throw new Error(`${heard.length} signals of typing`);
    return heard.map((at, index) => at - (told[index] ?? Number.NaN));
}

/**
 * How long it takes from the reader's marking a message as read until its writer knows.
 * @param {Person} writer @param {Person} reader @param {number} samples
 */
export async function reads(writer, reader, samples) {
    /** @type {number[]} */
    const begun = [];
    for (let sample = 0; sample < samples; sample++) {
        await writer.page.evaluate(
            ([id, number]) => window.system.sendMessage(id, { message: `read ${number}` }),
            /** @type {const} */ ([conversation, sample]),
        );
        await reader.page.waitForFunction(
            (text) => window.testArrived.at(-1)?.text === text,
            `read ${sample}`,
        );
        begun.push(
            await reader.page.evaluate(
                ([id, userId]) => {
                    const now = window.testNow();
                    void window.system.markMessagesAsRead(id, userId);
                    return now;
                },
                /** @type {const} */ ([conversation, reader.userId]),
            ),
        );
        await writer.page.waitForFunction((most) => window.testRead.length > most, sample);
    }
    /** @type {number[]} */
    const heard = await writer.page.evaluate(() => window.testRead);
    if (heard.length !== samples) throw new Error(`${heard.length} receipts`);
    return heard.map((at, index) => at - (begun[index] ?? Number.NaN));
}
