import { signIn } from '../../server/support.ts';
import { arrive, arriveAndFollow, wedding } from '../support/people.js';
import { expect, test } from '../support/test.ts';
import { followMessages, texts, waitForText } from '../support/test_page.js';

test('old-6C-6 several subscribers to a conversation or to the list work independently', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    await followMessages(page, wedding, 'second');
    await page.evaluate(() => {
        window.followConversations('usr_alice', 'customer', 'listOne');
        window.followConversations('usr_alice', 'customer', 'listTwo');
    });
    const bloom = await signIn(server, 'usr_bloom');
    await bloom.send(wedding, 'To both');
    await waitForText(page, wedding, 'To both');
    await waitForText(page, 'second', 'To both');
    const preview = (/** @type {string} */ as) =>
        page.evaluate((name) => {
            const lists = /** @type {Array<Array<{ lastMessage: string }>>} */ (
                window.record[name]
            );
            return lists.at(-1)?.[0]?.lastMessage;
        }, as);
    await expect.poll(() => preview('listOne')).toBe('To both');
    await expect.poll(() => preview('listTwo')).toBe('To both');
    await page.evaluate((id) => {
        window.unfollow(id);
        window.unfollow('listOne');
        // Unsubscribing twice does nothing.
        window.unfollow(id);
    }, wedding);
    const left = (await texts(page, wedding)).length;
    await bloom.send(wedding, 'To one of them');
    await waitForText(page, 'second', 'To one of them');
    await expect.poll(() => preview('listTwo')).toBe('To one of them');
    expect(await preview('listOne')).toBe('To both');
    expect(await texts(page, wedding)).toHaveLength(left);
    expect(await page.evaluate((id) => window.system.activeConversations.has(id), wedding)).toBe(
        true,
    );
});

test('old-6C-15 a late response is ignored if it is older or its subscriber is gone', async ({
    server,
    enter,
}) => {
    const page = await arriveAndFollow(enter, server);
    const bloom = await signIn(server, 'usr_bloom');
    /** @type {Array<() => void>} */
    const held = [];
    await page.route(/\/api\/messages\/(sync|thd_wedding)/, async (route) => {
        if (route.request().method() !== 'GET') return route.fallback();
        // The server responds now, but the response is held until it is released.
        const response = await route.fetch();
        await new Promise((resolve) => held.push(() => resolve(undefined)));
        await route.fulfill({ response });
    });
    await page.evaluate(() => window.system.refresh());
    await expect.poll(() => held.length).toBe(1);
    await bloom.send(wedding, 'Newer than the answer');
    await waitForText(page, wedding, 'Newer than the answer');
    held[0]?.();
    await page.evaluate(() => window.system.refresh());
    await expect.poll(() => held.length).toBe(2);
    const lists = await page.evaluate((id) => window.record.lists[id]?.slice(-3), wedding);
    expect(lists?.at(-1)).toContain('Newer than the answer');
    await page.evaluate((id) => {
        window.unfollow(id);
        window.testCalls = window.record.lists[id]?.length;
    }, wedding);
    held[1]?.();
    await bloom.send(wedding, 'After unsubscribing');
    await followMessages(page, 'thd_tasting');
    const calls = await page.evaluate((id) => window.record.lists[id]?.length, wedding);
    expect(calls).toBe(await page.evaluate(() => window.testCalls));
});

test('old-6C-14 a supplier requests conversations as a supplier', async ({ server, enter }) => {
    /** @type {string[]} */
    const asked = [];
    const user = { id: 'usr_bloom', role: 'supplier' };
    const page = await arrive(
        enter,
        server,
        { user },
        {
            before: async (page) => {
                page.on('request', (request) => {
                    const { pathname, searchParams } = new URL(request.url());
                    if (!pathname.endsWith('/conversations')) return;
                    asked.push(`${searchParams.get('userId')} ${searchParams.get('userType')}`);
                });
            },
        },
    );
    await page.evaluate(() => window.followConversations('sup_bloom', 'supplier'));
    await page.waitForFunction(() => window.record.conversations.length > 0);
    await page.evaluate(() =>
        window.system.fetchConversationsFromAPI('sup_bloom', 'supplier', () => {}),
    );
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect([...new Set(asked)]).toEqual(['sup_bloom supplier']);
    // The id of the supplier's profile is not mistaken for the user's.
    const sockets = await server.io.in('messaging:user:usr_bloom').fetchSockets();
    expect(sockets).toHaveLength(1);
});
