// Events about the connection and messages, and the system's properties at that time.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { PageEffect } from '../../bindings/host.ts';
import { MessagingManager } from '../../web/manager.ts';
import type { LogLevel } from '../../web/options.ts';
import { writeLog } from '../../web/page_effects.ts';
import { record } from './browser.ts';
import { start } from './told_page.ts';

const url = 'https://shop.example';
const page = globalThis as Record<string, unknown>;
afterEach(() => {
    delete page.localStorage;
});

const detail = {
    state: 'online',
    mode: 'websocket',
    since: 1,
    nextAttemptAt: null,
    reason: 'connected',
    continuity: true,
};
const state = (more: object = {}) =>
    ({ type: 'State', sid: 's1', ...detail, ...more }) as PageEffect;
const connection = (status: 'online' | 'offline'): PageEffect => ({
    type: 'Connection',
    status,
    mode: status === 'online' ? 'websocket' : 'none',
});

test('the system has the new state when it is dispatched, and the state is logged', () => {
    const { system, tell, lines } = start({ url });
    const seen: unknown[] = [];
    const states = record('messaging:state');
    window.addEventListener('messaging:state', () => seen.push(system.state, system.mode), {
        once: true,
    });
    tell(state());
    assert.deepEqual(states, [detail]);
    assert.deepEqual(seen, ['online', 'websocket']);
    assert.deepEqual(lines, ['debug online: connected']);
});

test('the socket has the id of the session while there is one', () => {
    const { tell, listen } = start({ url });
    const socket = listen();
    tell(state());
    assert.equal(socket.id, 's1');
    tell(state({ state: 'connecting', sid: null }));
    assert.equal(socket.id, undefined);
});

test('pollingIntervals has one entry while polling or offline, none if polling is disabled', () => {
    const { system, tell } = start({ url });
    const counts = ['polling', 'offline', 'polling', 'connecting', 'unauthenticated'].map(
        (name) => {
            tell(state({ state: name, mode: 'none' }));
            return system.pollingIntervals.length;
        },
    );
    assert.deepEqual(counts, [1, 1, 1, 0, 0]);
    const never = start({ url, pollIntervalMs: 0 });
    never.tell(state({ state: 'polling', mode: 'polling' }));
    assert.deepEqual(never.system.pollingIntervals, []);
});

for (const [name, wanted] of [
    ['offline', ['offline']],
    ['polling', ['offline']],
    ['unauthenticated', ['offline']],
    ['connecting', []],
] as const) {
    test(`a first state "${name}" ${wanted[0] ? 'shows the page as offline' : 'shows nothing'}`, () => {
        const { system, tell } = start({ url });
        const manager = new MessagingManager(system);
        const shown: string[] = [];
        manager.updateConnectionIndicator = (status) => shown.push(status);
        const events = record('messaging:connection');
        tell(state({ state: name, mode: 'none' }));
        assert.deepEqual([shown, events], [wanted, []]);
        manager.destroy();
    });
}

test('while the page is connected, only a lost connection shows it as offline', () => {
    const { system, tell } = start({ url });
    const manager = new MessagingManager(system);
    const shown: string[] = [];
    manager.updateConnectionIndicator = (status) => shown.push(status);
    tell(connection('online'));
    tell(state({ state: 'offline', mode: 'none' }));
    tell(connection('offline'));
    assert.deepEqual(shown, ['online', 'offline']);
    manager.destroy();
});

test('a connection by long-polling is remembered for the next page', () => {
    const kept = new Map<string, string>();
    page.localStorage = {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
    };
    const { tell } = start({ url });
    tell(state({ state: 'connecting', mode: 'long-polling' }));
    assert.deepEqual([...kept], []);
    tell(state({ mode: 'long-polling' }));
    assert.deepEqual([...kept], [['messaging:polling:shop.example', '1']]);
});

