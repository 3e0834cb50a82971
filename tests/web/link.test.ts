// What happens to calls when the core cannot be loaded: here because the server is not known.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { StateDetail } from '../../web/events.ts';
import { MessagingManager } from '../../web/manager.ts';
import { MessagingSystem } from '../../web/system.ts';

const page = globalThis as Record<string, unknown>;
const { error } = console;
let system: MessagingSystem;
let states: StateDetail[];

beforeEach(() => {
    page.window = new EventTarget();
    states = [];
    window.addEventListener('messaging:state', (event) => {
        const { detail } = event as CustomEvent<StateDetail>;
        // Attempts count here, not what cleanup() says of itself.
        if (detail.reason !== 'stopped') states.push(detail);
    });
    console.error = () => {};
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    system = new MessagingSystem();
});
afterEach(() => {
    system.destroy();
    mock.timers.reset();
    console.error = error;
    delete page.window;
});

/** Waits until attempts to load have ended. */
async function settled(): Promise<void> {
    for (let turns = 0; turns < 50; turns++) await turn();
}

/** Waits until so many attempts have failed. */
async function attempted(count: number): Promise<void> {
    while (states.length < count) await turn();
}

const failed = { code: 'load_failed', retryable: true };
const stopped = { code: 'stopped', retryable: false };

test('a failed load is retried with delays that double up to a minute', {
    timeout: 30_000,
}, async () => {
    await assert.rejects(system.ready, failed);
    const waits: number[] = [];
    for (let attempts = 1; attempts < 9; attempts++) {
        const { since, nextAttemptAt } = states[attempts - 1] as StateDetail;
        const wait = (nextAttemptAt as number) - since;
        waits.push(wait / 1000);
        mock.timers.tick(wait - 1);
        await settled();
        assert.equal(states.length, attempts);
        mock.timers.tick(1);
        await attempted(attempts + 1);
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
});

test('a failed load dispatches an error and the state "offline"', async () => {
    const errors: unknown[] = [];
    window.addEventListener('messaging:error', (event) => {
        errors.push((event as CustomEvent).detail);
    });
    await assert.rejects(system.ready, failed);
    assert.deepEqual(errors, [
        { operation: 'core', conversationId: null, status: null, ...failed },
    ]);
    assert.deepEqual(states, [
        {
            state: 'offline',
            mode: 'none',
            since: 1_000_000,
            nextAttemptAt: 1_001_000,
            reason: 'load_failed',
            continuity: false,
        },
    ]);
    assert.deepEqual([system.state, system.mode, system.isConnected], ['offline', 'none', false]);
});

test('a failed load is logged as an error of the console', async (t) => {
    const logged = t.mock.method(console, 'error', () => {});
    await assert.rejects(system.ready, failed);
    const lines = logged.mock.calls.map((call) => (call.arguments[0] as Error).message);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^The messaging core could not be loaded: .*"url" must be set/);
});

test('a failed load shows a page that was never online as offline, without an event', async () => {
    const manager = new MessagingManager(system);
    const shown: string[] = [];
    manager.updateConnectionIndicator = (status) => shown.push(status);
    window.addEventListener('messaging:connection', () => assert.fail('no change'));
    await assert.rejects(system.ready, failed);
    assert.deepEqual(shown, ['offline']);
});

test('a core that is lost while online ends the connection before it tells the state', () => {
    const told: unknown[] = [];
    const tell = (event: Event) => {
        const { type, detail } = event as CustomEvent;
        told.push([type, detail.status ?? detail.state, detail.mode, system.isConnected]);
    };
    Object.assign(system, { isConnected: true, mode: 'websocket', state: 'online' });
    for (const name of ['connection', 'state']) window.addEventListener(`messaging:${name}`, tell);
    const link = system._link;
    link.lost('connecting', link.error('aborted', 'aborted', null, true), null);
    assert.deepEqual(told, [
        ['messaging:connection', 'offline', 'none', false],
        ['messaging:state', 'connecting', 'none', false],
    ]);
    assert.equal(states[0]?.nextAttemptAt, null);
});

