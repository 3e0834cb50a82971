// What the calls of a page tell the core.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../web/link.ts';
import { MessagingSystem } from '../../web/system.ts';

(globalThis as Record<string, unknown>).window ??= new EventTarget();

type Fed = { type: string; [name: string]: unknown };

let system: MessagingSystem;
/** The inputs that the core got, without those about the connection. */
let fed: Fed[];
/** The texts that came with them. */
let texts: string[];
/** How often the user was asked for. */
let asked: number;

beforeEach(() => {
    system = new MessagingSystem();
    [fed, texts, asked] = [[], [], 0];
    const engine = {
        feed: (input: Fed, text?: string) => {
            if (input.type !== 'Connect') fed.push(input);
            if (text !== undefined) texts.push(text);
        },
        identify: async () => {
            asked += 1;
        },
        destroy: () => {},
        calls: { decided: async () => false },
    };
    system._link.start = async () => {};
    system._link.engine = engine as unknown as Engine;
});

/** What the core was told since the last call. */
const told = () => fed.splice(0);
const c1 = { conversationId: 'c1' };
const ignore = () => {};

test('the core connects once, however often the page wants it', () => {
    let connects = 0;
    system._link.tell = ({ type }) => {
        if (type === 'Connect') connects += 1;
    };
    system.initWebSocket();
    const { socket } = system;
    system.connectWebSocket();
    assert.equal(connects, 1);
    assert.equal(system.socket, socket);
    assert.equal(system._socketInitialized, true);
});

test('the conversation list is watched from the first callback until the last ends', () => {
    const wish = { userId: '7', userType: 'supplier' };
    const first = system.listenToUserConversations(7 as never, 'supplier', ignore);
    const second = system.listenToUserConversations('7', 'supplier', ignore);
    assert.deepEqual(told(), [{ type: 'WatchConversations', ...wish }]);
    first();
    assert.deepEqual(told(), []);
    second();
    assert.deepEqual(told(), [{ type: 'UnwatchConversations' }]);
    assert.equal(system.conversationCallbacks.size, 0);
    system.listenToUserConversations('7', 'supplier', ignore);
    assert.deepEqual(told(), [{ type: 'WatchConversations', ...wish }]);
});

for (const [words, userId, userType] of [
    ['user', 'u2', 'customer'],
    ['type of user', 'u1', 'supplier'],
] as const) {
    test(`the list of another ${words} is watched in place of the one before`, () => {
        system.listenToUserConversations('u1', 'customer', ignore);
        assert.equal(asked, 1);
        told();
        system.listenToUserConversations(userId, userType, ignore);
        assert.deepEqual(told(), [{ type: 'WatchConversations', userId, userType }]);
        assert.equal(asked, 2);
    });
}

test('without a type of user, conversations are those of a customer', async () => {
    const types: unknown[] = [];
    system._link.ask = async (work) => {
        const fetchConversations = async (...args: unknown[]) => types.push(...args.slice(0, 2));
        return work({ fetchConversations, decided: async () => false } as never);
    };
    system.listenToUserConversations('u1', '', ignore);
    await system.fetchConversationsFromAPI(7 as never, '', ignore);
    assert.deepEqual(told()[0]?.userType, 'customer');
    assert.deepEqual(types, ['7', 'customer']);
});

test('a conversation is opened by its first callback, left and closed after its last', () => {
    const first = system.listenToMessages('c1', ignore);
    const second = system.listenToMessages('c1', ignore);
    assert.deepEqual(told(), [{ type: 'OpenConversation', ...c1 }]);
    first();
    assert.deepEqual(told(), []);
    second();
    // A conversation closed while it is joined would be joined again.
    assert.deepEqual(told(), [
        { type: 'LeaveConversation', ...c1 },
        { type: 'CloseConversation', ...c1 },
    ]);
});

test('a conversation that was left calls nobody, and is opened again by the next', async () => {
    system.listenToMessages('c1', () => assert.fail('called'));
    system._link.messages.get('c1')?.publish(() => []);
    system.leaveConversation('c1');
    await turn();
    assert.equal(system.messageCallbacks.size, 0);
    told();
    system.listenToMessages('c1', ignore);
    assert.deepEqual(told(), [{ type: 'OpenConversation', ...c1 }]);
});

test('ending a callback from before a conversation was left does not leave it again', () => {
    const old = system.listenToMessages('c1', ignore);
    system.leaveConversation('c1');
    system.listenToMessages('c1', ignore);
    told();
    old();
    assert.deepEqual(told(), []);
    assert.equal(system.activeConversations.has('c1'), true);
});

test('only what was joined is left, and only what was open is closed', () => {
    system.leaveConversation('c1');
    assert.deepEqual(told(), []);
    system.joinConversation('c1');
    system.leaveConversation('c1');
    assert.deepEqual(told(), [
        { type: 'JoinConversation', ...c1 },
        { type: 'LeaveConversation', ...c1 },
    ]);
});