test('the system’s connection properties are set when events are dispatched', () => {
    const { system, tell, listen } = start();
    const heard: unknown[] = [];
    listen()
        .on('connect', () => heard.push(['connect', system.isConnected]))
        .on('disconnect', (why) => heard.push([why, system.isConnected]));
    const events = record('messaging:connection');
    tell(connection('online'));
    assert.equal(system._hasDisconnected, false);
    tell(connection('offline'));
    assert.deepEqual(
        events.map(({ status, mode }) => [status, mode]),
        [
            ['online', 'websocket'],
            ['offline', 'none'],
        ],
    );
    assert.deepEqual(heard, [
        ['connect', true],
        ['transport close', false],
    ]);
    assert.equal(system._hasDisconnected, true);
});

test('own typing ends on a stop, after typingStopMs, on leaving and when offline', async () => {
    const { system, effects, tell } = start({ typingStopMs: 10 });
    const type = (isTyping: boolean, conversationId = 'c1') => {
        effects.expect({ type: 'SetTyping', conversationId, isTyping });
        return [...system.typingTimeouts.keys()];
    };
    assert.deepEqual(type(true), []);
    tell(connection('online'));
    assert.deepEqual(type(true), ['c1']);
    assert.deepEqual(type(false), []);
    type(true);
    effects.expect({ type: 'LeaveConversation', conversationId: 'c1' });
    assert.equal(system.typingTimeouts.size, 0);
    type(true);
    tell(connection('offline'));
    assert.equal(system.typingTimeouts.size, 0);
    tell(connection('online'));
    assert.deepEqual(type(true, 'c2'), ['c2']);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(system.typingTimeouts.size, 0);
});

test('typing and read events are dispatched without the type of the effect', () => {
    const { tell } = start();
    const typing = { conversationId: 'c1', userId: 'u2', isTyping: true };
    const read = { conversationId: 'c1', messageId: 'm1', userId: 'u2' };
    const [typed, receipts] = [record('messaging:typing'), record('messaging:read')];
    tell({ type: 'Typing', ...typing });
    tell({ type: 'Read', ...read });
    assert.deepEqual([typed, receipts], [[typing], [read]]);
});

test('a send resolves with the state "sent", even if the answer to its call is lost', async () => {
    const { effects, repeats, tell, ask } = start();
    const text = JSON.stringify({ clientMessageId: 'cm1' });
    repeats.asked({ type: 'SendMessage', call: 1, conversationId: 'c1' }, text);
    const sending = ask({ type: 'SendMessage', call: 1, conversationId: 'c1' });
    const told = { conversationId: 'c1', clientMessageId: 'cm1', messageId: 'm1' };
    const events = record('messaging:message');
    tell({ type: 'MessageState', ...told, messageId: null, state: 'pending' });
    assert.equal(repeats.has(1), true);
    tell({ type: 'MessageState', ...told, state: 'sent' });
    assert.equal(await sending, 'm1');
    assert.equal(repeats.has(1), false);
    assert.deepEqual(
        events.map((event) => event.state),
        ['pending', 'sent'],
    );
    effects.reject(1, new Error('late'));
});

test('a message that fails rejects, and does not resolve before that', async () => {
    const { repeats, tell, ask } = start();
    const send = { type: 'SendMessage', call: 1, conversationId: 'c1' } as const;
    repeats.asked(send, JSON.stringify({ clientMessageId: 'cm1' }));
    const sending = ask(send);
    const told = { conversationId: 'c1', clientMessageId: 'cm1', messageId: null };
    tell({ type: 'MessageState', ...told, state: 'failed' });
    const error = { code: 'refused', status: 403, message: '', retryable: false } as const;
    tell({ type: 'Settle', call: 1, ok: false, error });
    await assert.rejects(sending, { code: 'refused' });
});

test('a message that resolved to its client id is still given to the next core', () => {
    const { repeats, tell, ask } = start();
    const send = { type: 'SendMessage', call: 1, conversationId: 'c1' } as const;
    repeats.asked(send, JSON.stringify({ clientMessageId: 'cm1' }));
    ask(send);
    tell({ type: 'Settle', call: 1, ok: true, value: 'cm1' });
    assert.equal(repeats.has(1), true);
});

