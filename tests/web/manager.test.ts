// The manager, in a page without a document.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { MessagingManager } from '../../web/manager.ts';
import { MessagingSystem } from '../../web/system.ts';
import { record } from './browser.ts';

const page = globalThis as Record<string, unknown>;
const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };

let system: MessagingSystem;

beforeEach(() => {
    page.window = new EventTarget();
    system = new MessagingSystem();
});
afterEach(() => {
    system.destroy();
    delete page.window;
});

/** An event that the page dispatches itself. */
const dispatch = (name: string, detail?: object) =>
    window.dispatchEvent(new CustomEvent(name, { detail }));

for (const [words, use] of [
    ['ready', () => system.ready.catch(() => {})],
    ['joinConversation', () => system.joinConversation('c1')],
    ['leaveConversation', () => system.leaveConversation('c1')],
    ['sendTypingStatus', () => system.sendTypingStatus('c1', true)],
    ['emitConnectionStatus', () => system.emitConnectionStatus('online')],
    ['getTypingUsers', (manager: MessagingManager) => manager.getTypingUsers('c1')],
    ['isTyping', (manager: MessagingManager) => manager.isTyping('c1')],
    ['createTypingIndicator', (manager: MessagingManager) => manager.createTypingIndicator('#x')],
] as const) {
    test(`a manager made in advance listens from the first use on, as of ${words}`, (t) => {
        t.mock.method(console, 'error', () => {});
        const manager = new MessagingManager(system, false);
        dispatch('messaging:typing', { ...typing });
        assert.equal(manager.typingUsers.size, 0);
        use(manager);
        dispatch('messaging:typing', { ...typing });
        assert.equal(manager.typingUsers.size, 1);
    });
}

test('a typing update says whether anybody still types', () => {
    const manager = new MessagingManager(system);
    const updates = record('messagingManager:typingUpdate');
    manager.handleTypingStatus(typing);
    manager.handleTypingStatus({ ...typing, userId: 'u3' });
    manager.handleTypingStatus({ ...typing, isTyping: false });
    assert.equal(manager.isTyping('c1'), true);
    manager.handleTypingStatus({ ...typing, userId: 'u3', isTyping: false });
    assert.equal(manager.isTyping('c1'), false);
    assert.deepEqual(
        updates.map(({ typingUserIds, isTyping }) => [typingUserIds, isTyping]),
        [
            [['u2'], true],
            [['u2', 'u3'], true],
            [['u3'], true],
            [[], false],
        ],
    );
});

test('an event that the page dispatches without details is ignored', () => {
    const manager = new MessagingManager(system);
    const failed: unknown[] = [];
    process.setUncaughtExceptionCaptureCallback((error) => failed.push(error));
    for (const name of ['messaging:typing', 'messaging:read', 'messaging:connection']) {
        dispatch(name);
    }
    dispatch('messaging:typing', { ...typing });
    process.setUncaughtExceptionCaptureCallback(null);
    assert.deepEqual([failed, manager.getTypingUsers('c1')], [[], ['u2']]);
});

test('a detail that the page has used for the system may be dispatched by it too', () => {
    const manager = new MessagingManager(system);
    const detail = { ...typing };
    const stopped = { ...typing, isTyping: false };
    system.handleTypingStatus(detail);
    system.handleTypingStatus(stopped);
    dispatch('messaging:typing', detail);
    assert.equal(manager.isTyping('c1'), true);
});

test('all managers of a system know who types', () => {
    const first = new MessagingManager(system);
    const second = new MessagingManager(system);
    dispatch('messaging:typing', { ...typing });
    assert.deepEqual(
        [first, second].map((each) => each.getTypingUsers('c1')),
        [['u2'], ['u2']],
    );
});

test('the manager shows the status of each connection event', () => {
    const manager = new MessagingManager(system);
    const shown: string[] = [];
    manager.updateConnectionIndicator = (status) => shown.push(status);
    for (const status of ['online', 'offline'] as const) system.emitConnectionStatus(status);
    assert.deepEqual(shown, ['online', 'offline']);
});

test('the last manager of a system takes its listeners from the window, for good', () => {
    const names = ['messaging:typing', 'messaging:read', 'messaging:connection'];
    const listeners = () => names.map((name) => getEventListeners(window, name).length);
    const managers = [1, 2].map(() => new MessagingManager(system));
    managers[0]?.destroy();
    assert.deepEqual(listeners(), [1, 1, 1]);
    managers[1]?.destroy();
    system.joinConversation('c1');
    assert.deepEqual(listeners(), [0, 0, 0]);
});

test('a destroyed manager removes the indicator that it made, not one of the page', () => {
    for (const isOwn of [true, false]) {
        let removed = 0;
        const element = {
            matches: (selector: string) => isOwn && selector === '[data-messaging-own]',
            remove: () => {
                removed += 1;
            },
        };
        const manager = new MessagingManager(system);
        manager.connectionStatusElement = element as unknown as HTMLElement;
        manager.destroy();
        assert.equal(removed, isOwn ? 1 : 0);
    }
});

test('the badge is animated for each new number except 0', () => {
    const badge = { style: {}, isConnected: true };
    page.document = { querySelector: () => badge };
    const manager = new MessagingManager(system);
    const animated: number[] = [];
    manager.animateBadge = () => animated.push(manager.lastUnreadCount);
    for (const count of [0, 3, 3, 2, 0, 2]) manager.updateBadge(count);
    delete page.document;
    assert.deepEqual(animated, [3, 2, 2]);
});

test('without a badge there is nothing to animate', () => {
    new MessagingManager(system).animateBadge();
});

test('marking no thread as read resolves with false, without asking the core', async () => {
    const manager = new MessagingManager(system);
    system._link.ask = async () => assert.fail('asked');
    assert.equal(await manager.markMessagesAsRead(undefined as unknown as string), false);
});

test('the unread count is polled every 30 s by default, until clearInterval', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const manager = new MessagingManager(system);
    let asked = 0;
    system._link.ask = async () => {
        asked += 1;
        return undefined;
    };
    const timer = manager.startUnreadCountPolling();
    assert.equal(asked, 1);
    t.mock.timers.tick(29_999);
    assert.equal(asked, 1);
    t.mock.timers.tick(1);
    assert.equal(asked, 2);
    clearInterval(timer);
    t.mock.timers.tick(60_000);
    assert.equal(asked, 2);
});

test('without a window, a system with a manager can be used and cleaned up', () => {
    delete page.window;
    const manager = new MessagingManager(system);
    system.joinConversation('c1');
    system.cleanup();
    manager.destroy();
});
