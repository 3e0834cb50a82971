// A cleanup while an engine is running leaves nothing behind.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../web/link.ts';
import { MessagingManager } from '../../web/manager.ts';
import { MessagingSystem } from '../../web/system.ts';
import { record } from './browser.ts';

(globalThis as Record<string, unknown>).window ??= new EventTarget();

let system: MessagingSystem;
/** The inputs that the engine got. */
let fed: unknown[];
let ends: number;

beforeEach(() => {
    system = new MessagingSystem();
    fed = [];
    ends = 0;
    const engine = {
        feed: (input: unknown) => fed.push(input),
        identify: async () => {},
        destroy: () => {
            ends += 1;
        },
        calls: { decided: async () => false },
    };
    system._link.start = async () => {};
    system._link.engine = engine as unknown as Engine;
});

test('the engine is destroyed once and gets no further inputs', () => {
    system.joinConversation('c1');
    system.cleanup();
    system.cleanup();
    system.joinConversation('c1');
    assert.equal(ends, 1);
    assert.deepEqual(fed, [{ type: 'JoinConversation', conversationId: 'c1' }]);
});

test('cleanup drops everything that the page has asked for', () => {
    const link = system._link;
    system.listenToUserConversations('u1', 'customer', () => {});
    system.listenToMessages('c1', () => {});
    system.startFallbackPolling();
    link.userId = 'u1';
    link.ownUnread = 1;
    assert.deepEqual([link.wantsConnection, link.wantsPolling], [true, true]);
    assert.equal(system.activeConversations.size, 1);
    system.cleanup();
    assert.deepEqual([link.wantsConnection, link.wantsPolling], [false, false]);
    assert.deepEqual([link.listWish, link.userId, link.ownUnread], [null, '', 0]);
    assert.deepEqual([link.messages.size, system.activeConversations.size], [0, 0]);
    assert.deepEqual([system.messageCallbacks.size, system.conversationCallbacks.size], [0, 0]);
    assert.equal(system.socket, null);
});

test('cleanup dispatches the state that the system has from then on', () => {
    system.state = 'polling';
    const states = record('messaging:state');
    system.cleanup();
    assert.equal(system.state, 'idle');
    assert.equal(states.length, 1);
    const { since, ...rest } = states[0] as { since: number };
    assert.ok(Math.abs(Date.now() - since) < 1000);
    const detail = { state: 'idle', mode: 'none', nextAttemptAt: null, continuity: false };
    assert.deepEqual(rest, { ...detail, reason: 'stopped' });
});

test('callbacks from before cleanup are never called again', async () => {
    const { conversations, unread, messages } = system._link;
    system.listenToUserConversations('u1', 'customer', () => assert.fail('conversations'));
    system.listenToUnreadCount('u1', 'customer', () => assert.fail('count'));
    system.listenToMessages('c1', () => assert.fail('messages'));
    const topic = messages.get('c1') ?? assert.fail('no topic');
    system.cleanup();
    conversations.publish(() => []);
    unread.publish(() => 1);
    topic.publish(() => []);
    await turn();
});

test('calls in progress are rejected and forgotten', async () => {
    const sending = system.sendMessage('c1', 'x');
    system.cleanup();
    await assert.rejects(sending, { code: 'stopped' });
    assert.equal(system._link.pending.size, 0);
});

test('rejectCalls spares the calls that its filter keeps', async () => {
    const link = system._link;
    const calls = [1, 2].map(() => link.call<number>({ type: 'Fetch', what: 'unread' }));
    const numbers = [...link.pending.keys()];
    assert.equal(new Set(numbers).size, 2);
    link.rejectCalls(link.error('gone', 'aborted', null, true), (call) => call === numbers[0]);
    await assert.rejects(calls[1] as Promise<number>, { code: 'aborted' });
    assert.deepEqual([...link.pending.keys()], [numbers[0]]);
    link.pending.get(numbers[0] as number)?.resolve(7 as never);
    assert.equal(await calls[0], 7);
});

for (const end of ['cleanup', 'destroy'] as const) {
    test(`after ${end} the system is idle and has no mode, socket or polling`, () => {
        system.initWebSocket();
        Object.assign(system, { isConnected: true, mode: 'websocket', state: 'online' });
        system.pollingIntervals.push(0);
        system[end]();
        assert.deepEqual(
            [system.state, system.mode, system.isConnected, system.socket],
            ['idle', 'none', false, null],
        );
        assert.deepEqual([system.pollingIntervals, system._socketInitialized], [[], false]);
    });
}

test('the cleanup of an online page shows it as offline, then silences its manager', () => {
    const manager = new MessagingManager(system);
    const shown: string[] = [];
    manager.updateConnectionIndicator = (status) => shown.push(status);
    system.isConnected = true;
    system.cleanup();
    const detail = { conversationId: 'c1', userId: 'u2', isTyping: true };
    window.dispatchEvent(new CustomEvent('messaging:typing', { detail }));
    assert.deepEqual([shown, manager.typingUsers.size], [['offline'], 0]);
});

test('repeated cleanup of an online page dispatches one offline event', () => {
    const told = record('messaging:connection');
    system.isConnected = true;
    system.cleanup();
    system.cleanup();
    assert.deepEqual(
        told.map(({ status, mode }) => [status, mode]),
        [['offline', 'none']],
    );
});

test('cleanup empties and silences a manager until it is used again, destroy for good', () => {
    const manager = new MessagingManager(system);
    const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };
    const say = () => {
        window.dispatchEvent(new CustomEvent('messaging:typing', { detail: { ...typing } }));
        return manager.typingUsers.size;
    };
    assert.equal(say(), 1);
    system.cleanup();
    assert.equal(manager.typingUsers.size, 0);
    assert.equal(say(), 0);
    system.joinConversation('c1');
    assert.equal(say(), 1);
    system.destroy();
    system.joinConversation('c1');
    assert.equal(say(), 0);
});

test('managers dispatch each event once, until the last of them is destroyed', () => {
    const managers = [1, 2].map(() => new MessagingManager(system));
    const updates = record('messagingManager:readReceipt');
    const read = { conversationId: 'c1', messageId: 'm1', userId: 'u2' };
    const counts = [null, ...managers].map((manager) => {
        manager?.destroy();
        window.dispatchEvent(new CustomEvent('messaging:read', { detail: { ...read } }));
        return updates.length;
    });
    assert.deepEqual(counts, [1, 2, 2]);
});

test('an event that the system dispatches reaches its manager once', () => {
    const manager = new MessagingManager(system);
    const updates = record('messagingManager:typingUpdate');
    const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };
    system._link.dispatch('messaging:typing', typing);
    assert.equal(updates.length, 1);
    assert.deepEqual(manager.getTypingUsers('c1'), ['u2']);
    manager.destroy();
});

test('polling of the unread count ends with cleanup', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const manager = new MessagingManager(system);
    let asked = 0;
    const link = system._link;
    link.ask = async () => {
        asked += 1;
        return undefined;
    };
    manager.startUnreadCountPolling(1000);
    t.mock.timers.tick(2000);
    assert.equal(asked, 3);
    system.cleanup();
    t.mock.timers.tick(5000);
    assert.equal(asked, 3);
});
