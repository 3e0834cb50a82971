// A server that sends what no server should: the page stays responsive, its memory bounded, and the
// next valid event is handled.
import { HostileSockets, hostilePath } from './support/hostile_sockets.js';
import { longTasks, measure, megabytes, memoryOf } from './support/measure.js';
import { arriveAndFollow, storeSilently, wedding } from './support/people.js';
import { expect, test } from './support/test.ts';
import { details, texts, waitForOnline, waitForText } from './support/test_page.js';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {{ page: Page, hostile: HostileSockets, warnings: string[],
 *     good(text: string): Promise<void> }} Scene
 */

/** Guards against gross failure only: the machine may be busy. */
const taskMsMax = 10_000;
/** The memory limit of the core, beyond which the browser refuses more. */
const wasmBytesMax = 256 * 2 ** 20;
const heapGrowthMax = 8 * 2 ** 20;
const mebi = 2 ** 20;

/** @param {any} fixtures @returns {Promise<Scene>} */
async function begin({ server, enter, closing }) {
    const { httpServer } = server.io;
    const hostile = new HostileSockets(httpServer);
    closing(hostile);
    /** @type {string[]} */
    const warnings = [];
    const before = async (/** @type {Page} */ page) => {
        await measure(page);
        page.on('console', (message) => {
            if (message.type() === 'warning') warnings.push(message.text());
        });
    };
    const options = { path: hostilePath, pollIntervalMs: 60_000 };
    const page = await arriveAndFollow(enter, server, options, { before });
    /** Sends a valid message, and waits until the page shows it. @param {string} text */
    const good = async (text) => {
        await waitForOnline(page);
        const { message } = await storeSilently(server, text);
        const { id, seq, senderId, createdAt } = message;
        const told = { id, seq, senderId, text, createdAt: new Date(createdAt).toISOString() };
        await expect.poll(() => hostile.joins).toBeGreaterThan(0);
        hostile.emit('new_message', { conversationId: wedding, message: told });
        await waitForText(page, wedding, text);
        expect((await texts(page, wedding)).filter((one) => one === text)).toHaveLength(1);
    };
    await good('Before');
    await longTasks(page);
    return { page, hostile, warnings, good };
}

/**
 * Prints the page's long tasks and memory, and holds them to generous bounds.
 * @param {Page} page @param {string} what
 */
async function cost(page, what, heapBefore = Number.POSITIVE_INFINITY) {
    const tasks = await longTasks(page);
    const longest = Math.round(Math.max(0, ...tasks));
    const { heap, wasm } = await memoryOf(page);
    console.log(
        `${what}: ${tasks.length} long tasks, the longest ${longest} ms; ` +
            `heap ${megabytes(heap)}, core ${megabytes(wasm)}`,
    );
    expect(longest).toBeLessThan(taskMsMax);
    expect(wasm).toBeLessThan(wasmBytesMax);
    expect(heap - heapBefore).toBeLessThan(heapGrowthMax);
}

const malformed = [
    '',
    '9',
    'x',
    '0',
    '0{"sid":',
    '0[]',
    '4',
    '4x',
    '42',
    '42[',
    '42[]',
    '42[null]',
    '42[42]',
    '42{"not":"an array"}',
    '42["new_message"',
    '42["new_message",{"message":',
    '42/elsewhere,["new_message",{}]',
    '4299999999999999999999["new_message"]',
    '43',
    '43[]',
    '43x[]',
    '4399999999999999999999[]',
    '44',
    '44{"message":1}',
    '45-["x"]',
    '4599999999999-["x"]',
    '45x-[]',
    '46',
    '47',
    '6',
    '\u0000\u0001\u0002',
    '42["\ud800"]',
];

test('malformed frames are ignored with a warning', async ({ server, enter, closing }) => {
    const { page, hostile, warnings, good } = await begin({ server, enter, closing });
    for (const frame of malformed) hostile.send(frame);
    await good('After the malformed frames');
    expect(warnings.some((text) => /malformed (frame|packet) ignored/.test(text))).toBe(true);
    await cost(page, 'malformed frames');
});

/** As the server would send them. */
const events = {
    new_message: {
        conversationId: wedding,
        unreadCount: 1,
        message: {
            id: 'msg_x',
            conversationId: wedding,
            senderId: 'usr_bloom',
            senderRole: 'supplier',
            senderName: 'Bloom',
            text: 'Words',
            createdAt: '2026-01-01T00:00:00.000Z',
            seq: 1,
            clientMessageId: 'cm_x',
            readBy: ['usr_bloom'],
        },
    },
    'conversation:updated': {
        conversationId: wedding,
        unreadTotal: 1,
        conversation: {
            id: wedding,
            subject: 'Dinner',
            participants: [{ id: 'usr_bloom', name: 'Bloom' }],
            lastMessage: 'Words',
            lastMessageTime: '2026-01-01T00:00:00.000Z',
            unreadCount: 1,
        },
    },
    'typing:status': { conversationId: wedding, userId: 'usr_bloom', isTyping: true },
    'message:read': { conversationId: wedding, userId: 'usr_bloom', messageId: 'msg_x', seq: 1 },
    'auth:success': { userId: 'usr_alice', features: ['sync', 'after'] },
    'rate:limited': { event: 'typing', retryAfterMs: 10 },
    'server:draining': { retryAfterMs: 10 },
};
/** @type {readonly unknown[]} */
const wrongValues = [
    null,
    true,
    -1,
    0.5,
    1e308,
    2 ** 53,
    '',
    ' ',
    '__proto__',
    '\u0000',
    'x'.repeat(5000),
    [],
    [[]],
    {},
    { length: -1 },
    { toString: 1, id: {} },
];

