// What a page must be able to do with a server of any Socket.IO version.
import { strict as assert } from 'node:assert';

export const conversationId = 'thd_first';
const patience = { timeout: 5000 };
/** Several pings of the server, which closes a connection that does not answer one. */
const quietMs = 1500;

/**
 * Imports the module and connects. With `upgrade` the page has last reached the server by
 * long-polling, so it begins with that.
 * @param {import('@playwright/test').Page} page @param {string} way
 * @param {import('../../web/options.ts').MessagingOptions} [options]
 */
async function begin(page, way, options = {}) {
    await page.evaluate(
        async ([id, mode, more]) => {
            if (mode === 'upgrade') localStorage.setItem(`messaging:polling:${location.host}`, '1');
            const file = '/messaging.js';
            const { messagingSystem: system } = await import(file);
            Object.assign(window, { system, testTexts: [], testStates: [] });
            window.addEventListener('messaging:state', ({ detail }) => {
                window.testStates.push(detail);
            });
            system.configure({ user: { id: 'usr_carol', role: 'customer' }, ...more });
            system.listenToMessages(id, (/** @type {{ text: string }[]} */ messages) => {
                window.testTexts = messages.map(({ text }) => text);
            });
        },
        /** @type {const} */ ([conversationId, way, options]),
    );
}

/** @param {import('@playwright/test').Page} page @param {string} text */
async function expectText(page, text) {
    await page.waitForFunction((one) => window.testTexts.includes(one), text, patience);
}

/**
 * The details of all `messaging:state` events, in order.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<import('../../web/events.ts').StateDetail[]>}
 */
const statesOf = (page) => page.evaluate(() => window.testStates);

/**
 * Messages, acknowledgements and binary data go both ways, and the connection stays.
 * @type {import('./main.mjs').Check}
 */
export async function chat(page, way, write) {
    await begin(page, way);
    const mode = way === 'long-polling' ? way : 'websocket';
    await page.waitForFunction(
        (one) => window.system.isConnected && window.system.mode === one,
        mode,
        patience,
    );
    const before = await statesOf(page);
    const wasPolling = before.some((each) => each.mode === 'long-polling');
    assert.equal(wasPolling, way !== 'websocket');
    // Once the history is there, new messages arrive as events.
    await write('Known before');
    await expectText(page, 'Known before');
    await write('Grüße');
    await expectText(page, 'Grüße');
    const { sent, echoed } = await page.evaluate(async (id) => {
        const { system } = window;
        const message = 'From the page';
        const answer = await system.socket?.emitWithAck('echo', {
            text: '\u{1F436}',
            bytes: Uint8Array.of(0, 200),
        });
        return {
            sent: await system.sendMessage(id, { message }),
            echoed: [answer.text, ...new Uint8Array(answer.bytes)],
        };
    }, conversationId);
    assert.match(sent, /^msg_/);
    assert.deepEqual(echoed, ['\u{1F436}', 0, 200]);
    await page.waitForTimeout(quietMs);
    const states = (await statesOf(page)).map((each) => each.state);
    const first = states.indexOf('online');
    assert.deepEqual(new Set(states.slice(first)), new Set(['online']));
}

/**
 * A server with another protocol is reported, and REST is used.
 * @type {import('./main.mjs').Check}
 */
export async function refuse(page, way, write) {
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await begin(page, way, { pollIntervalMs: 250 });
    await page.waitForFunction(() => window.system.mode === 'polling', null, patience);
    await write('Polled for');
    await expectText(page, 'Polled for');
    assert.ok(said.some((text) => text.includes('the server speaks Socket.IO 2')));
    const states = await statesOf(page);
    assert.equal(
        states.some((each) => each.state === 'online'),
        false,
    );
}
