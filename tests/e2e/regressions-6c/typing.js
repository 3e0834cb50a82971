import { newConversation, signIn } from '../../server/support.ts';
import { alice, arrive, arriveAndFollow, tasting, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';
import {
    connect,
    details,
    followMessages,
    toasts,
    waitForOnline,
    watchEmits,
} from '../support/test_page.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page @param {string} id @param {boolean[]} flags */
const type = (page, id, ...flags) =>
    page.evaluate(
        ([to, all]) => {
            for (const flag of all) window.system.sendTypingStatus(to, flag);
        },
        /** @type {const} */ ([id, flags]),
    );

test('old-6C-11 quick typing changes end with the last state', async ({ server, enter }) => {
    const page = await arriveAndFollow(enter, server);
    const bloom = await signIn(server, 'usr_bloom');
    const wire = await bloom.subscribe(wedding);
    // Ongoing typing is announced again every second, which is no change.
    const told = () =>
        wire
            .all('typing:status')
            .map(({ isTyping }) => isTyping)
            .filter((flag, at, all) => flag !== all[at - 1]);
    await type(page, wedding, true, false, true);
    await expect.poll(told).toEqual([true, false, true]);
    await type(page, wedding, true, false);
    const asked = Date.now();
    await expect.poll(told, { intervals: [20] }).toEqual([true, false, true, false]);
    // Long before any expiry.
    expect(Date.now() - asked).toBeLessThan(2500);
    bloom.leave();
});

test('old-6C-11 sending, hiding the page and leaving each announce the end of typing', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const page = await arriveAndFollow(
        enter,
        server,
        { typingThrottleMs: 10 },
        {
            before: async (page) => {
                emits = watchEmits(page);
            },
        },
    );
    const typing = () =>
        emits.filter(({ name }) => name === 'typing').map(({ data }) => data.isTyping);
    await type(page, wedding, true);
    await page.evaluate((id) => window.system.sendMessage(id, { message: 'Done' }), wedding);
    await expect.poll(typing).toEqual([true, false]);
    await page.waitForTimeout(20);
    await type(page, wedding, true);
    await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: true });
        document.dispatchEvent(new Event('visibilitychange'));
        Object.defineProperty(document, 'hidden', { configurable: true, value: false });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(typing).toEqual([true, false, true, false]);
    await page.waitForTimeout(20);
    await type(page, wedding, true);
    await page.evaluate((id) => window.system.leaveConversation(id), wedding);
    await expect.poll(() => emits.at(-1)?.name).toBe('unsubscribe_conversation');
    expect(typing()).toEqual([true, false, true, false, true, false]);
});

test('old-6C-11 typing of others ends by itself, by a lost connection and by their message', async ({
    server,
    enter,
}) => {
    const typingExpiryMs = 4000;
    const page = await arriveAndFollow(enter, server, { typingExpiryMs });
    const typing = async () =>
        (await details(page, 'messaging:typing')).map(({ isTyping }) => isTyping);
    const tell = () => {
        const status = { conversationId: wedding, userId: 'usr_bloom', isTyping: true };
        server.io.to('messaging:user:usr_alice').emit('typing:status', status);
    };
    const soon = { timeout: typingExpiryMs / 2 };
    tell();
    await expect.poll(typing).toEqual([true, false]);
    tell();
    await expect.poll(typing).toEqual([true, false, true]);
    server.io.disconnectSockets(true);
    await expect.poll(typing, soon).toEqual([true, false, true, false]);
    await waitForOnline(page);
    tell();
    await expect.poll(typing).toEqual([true, false, true, false, true]);
    await (await signIn(server, 'usr_bloom')).send(wedding, 'No longer typing');
    await expect.poll(typing, soon).toEqual([true, false, true, false, true, false]);
    expect(await page.evaluate((id) => window.manager.isTyping(id), wedding)).toBe(false);
});

test('old-6C-12 leaving c1 does not affect typing in c10', async ({ server, enter }) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const people = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    for (const id of ['c1', 'c10']) await newConversation(server, people, { id });
    const page = await arrive(
        enter,
        server,
        {},
        {
            before: async (page) => {
                emits = watchEmits(page);
            },
        },
    );
    await connect(page);
    await followMessages(page, 'c1');
    await followMessages(page, 'c10');
    const typing = () =>
        emits.flatMap(({ name, data }) =>
            name === 'typing' ? `${data.conversationId} ${data.isTyping}` : [],
        );
    await page.evaluate(() => {
        window.system.sendTypingStatus('c1', true);
        window.system.sendTypingStatus('c10', true);
        window.system.leaveConversation('c1');
        // Less than a second after the first: the throttle of c10 has not been reset.
        window.system.sendTypingStatus('c10', true);
    });
    await expect.poll(typing).toEqual(['c1 true', 'c10 true', 'c1 false']);
    expect(await page.evaluate(() => [...window.system.typingTimeouts.keys()])).toEqual(['c10']);
    // Typing in c10 stops by itself after three seconds.
    await expect.poll(typing).toContain('c10 false');
    expect(typing().filter((told) => told.startsWith('c10'))).toHaveLength(2);
});

test('old-6C-13 own typing and messages from another tab are not shown as someone else’s', async ({
    server,
    enter,
}) => {
    const first = await arriveAndFollow(enter, server);
    const second = await arriveAndFollow(
        enter,
        server,
        { user: alice },
        { context: first.context() },
    );
    await second.evaluate((id) => window.follow(id), tasting);
    await type(first, wedding, true);
    // A naive server sends it back to the sender.
    const status = { conversationId: wedding, userId: 'usr_alice', isTyping: true };
    server.io.to('messaging:user:usr_alice').emit('typing:status', status);
    await first.evaluate((id) => window.system.sendMessage(id, { message: 'Mine' }), wedding);
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'While it is being read');
    await bloom.send('thd_photos', 'refused');
    await second.waitForFunction(
        (id) => window.record.lists[id]?.at(-1)?.includes('While it is being read'),
        wedding,
    );
    for (const page of [first, second]) {
        expect(await toasts(page)).toEqual([]);
        expect(await details(page, 'messaging:typing')).toEqual([]);
    }
    // A message in a conversation that no tab follows causes one toast.
    const golden = await signIn(server, 'usr_golden');
    await golden.send('thd_photos', 'Elsewhere');
    await expect.poll(() => toasts(second)).toEqual(['New message received']);
});
