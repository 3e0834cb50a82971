// Counts what a page has open or pending, from before it is loaded.

/**
 * @typedef {object} Work
 * @property {string[]} listeners on window and document, by name
 * @property {number} timers that will still fire
 * @property {number} sockets that are not closed
 * @property {number} requests under way
 * @property {number} channels that are open
 * @property {number} locks held or asked for
 */

/** For `Visit.before`. @param {import('@playwright/test').Page} page */
export async function instrument(page) {
    await page.addInitScript(() => {
        /** @type {Map<string, number>} */
        const listeners = new Map();
        const timers = new Set();
        const sockets = new Set();
        const running = { requests: 0 };
        const { addEventListener, removeEventListener } = EventTarget.prototype;
        const count = (/** @type {EventTarget} */ target, /** @type {string} */ name, by = 1) => {
            if (target !== window && target !== document) return;
            const left = (listeners.get(name) ?? 0) + by;
            if (left === 0) listeners.delete(name);
            else listeners.set(name, left);
        };
        EventTarget.prototype.addEventListener = function add(name, ...rest) {
            count(this ?? window, name);
            return addEventListener.call(this ?? window, name, ...rest);
        };
        EventTarget.prototype.removeEventListener = function remove(name, ...rest) {
            count(this ?? window, name, -1);
            return removeEventListener.call(this ?? window, name, ...rest);
        };
        const native = { setTimeout, clearTimeout, setInterval, clearInterval, fetch, WebSocket };
        const begin = (/** @type {'setTimeout' | 'setInterval'} */ name) =>
            function start(/** @type {Function} */ work, /** @type {any[]} */ ...rest) {
                const run = (/** @type {any[]} */ ...args) => {
                    if (name === 'setTimeout') timers.delete(id);
                    return work(...args);
                };
                const id = native[name].call(window, run, ...rest);
                timers.add(id);
                return id;
            };
        const end = (/** @type {'clearTimeout' | 'clearInterval'} */ name) =>
            function stop(/** @type {number} */ id) {
                timers.delete(id);
                return native[name].call(window, id);
            };
        class CountedSocket extends WebSocket {
            /** @param {string} url @param {string[]} [protocols] */
            constructor(url, protocols) {
                super(url, protocols);
                sockets.add(this);
            }
        }
        const channels = new Set();
        class CountedChannel extends BroadcastChannel {
            /** @param {string} name */
            constructor(name) {
                super(name);
                channels.add(this);
            }
            /** @override */
            close() {
                channels.delete(this);
                super.close();
            }
        }
        Object.assign(window, {
            BroadcastChannel: CountedChannel,
            setTimeout: begin('setTimeout'),
            setInterval: begin('setInterval'),
            clearTimeout: end('clearTimeout'),
            clearInterval: end('clearInterval'),
            WebSocket: CountedSocket,
            async fetch(/** @type {[RequestInfo, RequestInit]} */ ...args) {
                running.requests += 1;
                try {
                    return await native.fetch.call(window, ...args);
                } finally {
                    running.requests -= 1;
                }
            },
        });
        const lockCount = async () => {
            const { held = [], pending = [] } = await navigator.locks.query();
            return held.length + pending.length;
        };
        window.testWork = async () => ({
            listeners: [...listeners].map(([name, times]) => `${name} ${times}`).sort(),
            timers: timers.size,
            sockets: [...sockets].filter(({ readyState }) => readyState < 2).length,
            requests: running.requests,
            channels: channels.size,
            locks: await lockCount(),
        });
    });
}

/** @param {import('@playwright/test').Page} page @returns {Promise<Work>} */
export const workOf = (page) => page.evaluate(() => window.testWork());
