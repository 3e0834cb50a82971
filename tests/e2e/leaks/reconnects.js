// A page whose server hangs up as soon as it is connected, very many times: the memory of the page
// and of the core must not grow.
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../support/measure.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('../../../server/reference_server.ts').ReferenceServer} ReferenceServer
 * @typedef {Awaited<ReturnType<typeof memoryOf>> & { reconnects: number }} Sample
 */

/** The shortest delays that may be configured, so that a run does not consist of waiting. */
export const reconnect = { minMs: 10, maxMs: 10 };
const stalledMs = 60_000;

/**
 * @param {Page} page connected, with `measure` before
 * @param {ReferenceServer} server
 * @param {number} reconnects
 * @param {number} samples how often is measured, evenly; once more before all
 * @returns {Promise<Sample[]>}
 */
export async function reconnectOften(page, server, reconnects, samples) {
    let made = 0;
    let stops = true;
    /** @type {Set<import('socket.io').Socket>} */
    const waiting = new Set();
    const hangUp = (/** @type {import('socket.io').Socket} */ socket) => {
        if (stops) waiting.add(socket);
        // Not at once: a client that is cut off while it sends counts that as a failure.
        else setImmediate(() => socket.disconnect(true));
    };
    server.io.on('connection', (socket) => {
        made += 1;
        // The first event that a connected client sends.
        socket.once('auth', () => hangUp(socket));
    });
    const all = [await sample(page, 0)];
    const part = Math.ceil(reconnects / samples);
    for (let wanted = part; all.length <= samples; wanted += part) {
        stops = false;
        for (const socket of waiting.size > 0 ? waiting : await server.io.fetchSockets()) {
            socket.disconnect(true);
        }
        waiting.clear();
        for (let seen = -1, since = Date.now(); made < wanted; await sleep(5)) {
            if (made !== seen) since = Date.now();
            seen = made;
            if (Date.now() - since > stalledMs) throw new Error(`No reconnect after ${made}`);
        }
        stops = true;
        await page.waitForFunction(() => window.system.isConnected);
        all.push(await sample(page, made));
    }
    return all;
}

/** @param {Page} page @param {number} reconnects @returns {Promise<Sample>} */
async function sample(page, reconnects) {
    // The test page's own records would count as growth.
    await page.evaluate(() => {
        window.record.events.length = 0;
        window.record.toasts.length = 0;
        for (const lists of Object.values(window.record.lists)) lists.splice(0, lists.length - 1);
        window.testLongTasks.length = 0;
    });
    return { reconnects, ...(await memoryOf(page)) };
}
