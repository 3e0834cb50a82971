// Neither destroyed systems nor lost connections leave anything behind. `security.spec.js` checks
// listeners, timers, sockets and requests by name.
import { reconnect, reconnectOften } from './leaks/reconnects.js';
import { instrument, workOf } from './support/instruments.js';
import { measure, megabytes, memoryOf } from './support/measure.js';
import { alice, arrive, arriveAndFollow, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';

/** Allows for optimized code and the like; a leak in each round is far larger. */
const heapGrowthMax = 2 ** 20;

/** @param {import('@playwright/test').Page} page @param {number} times */
const liveAndDestroy = (page, times) =>
    page.evaluate(
        async ([user, id, rounds]) => {
            for (let round = 0; round < rounds; round++) {
                const { messagingSystem, messagingManager } = window.messaging.createMessaging({
                    user,
                    toast: null,
                });
                await messagingSystem.initWebSocket();
                await new Promise((resolve) => messagingSystem.listenToMessages(id, resolve));
                messagingManager.createTypingIndicator('#typing-place');
                messagingSystem.sendTypingStatus(id, true);
                const sent = messagingSystem.sendMessage(id, { message: `round ${round}` });
                if (round % 2 === 0) await sent;
                else sent.catch(() => {});
                messagingSystem.destroy();
            }
        },
        /** @type {const} */ ([alice, wedding, times]),
    );

test('destroyed systems leave no socket, timer, channel, lock, node or core', async ({
    server,
    enter,
}) => {
    const before = async (/** @type {import('@playwright/test').Page} */ page) => {
        await instrument(page);
        await measure(page);
    };
    const page = await arrive(enter, server, {}, { before });
    // Playwright's first wait adds listeners of its own; the first systems load the code.
    await page.waitForFunction(() => true);
    await liveAndDestroy(page, 3);
    await expect.poll(async () => (await workOf(page)).sockets).toBe(0);
    const [work, memory] = [await workOf(page), await memoryOf(page)];
    expect(work).toMatchObject({ timers: 0, sockets: 0, requests: 0, channels: 0, locks: 0 });
    await liveAndDestroy(page, 20);
    await expect.poll(() => workOf(page)).toEqual(work);
    await expect.poll(() => server.io.engine.clientsCount).toBe(0);
    const after = await memoryOf(page);
    console.log(
        `20 systems: heap ${megabytes(memory.heap)}, then ${megabytes(after.heap)}; ` +
            `cores ${megabytes(memory.wasm)}, then ${megabytes(after.wasm)}`,
    );
    const { heap, ...counts } = after;
    const { heap: heapBefore, ...countsBefore } = memory;
    expect(heap - heapBefore).toBeLessThan(heapGrowthMax);
    for (const [name, count] of Object.entries(counts)) {
        expect(count, name).toBeLessThanOrEqual(Reflect.get(countsBefore, name));
    }
});

test('200 reconnects do not grow the memory', async ({ server, enter }) => {
    const options = { reconnect, pollIntervalMs: 60_000 };
    const page = await arriveAndFollow(enter, server, options, { before: measure });
    const samples = await reconnectOften(page, server, 200, 2);
    for (const { reconnects, heap, wasm, listeners, nodes } of samples) {
        console.log(
            `${reconnects} reconnects: heap ${megabytes(heap)}, core ${megabytes(wasm)}, ` +
                `${listeners} listeners, ${nodes} nodes`,
        );
    }
    const [, warm, last] = samples;
    expect(last?.wasm).toBe(warm?.wasm);
    expect(last?.listeners).toBe(warm?.listeners);
    expect((last?.heap ?? 0) - (warm?.heap ?? 0)).toBeLessThan(heapGrowthMax);
});