test('the state of a message is dispatched without the type of the effect', () => {
    const { tell } = start();
    const told = { conversationId: 'c1', clientMessageId: 'cm1', messageId: 'm1', state: 'sent' };
    const events = record('messaging:message');
    tell({ type: 'MessageState', ...told } as PageEffect);
    assert.deepEqual(events, [told]);
});

test('a settled call is not repeated to the next core', async () => {
    const { repeats, tell, ask } = start();
    const fetch = { type: 'Fetch', what: 'unread' } as const;
    for (const call of [1, 2]) {
        repeats.asked({ ...fetch, call }, undefined);
        ask({ ...fetch, call }).catch(() => {});
    }
    const error = { code: 'network', status: null, message: '', retryable: true } as const;
    tell({ type: 'Settle', call: 1, ok: true, value: 1 });
    tell({ type: 'Settle', call: 2, ok: false, error });
    assert.deepEqual(repeats.all(), []);
});

test('an error is dispatched to the page and logged', () => {
    const { tell, lines } = start();
    const errors = record('messaging:error');
    const failure = {
        operation: 'messages',
        code: 'refused',
        conversationId: 'c1',
        status: 403,
        retryable: false,
    } as const;
    tell({ type: 'Error', ...failure });
    assert.deepEqual(errors, [failure]);
    assert.deepEqual(lines, [`warn ${JSON.stringify(failure)}`]);
});

for (const [level, code, status, retryable] of [
    ['info', 'refused', 500, true],
    ['info', 'network', null, true],
    ['warn', 'refused', 404, false],
    ['warn', 'malformed', null, true],
] as const) {
    test(`an error ${code} ${status ?? 'without a status'} is logged at level ${level}`, () => {
        const { tell, lines } = start();
        const conversationId = null;
        tell({ type: 'Error', operation: 'unread', code, conversationId, status, retryable });
        assert.match(lines[0] ?? '', new RegExp(`^${level} `));
    });
}

test('a line of the core’s log keeps its level', () => {
    const { tell, lines } = start();
    tell({ type: 'Log', level: 'error', message: 'what happened' });
    assert.deepEqual(lines, ['error what happened']);
});

test('a toast has the text that the page gave for it', () => {
    const shown: string[] = [];
    const show = (message: string) => shown.push(message);
    const toast = { success: show, error: show, warning: show, info: show };
    const { tell } = start({ toast, strings: { newMessage: 'Neue Nachricht' } });
    tell({ type: 'Toast', toast: 'new_message' });
    assert.deepEqual(shown, ['Neue Nachricht']);
});

test('the polling toast states the interval and is remembered', () => {
    const shown: string[] = [];
    const show = (message: string) => shown.push(message);
    const toast = { success: show, error: show, warning: show, info: show };
    const { system, tell } = start({ toast });
    tell({ type: 'Toast', toast: 'new_message' });
    assert.equal(system._pollingNotificationShown, false);
    tell({ type: 'Toast', toast: 'polling', intervalMs: 30_000 });
    assert.equal(system._pollingNotificationShown, true);
    assert.match(shown[1] ?? '', /30s/);
});

for (const [log, wanted] of [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    [undefined, ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
] as const) {
    test(`level ${log ?? 'warn (default)'} logs ${wanted.join(', ') || 'nothing'}`, (t) => {
        const written: string[] = [];
        const levels: LogLevel[] = ['debug', 'info', 'warn', 'error'];
        for (const level of levels) {
            t.mock.method(console, level, (line: string) => written.push(`${level} ${line}`));
        }
        for (const level of levels) writeLog(log ? { log } : {}, level, 'x');
        assert.deepEqual(
            written,
            wanted.map((level) => `${level} messaging: x`),
        );
    });
}
