// The unread count of the badge, and calls that a page awaits.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Link } from '../../web/link.ts';
import type { MessagingManager } from '../../web/manager.ts';
import { PageCalls } from '../../web/page_calls.ts';

const page = globalThis as Record<string, unknown>;
const interval = 1000;

/** A link to a core that answers with `count` or a fault, and a manager that has a badge. */
function start() {
    const asked: string[] = [];
    const inputs: object[] = [];
    const counts: number[] = [];
    const events: unknown[] = [];
    const followers = new Set<(count: number) => void>();
    const core = { count: 3, fault: null as { status: number } | null };
    const system = { state: 'online', isConnected: true };
    const link = {
        system,
        wantsConnection: true,
        ownUnread: 0,
        call: async (input: { type: string }) => {
            asked.push(input.type);
            inputs.push(input);
            if (core.fault) throw core.fault;
            return core.count;
        },
        dispatch: (_name: string, detail: unknown) => events.push(detail),
    };
    const manager = {
        lastUnreadCount: 0,
        messagingSystem: {
            listenToUnreadCount: (_id: string, _type: string, follow: (count: number) => void) => {
                followers.add(follow);
                return () => followers.delete(follow);
            },
        },
        updateBadge: (count: number) => {
            manager.lastUnreadCount = count;
            counts.push(count);
        },
    };
    const calls = new PageCalls(link as unknown as Link);
    const keep = (ms = interval) => calls.keepUnread(manager as unknown as MessagingManager, ms);
    const refresh = () => calls.refreshUnread(manager as unknown as MessagingManager);
    const markThread = () => calls.markThreadRead(manager as unknown as MessagingManager, 'thd_1');
    const told = (count: number) => {
        for (const follow of followers) follow(count);
    };
    return {
        calls,
        core,
        link,
        system,
        asked,
        inputs,
        counts,
        events,
        followers,
        keep,
        refresh,
        markThread,
        told,
    };
}

