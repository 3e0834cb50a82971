// Drives `pages/page.html`.
import { expect } from '@playwright/test';
import { hasty } from './test.ts';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('../../../web/messaging.ts').MessagingOptions} Options
 */

export const testPagePath = '/e2e/page.html';

/** @param {Page} page @param {Options} [options] those that can be told as JSON */
export async function configure(page, options = {}) {
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.evaluate((given) => void window.system.configure(given), { ...hasty, ...options });
}

/** Connects, and waits until the page is online. @param {Page} page */
export async function connect(page) {
    await page.evaluate(() => void window.system.initWebSocket());
    await waitForOnline(page);
}

/** @param {Page} page */
export async function waitForOnline(page) {
    await page.waitForFunction(() => window.system.isConnected);
}

/** @param {Page} page */
export async function waitForOffline(page) {
    await page.waitForFunction(() => !window.system.isConnected);
}

/** @param {Page} page @param {string} state */
export async function waitForState(page, state) {
    await page.waitForFunction((wanted) => window.system.state === wanted, state);
}

/** Follows a conversation and waits for its first list. @param {Page} page @param {string} id */
export async function followMessages(page, id, as = id) {
    await page.evaluate(([one, name]) => window.follow(one, name), /** @type {const} */ ([id, as]));
    await page.waitForFunction((name) => (window.record.lists[name]?.length ?? 0) > 0, as);
}

/** The newest list of texts. @param {Page} page @param {string} as */
export function texts(page, as) {
    return page.evaluate((name) => window.record.lists[name]?.at(-1) ?? [], as);
}

/** @param {Page} page @param {string} as @param {string} text */
export async function waitForText(page, as, text) {
    await page.waitForFunction(
        ([name, wanted]) => window.record.lists[name]?.at(-1)?.includes(wanted),
        /** @type {const} */ ([as, text]),
    );
}

/** The details of all events of a name so far. @param {Page} page @param {string} name */
export function details(page, name) {
    return page.evaluate(
        (wanted) =>
            window.record.events.filter((event) => event.name === wanted).map((one) => one.detail),
        name,
    );
}

/** @param {Page} page @param {string} name @param {number} [count] */
export async function waitForEvents(page, name, count = 1) {
    await expect.poll(async () => (await details(page, name)).length).toBeGreaterThanOrEqual(count);
    return details(page, name);
}

/** @param {Page} page */
export function toasts(page) {
    return page.evaluate(() => window.record.toasts.map(({ text }) => text));
}

/** Clears the records of events and toasts. @param {Page} page */
export async function forget(page) {
    await page.evaluate(() => {
        window.record.events.length = 0;
        window.record.toasts.length = 0;
    });
}

/**
 * Counts requests to the REST routes from now on.
 * @param {Page} page
 */
export function countRequests(page) {
    /** @type {string[]} */
    const seen = [];
    page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith('/api/')) seen.push(`${request.method()} ${pathname}`);
    });
    return seen;
}

/**
 * Records the Socket.IO events that the page sends from now on; for use before it connects.
 * @param {Page} page
 */
export function watchEmits(page) {
    /** @type {Array<{ name: string, data: Record<string, unknown> }>} */
    const emits = [];
    page.on('websocket', (socket) => {
        socket.on('framesent', ({ payload }) => {
            const found = /^42\d*(\[.*)$/s.exec(String(payload));
            if (!found) return;
            const [name, data] = JSON.parse(found[1] ?? '[]');
            emits.push({ name, data });
        });
    });
    return emits;
}

/** How many unsent messages are in the browser's storage. @param {Page} page */
export const kept = (page) =>
    page.evaluate(async () => {
        const [{ name } = { name: '' }] = await indexedDB.databases();
        if (!name) return 0;
        return new Promise((resolve) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => {
                const all = request.result.transaction('outbox').objectStore('outbox').count();
                all.onsuccess = () => {
                    request.result.close();
                    resolve(all.result);
                };
            };
        });
    });