test('the unread count is watched from the first callback until the last ends', () => {
    const first = system.listenToUnreadCount('', '', ignore);
    const second = system.listenToUnreadCount('', '', ignore);
    assert.deepEqual(told(), [{ type: 'WatchUnread' }]);
    first();
    assert.deepEqual(told(), []);
    second();
    assert.deepEqual(told(), [{ type: 'UnwatchUnread' }]);
});

test('every kind of callback makes the page connect', () => {
    const link = system._link;
    for (const listen of [
        () => system.listenToUserConversations('u1', 'customer', ignore),
        () => system.listenToMessages('c1', ignore),
        () => system.listenToUnreadCount('', '', ignore),
    ]) {
        link.wantsConnection = false;
        listen();
        assert.equal(link.wantsConnection, true);
    }
});

test('fallback polling is started and stopped, and leaves no entry in pollingIntervals', () => {
    const link = system._link;
    system.startFallbackPolling();
    assert.deepEqual([told(), link.wantsPolling], [[{ type: 'StartPolling' }], true]);
    system.pollingIntervals.push(0);
    system.stopFallbackPolling();
    assert.deepEqual([told(), link.wantsPolling], [[{ type: 'StopPolling' }], false]);
    assert.deepEqual(system.pollingIntervals, []);
});

test('fallback polling loads the core', () => {
    let starts = 0;
    system._link.start = async () => {
        starts += 1;
    };
    system.startFallbackPolling();
    assert.equal(starts, 1);
});

test('a typing status is a boolean, whatever the page passes', () => {
    for (const [given, isTyping] of [
        [true, true],
        ['text', true],
        ['', false],
        [undefined, false],
    ] as const) {
        system.sendTypingStatus('c1', given as boolean);
        assert.deepEqual(told(), [{ type: 'SetTyping', ...c1, isTyping }]);
    }
});

test('data that the page handles as the server’s reaches the core under the event’s name', () => {
    const data = { id: 'x1' };
    system.handleNewMessage(data);
    system.handleConversationUpdate(data);
    system.handleTypingStatus(data as never);
    system.handleMessageRead(data as never);
    assert.deepEqual(
        told().map(({ type }) => type),
        Array(4).fill('Inject'),
    );
    assert.deepEqual(
        texts.map((text) => JSON.parse(text)),
        ['new_message', 'conversation:updated', 'typing:status', 'message:read'].map((name) => [
            name,
            data,
        ]),
    );
});

test('a message is sent with the client id that the page gave it', () => {
    system.sendMessage('c1', { clientMessageId: 'mine', message: 'x' });
    assert.deepEqual(told(), [{ type: 'SendMessage', ...c1, call: 1 }]);
    assert.deepEqual(JSON.parse(texts[0] ?? ''), { clientMessageId: 'mine', message: 'x' });
});

for (const given of ['x', { message: 'x' }, { message: 'x', clientMessageId: '' }]) {
    test(`a message without a client id gets one of its own: ${JSON.stringify(given)}`, () => {
        for (let times = 0; times < 2; times++) system.sendMessage('c1', given);
        const [first, second] = texts.map((text) => JSON.parse(text));
        assert.match(first.clientMessageId, /^cm_[0-9a-f]{16,}$/);
        assert.notEqual(first.clientMessageId, second.clientMessageId);
        assert.equal(first.message, 'x');
    });
}

test('retry, discard and loadOlder name what they are about, as strings', () => {
    system.retry(5 as never);
    system.discard(6 as never);
    system.loadOlder(7 as never);
    assert.deepEqual(told(), [
        { type: 'Retry', clientMessageId: '5', call: 1 },
        { type: 'Discard', clientMessageId: '6', call: 2 },
        { type: 'LoadOlder', conversationId: '7', call: 3 },
    ]);
});

test('refresh() tells the core to refresh', () => {
    system.refresh();
    assert.deepEqual(told(), [{ type: 'Refresh' }]);
});

test('a conversation is marked as read under its id and that of the user, as strings', async () => {
    const marked: unknown[] = [];
    system._link.ask = async (work) => {
        return work({ markRead: async (...ids: unknown[]) => marked.push(ids) } as never);
    };
    await system.markMessagesAsRead(5 as never, 7 as never);
    assert.deepEqual(marked, [['5', '7']]);
});

test('calls about no conversation resolve without a call to the core', async (t) => {
    t.mock.method(console, 'error', () => {});
    const nowhere = undefined as unknown as string;
    system._link.ask = async () => assert.fail('asked');
    assert.equal(await system.loadOlder(nowhere), false);
    await system.markMessagesAsRead(nowhere, 'u1');
    await system.fetchMessagesFromAPI(nowhere, () => assert.fail('called'));
    system.leaveConversation(nowhere);
    system.sendTypingStatus(nowhere, true);
    assert.deepEqual(told(), []);
});