/** Waits for the answers of the core. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const { warn } = console;

beforeEach(() => {
    page.document = { hidden: false };
    mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    console.warn = () => {};
});
afterEach(() => {
    delete page.document;
    mock.timers.reset();
    console.warn = warn;
});

test('the badge shows the count at once, then every update', async () => {
    const { asked, counts, keep, told } = start();
    keep();
    await settled();
    told(5);
    assert.deepEqual(asked, ['Fetch']);
    assert.deepEqual(counts, [3, 5]);
});

test('the count is polled only while the page is visible and not connected', async () => {
    const { system, asked, keep, followers } = start();
    for (let times = 0; times < 3; times++) keep();
    assert.equal(asked.length, 1);
    system.isConnected = false;
    keep();
    assert.equal(asked.length, 2);
    page.document = { hidden: true };
    keep();
    assert.equal(asked.length, 2);
    assert.equal(followers.size, 1);
});

test('the badge of a page that keeps polling is updated', () => {
    const { counts, keep, told } = start();
    for (let times = 1; times <= 10; times++) {
        keep();
        mock.timers.tick(2 * interval);
        told(times);
    }
    assert.equal(counts.length, 10);
});

test('a page that stops polling gets no more counts and leaves no follower', () => {
    const { counts, keep, told, followers, link } = start();
    keep();
    assert.equal(link.ownUnread, 1);
    mock.timers.tick(2.5 * interval);
    told(5);
    assert.deepEqual(counts, []);
    assert.equal(followers.size, 0);
    assert.equal(link.ownUnread, 0);
});

test('a page that resumes polling gets counts again', () => {
    const { counts, keep, told } = start();
    keep();
    mock.timers.tick(3 * interval);
    told(5);
    keep();
    told(6);
    assert.deepEqual(counts, [6]);
});

test('a page that polls slowly gets every count between two polls', () => {
    const { counts, keep, told } = start();
    keep(60_000);
    mock.timers.tick(60_000);
    told(1);
    mock.timers.tick(60_000);
    told(2);
    assert.deepEqual(counts, [1, 2]);
});

test('refreshUnread updates the badge, dispatches the count and returns it', async () => {
    const { counts, events, refresh } = start();
    assert.equal(await refresh(), 3);
    assert.deepEqual(counts, [3]);
    assert.deepEqual(events, [{ count: 3 }]);
});

test('a server without unread counts yields 0 and no event', async () => {
    const { core, counts, events, refresh } = start();
    core.fault = { status: 404 };
    assert.equal(await refresh(), 0);
    assert.deepEqual([counts, events], [[0], []]);
});

test('if the count cannot be fetched, the last one stays and one warning is logged', async (t) => {
    const warned = t.mock.method(console, 'warn', () => {});
    const { core, counts, refresh } = start();
    await refresh();
    core.fault = { status: 500 };
    for (let times = 0; times < 2; times++) assert.equal(await refresh(), 3);
    assert.deepEqual(counts, [3]);
    assert.equal(warned.mock.callCount(), 1);
});

test('the count is refreshed after a thread was marked as read, not after a failure', async () => {
    const { core, asked, counts, markThread } = start();
    assert.equal(await markThread(), true);
    assert.deepEqual(counts, [3]);
    core.fault = { status: 500 };
    assert.equal(await markThread(), false);
    assert.deepEqual(asked, ['MarkThreadRead', 'Fetch', 'MarkThreadRead']);
});

test('decided() resolves with true once the connection is online', async () => {
    const { calls, system } = start();
    Object.assign(system, { state: 'connecting', isConnected: false });
    const told: boolean[] = [];
    calls.decided().then((online) => told.push(online));
    calls.decide();
    await settled();
    assert.deepEqual(told, []);
    Object.assign(system, { state: 'online', isConnected: true });
    calls.decide();
    calls.decide();
    await settled();
    assert.deepEqual(told, [true]);
});

for (const [words, state, wantsConnection, wanted] of [
    ['that has not started is not decided', 'idle', true, []],
    ['that is not wanted is decided', 'idle', false, [false]],
    ['that has failed is decided', 'offline', true, [false]],
    ['that is replaced by polling is decided', 'polling', true, [false]],
] as const) {
    test(`a connection ${words}`, async () => {
        const { calls, link, system } = start();
        Object.assign(system, { state, isConnected: false });
        link.wantsConnection = wantsConnection;
        const told: boolean[] = [];
        calls.decided().then((online) => told.push(online));
        await settled();
        assert.deepEqual(told, wanted);
    });
}

test('stop() resolves a pending decided() with false', async () => {
    const { calls, link, system } = start();
    Object.assign(system, { state: 'connecting', isConnected: false });
    const waiting = calls.decided();
    Object.assign(system, { state: 'idle' });
    link.wantsConnection = false;
    calls.stop();
    assert.equal(await waiting, false);
});

test('after stop() the badge fetches its count again', () => {
    const { calls, asked, keep } = start();
    keep();
    calls.stop();
    keep();
    assert.equal(asked.length, 2);
});

test('a fetch calls back with the answer before it resolves', async () => {
    const { calls, asked, core } = start();
    const list = [{ id: 'c1' }];
    Object.assign(core, { count: list });
    const told: unknown[] = [];
    await calls.fetchMessages('c1', (messages) => told.push(messages));
    await calls.fetchConversations('u1', 'customer', (conversations) => told.push(conversations));
    assert.deepEqual(told, [list, list]);
    await calls.markRead('c1', 'u1');
    assert.deepEqual(asked, ['Fetch', 'Fetch', 'MarkRead']);
});

test('the core is asked for what the page names', async () => {
    const { calls, inputs, markThread } = start();
    await calls.fetchMessages('c1', () => {});
    await calls.fetchConversations('u1', 'supplier', () => {});
    await calls.fetchUnread(() => {});
    await calls.markRead('c1', 'u1');
    await markThread();
    assert.deepEqual(inputs, [
        { type: 'Fetch', what: 'messages', conversationId: 'c1' },
        { type: 'Fetch', what: 'conversations', userId: 'u1', userType: 'supplier' },
        { type: 'Fetch', what: 'unread' },
        { type: 'MarkRead', conversationId: 'c1', userId: 'u1' },
        { type: 'MarkThreadRead', threadId: 'thd_1' },
        { type: 'Fetch', what: 'unread' },
    ]);
});

test('markRead resolves only once the core has answered', async () => {
    const { calls, link } = start();
    let answer = (_value: number) => {};
    link.call = () => new Promise((resolve) => (answer = resolve));
    const order: string[] = [];
    const marked = calls.markRead('c1', 'u1').then(() => order.push('marked'));
    await settled();
    order.push('answered');
    answer(1);
    await marked;
    assert.deepEqual(order, ['answered', 'marked']);
});

test('a fetch that fails does not call back', async () => {
    const { calls, core } = start();
    core.fault = { status: 500 };
    await calls.fetchUnread(() => assert.fail('called'));
    await calls.fetchMessages('c1', () => assert.fail('called'));
    await calls.fetchConversations('u1', 'customer', () => assert.fail('called'));
    await calls.markRead('c1', 'u1');
});

test('a count of 0 is passed to the callback', async () => {
    const { calls, core } = start();
    core.count = 0;
    const told: number[] = [];
    await calls.fetchUnread((count) => told.push(count));
    assert.deepEqual(told, [0]);
});