/** The value with one part at a time replaced by a wrong value. @returns {Generator<unknown>} */
function* variants(/** @type {unknown} */ value) {
    yield* wrongValues;
    if (typeof value !== 'object' || value === null) return;
    for (const [name, part] of Object.entries(value)) {
        for (const other of variants(part)) {
            if (Array.isArray(value)) yield Object.assign([...value], { [name]: other });
            else yield { ...value, [name]: other };
        }
    }
}

test('wrong types in every field of every event do no harm', async ({ server, enter, closing }) => {
    const { page, hostile, good } = await begin({ server, enter, closing });
    await page.evaluate(() => {
        window.followConversations('usr_alice', 'customer');
        window.followUnread();
    });
    let sent = 0;
    for (const [name, payload] of Object.entries(events)) {
        for (const variant of variants(payload)) {
            hostile.emit(name, variant);
            sent += 1;
        }
        hostile.emit(name);
        hostile.emit(name, payload, payload, payload);
        await good(`After ${name}`);
    }
    await cost(page, `${sent} events with wrong types`);
    // Sending must still work too, not only receiving.
    expect(
        await page.evaluate(
            (id) => window.system.sendMessage(id, { message: 'Still here' }),
            wedding,
        ),
    ).toMatch(/^msg_/);
});

test('deep nesting is refused with a warning', async ({ server, enter, closing }) => {
    const { page, hostile, warnings, good } = await begin({ server, enter, closing });
    for (const depth of [65, 1000, 100_000, 1_000_000]) {
        hostile.send(`42["new_message",${'['.repeat(depth)}${']'.repeat(depth)}]`);
        hostile.send(`42["new_message",${'{"message":'.repeat(depth)}1${'}'.repeat(depth)}]`);
        hostile.send(`42["unknown",${'['.repeat(depth)}`);
    }
    await good('After the nesting');
    expect(warnings.filter((text) => text.includes('malformed packet'))).not.toEqual([]);
    await cost(page, 'deep nesting');
});

test('repeated frames of 10 MB do not grow the memory', async ({ server, enter, closing }) => {
    const { page, hostile, good } = await begin({ server, enter, closing });
    const { heap } = await memoryOf(page);
    const text = 'x'.repeat(10 * mebi);
    const sizes = [];
    for (let round = 0; round < 3; round++) {
        hostile.emit('unknown', text);
        hostile.emit('new_message', { conversationId: { text }, message: [text] });
        hostile.send(Buffer.alloc(10 * mebi));
        hostile.send(`4${text}`);
        await good(`After round ${round}`);
        sizes.push((await memoryOf(page)).wasm);
    }
    await cost(page, 'frames of 10 MB', heap);
    expect(sizes[2]).toBe(sizes[1]);
});

test('a frame with millions of values is refused with a warning', async ({
    server,
    enter,
    closing,
}) => {
    const { page, hostile, warnings, good } = await begin({ server, enter, closing });
    const { heap } = await memoryOf(page);
    for (const value of ['0,', '{},']) {
        const count = Math.floor((16 * mebi - 100) / value.length);
        hostile.send(`42["new_message",[${value.repeat(count)}0]]`);
    }
    await good('After the values');
    expect(warnings.filter((one) => one.includes('malformed packet'))).toHaveLength(2);
    expect(await details(page, 'messaging:error')).toEqual([]);
    await cost(page, 'millions of values', heap);
});

test('binary attachments that never arrive are given up', async ({ server, enter, closing }) => {
    const { page, hostile, good } = await begin({ server, enter, closing });
    const { heap } = await memoryOf(page);
    for (let round = 0; round < 3; round++) {
        hostile.send('4564-["binary",{"_placeholder":true,"num":63}]');
        for (let sent = 0; sent < 60; sent++) hostile.send(Buffer.alloc(mebi / 2));
        await good(`After round ${round}`);
    }
    // An attachment is announced, but a text frame follows.
    hostile.send('451-["binary",{"_placeholder":true,"num":0}]');
    await good('After all of them');
    await cost(page, 'attachments that never come', heap);
});

test('typing events of 20,000 users do not fill the memory', async ({ server, enter, closing }) => {
    const { page, hostile, good } = await begin({ server, enter, closing });
    const { heap } = await memoryOf(page);
    for (let user = 0; user < 20_000; user++) {
        const conversationId = user % 2 === 0 ? wedding : `thd_${user}`;
        hostile.emit('typing:status', { conversationId, userId: `usr_${user}`, isTyping: true });
    }
    await good('After all that typing');
    expect(await page.evaluate(() => window.system.typingTimeouts.size)).toBeLessThan(2000);
    // The test page keeps every event.
    await page.evaluate(() => {
        window.record.events.length = 0;
    });
    await cost(page, '20,000 people who type', heap);
});

test('a flood of events leaves the page responsive', async ({ server, enter, closing }) => {
    const { page, hostile, good } = await begin({ server, enter, closing });
    for (let number = 0; number < 20_000; number++) {
        const message = { id: `msg_${number}`, senderId: 'usr_bloom', text: `flood ${number}` };
        const createdAt = new Date(Date.UTC(2020, 0, 1) + number).toISOString();
        const told = { ...message, createdAt };
        hostile.emit('new_message', { conversationId: wedding, message: told });
    }
    const start = Date.now();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    console.log(`in the flood: the next frame after ${Date.now() - start} ms`);
    await good('After the flood');
    await page.evaluate((id) => {
        window.record.events.length = 0;
        window.record.lists[id]?.splice(0, window.record.lists[id].length - 1);
    }, wedding);
    await cost(page, '20,000 messages at once');
});
