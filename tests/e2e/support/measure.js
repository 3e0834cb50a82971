// What a page costs: memory, and time in which it does not respond.

/** @typedef {import('@playwright/test').Page} Page */

/** For `Visit.before`. @param {Page} page */
export async function measure(page) {
    await page.addInitScript(() => {
        window.testLongTasks = [];
        new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) window.testLongTasks.push(duration);
        }).observe({ type: 'longtask' });
        // Weak, so that the measurement keeps no core alive.
        /** @type {Array<WeakRef<WebAssembly.Memory>>} */
        const memories = [];
        const { instantiate } = WebAssembly;
        const watched = async (/** @type {any[]} */ ...args) => {
            const made = await Reflect.apply(instantiate, WebAssembly, args);
            for (const each of Object.values((made.instance ?? made).exports)) {
                if (each instanceof WebAssembly.Memory) memories.push(new WeakRef(each));
            }
            return made;
        };
        Object.assign(WebAssembly, { instantiate: watched });
        window.testWasmBytes = () =>
            memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);
    });
}

/**
 * Tasks of more than 50 ms since the last call, in ms.
 * @param {Page} page @returns {Promise<number[]>}
 */
export const longTasks = (page) => page.evaluate(() => window.testLongTasks.splice(0));

/**
 * What is in use after a garbage collection.
 * @param {Page} page
 */
export async function memoryOf(page) {
    const session = await page.context().newCDPSession(page);
    // What the first collection finalizes is freed by the second.
    for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes, documents, jsEventListeners } = await session.send('Memory.getDOMCounters');
    await session.detach();
    const wasm = await page.evaluate(() => window.testWasmBytes());
    return { heap: usedSize, wasm: Number(wasm), nodes, documents, listeners: jsEventListeners };
}

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MB`;