test('a core that is replaced at once does not show the page as offline', () => {
    const manager = new MessagingManager(system);
    manager.updateConnectionIndicator = () => assert.fail('shown');
    const link = system._link;
    link.lost('connecting', link.error('aborted', 'aborted', null, true), 0);
    assert.equal(states[0]?.nextAttemptAt, 1_000_000);
});

test('a call before the next attempt makes it at once, and it is not made twice', async () => {
    await assert.rejects(system.ready, failed);
    await assert.rejects(system.ready, failed);
    assert.equal(states.length, 2);
    mock.timers.tick(1999);
    assert.equal(system._link.starting, null);
    mock.timers.tick(1);
    await attempted(3);
});

test('no further attempt is made after cleanup', async () => {
    await assert.rejects(system.ready, failed);
    system.cleanup();
    mock.timers.tick(60_000);
    await settled();
    assert.equal(states.length, 1);
});

test('an attempt under way at cleanup dispatches no state', async () => {
    const { ready } = system;
    system.cleanup();
    await assert.rejects(ready, stopped);
    mock.timers.tick(60_000);
    await settled();
    assert.deepEqual(states, []);
});

test('without a window, a failed load is not retried', async () => {
    delete page.window;
    const { timers } = mock;
    await assert.rejects(system.ready, failed);
    page.window = new EventTarget();
    let attempts = 0;
    window.addEventListener('messaging:state', () => {
        attempts += 1;
    });
    timers.tick(60_000);
    await settled();
    assert.equal(attempts, 0);
});

test('without a core, sends and metrics reject, and fetches resolve without a result', async () => {
    await assert.rejects(system.sendMessage('c1', 'x'), failed);
    await assert.rejects(system.metrics(), failed);
    assert.equal(await system.initWebSocket(), false);
    let lists = 0;
    await system.fetchMessagesFromAPI('c1', () => lists++);
    assert.equal(lists, 0);
});

test('without a core, a manager knows the last count and marks nothing as read', async () => {
    const manager = new MessagingManager(system);
    manager.updateBadge(3);
    assert.equal(await manager.refreshUnreadCount(), 3);
    assert.equal(await manager.markMessagesAsRead('c1'), false);
});

test('handleNewMessage loads the core', async () => {
    system.handleNewMessage({ id: 'm1' });
    await attempted(1);
    assert.equal(states[0]?.reason, 'load_failed');
});

test('a call under way at cleanup is rejected as stopped', async () => {
    const sending = system.sendMessage('c1', 'x');
    system.cleanup();
    await assert.rejects(sending, stopped);
});

test('a call to a destroyed system is rejected without an attempt to load', async () => {
    system.destroy();
    await assert.rejects(system.sendMessage('c1', 'x'), stopped);
    await settled();
    assert.deepEqual(states, []);
});

test('without a core, the page’s own typing and read events are dispatched', () => {
    const told: unknown[] = [];
    for (const name of ['messaging:typing', 'messaging:read']) {
        window.addEventListener(name, (event) => told.push((event as CustomEvent).detail));
    }
    const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };
    const read = { conversationId: 'c1', messageId: 'm1', userId: 'u2' };
    system.handleTypingStatus(typing);
    system.handleMessageRead(read);
    system.handleTypingStatus(null as never);
    assert.deepEqual(told, [typing, read]);
});

test('handleNewMessage hands objects to the core and ignores everything else', () => {
    const fed: unknown[] = [];
    const link = system._link;
    link.start = async () => {};
    link.engine = {
        feed: (...given: unknown[]) => fed.push(given),
        destroy: () => {},
    } as never;
    for (const data of [null, undefined, 'text', { id: 'm1' }]) system.handleNewMessage(data);
    assert.deepEqual(fed, [[{ type: 'Inject' }, '["new_message",{"id":"m1"}]']]);
});

test('who() is the user as JSON: from the option, else from the page’s storage', () => {
    const link = system._link;
    system.getUserFromStorage = () => ({ id: 'kept' });
    assert.equal(link.who(), '{"id":"kept"}');
    system.configure({ user: { id: 'given' } });
    assert.equal(link.who(), '{"id":"given"}');
});
