import { newConversation, signIn } from '../../server/support.ts';
import { arrive, arriveAndFollow, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';
import {
    connect,
    details,
    followMessages,
    waitForEvents,
    waitForText,
    watchEmits,
} from '../support/test_page.js';

test('old-6C-16 an id is one path segment of the URL, whatever characters it contains', async ({
    server,
    enter,
}) => {
    const id = 'a/b?c=d#e%2F&"<f>';
    const people = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    await newConversation(server, people, { id });
    const page = await arrive(enter, server);
    /** @type {string[]} */
    const paths = [];
    page.on('request', (request) => {
        const { pathname, search } = new URL(request.url());
        if (pathname.startsWith('/api/messages/a')) paths.push(pathname + search);
    });
    await connect(page);
    await followMessages(page, id);
    await page.evaluate(async (to) => {
        await window.system.sendMessage(to, { message: 'Arrived' });
        await window.system.markMessagesAsRead(to, 'usr_alice');
        await window.manager.markMessagesAsRead(to);
    }, id);
    await waitForText(page, id, 'Arrived');
    const encoded = `/api/messages/${encodeURIComponent(id)}`;
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) expect(path.startsWith(encoded), path).toBe(true);
    const [joined] = await server.io.in(`messaging:conversation:${id}`).fetchSockets();
    expect(joined).toBeDefined();
    expect(await details(page, 'messaging:error')).toEqual([]);
});

test('old-6C-17 a failed mark-as-read is reported, and only a successful one is emitted', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const page = await arriveAndFollow(
        enter,
        server,
        {},
        {
            before: async (page) => {
                emits = watchEmits(page);
            },
        },
    );
    await (await signIn(server, 'usr_bloom')).send(wedding, 'Unread');
    await waitForText(page, wedding, 'Unread');
    await page.evaluate(() => window.followUnread());
    await page.waitForFunction(() => window.record.counts.length > 0);
    const before = await page.evaluate(() => window.record.counts.at(-1) ?? 0);
    const path = `**/api/messages/${wedding}/read`;
    await page.route(path, (route) => route.fulfill({ status: 500, json: { error: 'Broken' } }));
    await page.evaluate((id) => window.system.markMessagesAsRead(id, 'usr_alice'), wedding);
    expect(await waitForEvents(page, 'messaging:error')).toEqual([
        expect.objectContaining({ operation: 'read', conversationId: wedding, status: 500 }),
    ]);
    const reads = () => emits.filter(({ name }) => name === 'conversation:read').length;
    expect(reads()).toBe(0);
    await page.unroute(path);
    await page.evaluate((id) => window.system.markMessagesAsRead(id, 'usr_alice'), wedding);
    await expect.poll(reads).toBe(1);
    await expect.poll(() => page.evaluate(() => window.record.counts.at(-1))).toBeLessThan(before);
});

test('old-6C-18 the hint after a send contains only ids, and nothing is stored twice', async ({
    server,
    enter,
}) => {
    /** @type {ReturnType<typeof watchEmits>} */
    let emits = [];
    const page = await arriveAndFollow(
        enter,
        server,
        {},
        {
            before: async (page) => {
                emits = watchEmits(page);
            },
        },
    );
    const ids = await page.evaluate(async (to) => {
        const found = [];
        for (const message of ['One', 'Two', 'Two']) {
            found.push(
                await window.system.sendMessage(to, { message, senderName: 'a@example.com' }),
            );
        }
        return found;
    }, wedding);
    expect(new Set(ids).size).toBe(3);
    const hints = () => emits.filter(({ name }) => name === 'message:send');
    await expect.poll(hints).toHaveLength(3);
    for (const [index, { data }] of hints().entries()) {
        const { clientMessageId, ...rest } = data;
        expect(rest).toEqual({ conversationId: wedding, messageId: ids[index] });
        expect(clientMessageId).toEqual(expect.any(String));
    }
    const { messages } = await server.store.history(wedding, { limit: 100 });
    expect(messages.slice(-3).map(({ text }) => text)).toEqual(['One', 'Two', 'Two']);
    expect(messages.slice(-3).map(({ senderName }) => senderName)).toEqual(
        Array(3).fill('Alice Martin'),
    );
    expect(messages).toHaveLength(6);
});
