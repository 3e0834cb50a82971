// The module as it ships, with the core inside, against the real server.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import type { MessagingOptions } from '../../web/options.ts';
import type { ConversationObject, MessageObject } from '../../web/types.ts';
import { newConversation, newcomer, type Person, startServer } from '../server/support.ts';
import {
    loadModule,
    type Module,
    optionsOf,
    record,
    recordToasts,
    sleep,
    until,
} from './browser.ts';

let module: Module;
let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
let system: InstanceType<Module['MessagingSystem']>;
let manager: InstanceType<Module['MessagingManager']>;
let toasts: ReturnType<typeof recordToasts>;

before(async () => {
    module = await loadModule();
    server = await startServer(null);
    server.io.on('connection', (socket) => {
        socket.on('test:echo', (...args) => args.pop()(...args));
        socket.on('test:ask', () => socket.emit('test:question', 1, answered(socket)));
    });
});
after(() => server.close());
beforeEach(async () => {
    [ann, ben] = [await newcomer(server), await newcomer(server, { role: 'supplier' })];
    id = await newConversation(server, [ann, ben]);
    begin();
});
afterEach(() => {
    system.destroy();
    ben.leave();
});

type Emits = { emit(event: string, ...args: unknown[]): void };
const answered = (socket: Emits) => (answer: unknown) => socket.emit('test:answered', answer);

function begin(options: MessagingOptions = {}): void {
    toasts = recordToasts();
    const made = module.createMessaging({ ...optionsOf(ann), toast: toasts, ...options });
    system = made.messagingSystem;
    manager = made.messagingManager;
}

function follow(conversationId = id): { lists: MessageObject[][]; end: () => void } {
    const lists: MessageObject[][] = [];
    const end = system.listenToMessages(conversationId, (list) => lists.push(list));
    return { lists, end };
}

const texts = (list: MessageObject[] | undefined) => list?.map((message) => message.text);

test('old-6A-29: initWebSocket resolves with true once the page is online', async () => {
    const events = record('messaging:connection');
    assert.equal(Boolean(system.socket), false);
    assert.equal(await system.initWebSocket(), true);
    assert.equal(system.isConnected, true);
    assert.equal(system.state, 'online');
    assert.equal(events.length, 1);
    assert.equal(events[0]?.status, 'online');
    assert.equal(events[0]?.mode, 'websocket');
    assert.ok(events[0]?.timestamp instanceof Date);
    assert.match(system.socket?.id ?? '', /./);
    assert.deepEqual(toasts.shown, []);
});

test('callbacks are first called with the first answer, each time with a fresh array', async () => {
    await ben.send(id, 'one');
    const { lists } = follow();
    const conversations: ConversationObject[][] = [];
    system.listenToUserConversations(ann.id, 'customer', (list) => conversations.push(list));
    await until('both lists are there', () => lists.length > 0 && conversations.length > 0);
    assert.deepEqual(texts(lists[0]), ['one']);
    assert.equal(conversations[0]?.[0]?.id, id);
    assert.equal(conversations[0]?.[0]?.lastMessage, 'one');
    await ben.send(id, 'two');
    await until('the second is there', () => lists[lists.length - 1]?.length === 2);
    assert.deepEqual(texts(lists[0]), ['one']);
    await until('the preview tells', () => {
        return conversations[conversations.length - 1]?.[0]?.lastMessage === 'two';
    });
    assert.equal(system.activeConversations.has(id), true);
    assert.equal(typeof system.messageCallbacks.get(id), 'function');
    assert.equal(typeof system.conversationCallbacks.get('all'), 'function');
});

test('an own message shows at once, and its promise resolves with the server’s id', async () => {
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0);
    const states = record('messaging:message');
    const sent = system.sendMessage(id, { senderId: ann.id, message: 'Hello \ud83d 😀 <b>' });
    await until('it shows', () => lists[lists.length - 1]?.length === 1);
    const messageId = await sent;
    const answer = await ben.get(`/api/messages/${id}`);
    assert.equal(answer.body.messages[0].id, messageId);
    assert.equal(answer.body.messages[0].text, 'Hello \ufffd 😀 <b>');
    await until('it is sent', () => lists[lists.length - 1]?.[0]?.id === messageId);
    const mine = states.filter((state) => state.conversationId === id);
    assert.equal(mine[0]?.state, 'pending');
    assert.equal(mine[mine.length - 1]?.messageId, messageId);
    await sleep(50);
    assert.equal(lists[lists.length - 1]?.length, 1);
    assert.deepEqual(toasts.shown, []);
});

test('a refused message rejects and shows one toast', async () => {
    const elsewhere = await newConversation(server, [ben]);
    const refused = system.sendMessage(elsewhere, { message: 'x' });
    await assert.rejects(refused, (error: unknown) => {
        assert.ok(error instanceof module.MessagingError);
        assert.equal(error.status, 404);
        assert.equal(error.retryable, false);
        return true;
    });
    assert.deepEqual(toasts.shown, ['error: Failed to send message. Please try again.']);
});

test('old-6A-5: a missing conversation id is an error and has no other effect', async () => {
    const errors = record('messaging:error');
    const nobody = undefined as unknown as string;
    const log = console.error;
    console.error = () => {};
    system.listenToMessages(nobody, () => assert.fail('called'))();
    system.joinConversation('');
    await assert.rejects(system.sendMessage(nobody, { message: 'x' }), TypeError);
    console.error = log;
    assert.deepEqual(
        errors.map(({ operation, code }) => [operation, code]),
        [
            ['listenToMessages', 'no_conversation_id'],
            ['joinConversation', 'no_conversation_id'],
            ['sendMessage', 'no_conversation_id'],
        ],
    );
});

test('nothing is requested for a listener without a callback', async () => {
    const requested: string[] = [];
    begin({
        fetch: (url, init) => {
            requested.push(String(url));
            return fetch(url, init);
        },
    });
    const none = undefined as never;
    assert.throws(() => system.listenToMessages(id, none), /no callback/);
    assert.throws(() => system.listenToUserConversations(ann.id, 'customer', none), /no callback/);
    assert.throws(() => system.listenToUnreadCount(ann.id, 'customer', none), /no callback/);
    assert.equal(system.activeConversations.size, 0);
    assert.equal(system.messageCallbacks.size, 0);
    assert.equal(system.conversationCallbacks.size, 0);
    assert.equal(system.socket, null);
    await system.ready;
    assert.deepEqual(requested, []);
});

test('an own message names its sender before the server has it', async () => {
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0);
    await system.sendMessage(id, 'Hello');
    const senders = lists.flatMap((list) => list.map(({ senderId, state }) => [senderId, state]));
    assert.deepEqual(senders[0], [ann.id, 'pending']);
    for (const [sender] of senders) assert.equal(sender, ann.id);
});

test('sendMessage without a message rejects and sends nothing', async () => {
    const states = record('messaging:message');
    for (const nothing of [null, undefined, 5]) {
        const none = nothing as unknown as string;
        await assert.rejects(system.sendMessage(id, none), /sendMessage\(id, \{ message \}\)/);
    }
    await sleep(50);
    assert.deepEqual(states, []);
});

test('typing events reach the manager first, then the page', async () => {
    const order: string[] = [];
    window.addEventListener('messaging:typing', () => order.push('page'));
    window.addEventListener('messagingManager:typingUpdate', () => order.push('manager'));
    const updates = record('messagingManager:typingUpdate');
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0);
    const wire = await ben.subscribe(id);
    wire.emit('typing', { conversationId: id, isTyping: true });
    await until('he types', () => manager.isTyping(id));
    assert.deepEqual(manager.getTypingUsers(id), [ben.id]);
    wire.emit('typing', { conversationId: id, isTyping: false });
    await until('he stopped', () => !manager.isTyping(id));
    assert.deepEqual(order, ['manager', 'page', 'manager', 'page']);
    assert.deepEqual(updates, [
        { conversationId: id, typingUserIds: [ben.id], isTyping: true },
        { conversationId: id, typingUserIds: [], isTyping: false },
    ]);
});

test('own typing reaches the other user and stops by itself', async () => {
    begin({ typingStopMs: 50, typingThrottleMs: 10 });
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0 && system.isConnected);
    const wire = await ben.subscribe(id);
    system.sendTypingStatus(id, true);
    assert.equal(system.typingTimeouts.has(id), true);
    assert.equal((await wire.next('typing:status')).isTyping, true);
    assert.equal((await wire.next('typing:status')).isTyping, false);
    assert.equal(system.typingTimeouts.has(id), false);
});

test('marking as read clears the unread count, and the other’s receipt is dispatched', async () => {
    const receipts = record('messagingManager:readReceipt');
    const counts: number[] = [];
    const messageId = (await ben.send(id, 'one')).body.messageId;
    system.listenToUnreadCount(ann.id, 'customer', (count) => counts.push(count));
    const { lists } = follow();
    await until('there is one', () => counts[counts.length - 1] === 1 && lists.length > 0);
    assert.equal(system.lastUnreadCount, 1);
    await system.markMessagesAsRead(id, ann.id);
    await until('there is none', () => counts[counts.length - 1] === 0);
    const own = await system.sendMessage(id, { message: 'two' });
    await ben.post(`/api/messages/${id}/read`, {});
    await until('he has read it', () => receipts.some((receipt) => receipt.messageId === own));
    assert.notEqual(messageId, own);
});

test('the manager fetches counts, marks threads as read and dispatches the counts', async () => {
    const events = record('unreadCountUpdated');
    await ben.send(id, 'one');
    assert.equal(await manager.refreshUnreadCount(), 1);
    assert.equal(manager.lastUnreadCount, 1);
    assert.equal(await manager.markMessagesAsRead(id), true);
    assert.equal(manager.lastUnreadCount, 0);
    assert.equal(await manager.markMessagesAsRead('nowhere'), false);
    assert.deepEqual(events, [{ count: 1 }, { count: 0 }]);
});

test('fetch methods call back with the answer, but not after a failure', async () => {
    await ben.send(id, 'one');
    const lists: unknown[] = [];
    await system.fetchMessagesFromAPI(id, (list) => lists.push(texts(list)));
    await system.fetchConversationsFromAPI(ann.id, 'customer', (list) => lists.push(list.length));
    await system.fetchUnreadCountFromAPI(ann.id, 'customer', (count) => lists.push(count));
    await system.fetchMessagesFromAPI('nowhere', () => assert.fail('called'));
    assert.deepEqual(lists, [['one'], 1, 1]);
    assert.equal(system.socket, null);
});

test('old-6C-6: two callbacks of one conversation end independently', async () => {
    const first = follow();
    const second = follow();
    await until('both', () => first.lists.length > 0 && second.lists.length > 0);
    first.end();
    first.end();
    const before = first.lists.length;
    await ben.send(id, 'one');
    await until('the second', () => second.lists[second.lists.length - 1]?.length === 1);
    assert.equal(first.lists.length, before);
    assert.equal(system.activeConversations.has(id), true);
    second.end();
    assert.equal(system.activeConversations.has(id), false);
    assert.equal(system.messageCallbacks.size, 0);
});

test('custom events, acknowledgements and bytes use the same connection', async () => {
    await system.initWebSocket();
    const socket = system.socket;
    assert.ok(socket);
    const bytes = new Uint8Array([1, 2, 3]);
    const echo = (await socket.emitWithAck('test:echo', { deep: [bytes] })) as {
        deep: ArrayBuffer[];
    };
    assert.deepEqual(new Uint8Array(echo.deep[0] as ArrayBuffer), bytes);
    const answers: unknown[] = [];
    socket.on('test:question', (number, answer) => answer({ number, bytes }));
    socket.once('test:answered', (answer) => answers.push(answer));
    socket.emit('test:ask');
    await until('it is answered', () => answers.length > 0);
    const [{ number, bytes: returned }] = answers as [{ number: number; bytes: ArrayBuffer }];
    assert.equal(number, 1);
    assert.deepEqual(new Uint8Array(returned), bytes);
});

test('old-6C-7: cleanup leaves nothing behind, and everything works again', async () => {
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0 && system.isConnected);
    const events = record('messaging:connection');
    const pending = system.sendMessage(id, { message: 'late' });
    system.cleanup();
    await assert.rejects(pending, { code: 'stopped' });
    assert.deepEqual(
        events.map(({ status }) => status),
        ['offline'],
    );
    assert.equal(system.isConnected, false);
    assert.equal(system.socket, null);
    assert.equal(system.state, 'idle');
    await until('the server sees it', () => server.io.engine.clientsCount === 0);
    const before = lists.length;
    const again = follow();
    await until('the list is there again', () => again.lists.length > 0 && system.isConnected);
    assert.equal(lists.length, before);
    assert.deepEqual(toasts.shown, []);
});

test('a destroyed system stays unusable', async () => {
    await system.initWebSocket();
    system.destroy();
    await assert.rejects(system.ready, { code: 'stopped' });
    await assert.rejects(system.sendMessage(id, { message: 'x' }), { code: 'stopped' });
    assert.equal(await system.initWebSocket(), false);
    assert.equal(await manager.refreshUnreadCount(), 0);
});

test('an aborted core is replaced, and the page’s lists and messages continue', async () => {
    const errors = record('messaging:error');
    const { lists } = follow();
    await until('the list is there', () => lists.length > 0 && system.isConnected);
    const log = console.error;
    console.error = () => {};
    const sending = system.sendMessage(id, { message: 'zero', clientMessageId: 'x0' });
    const asking = system._link.call({ type: 'Fetch', what: 'unread' });
    const emitting = system.socket?.emitWithAck('nobody answers') ?? Promise.resolve();
    system._link.engine?.feed({ type: 'Unknown' } as never);
    console.error = log;
    assert.equal(system.isConnected, false);
    assert.equal(errors[0]?.code, 'aborted');
    await assert.rejects(emitting, { code: 'aborted' });
    assert.equal(await asking, 0);
    // The next core takes the message up under the client id, by which the server knows it.
    const sent = await sending;
    assert.match(sent, /^msg_/);
    await until('it is back', () => system.isConnected);
    await until('it is there once', () => texts(lists[lists.length - 1])?.join() === 'zero');
    await ben.send(id, 'one');
    await until('it still follows', () => texts(lists[lists.length - 1])?.[1] === 'one');
});

test('old-6C-2: a late sign-in and a change of user reach the server', async () => {
    const told: string[] = [];
    server.io.on('connection', (socket) => {
        socket.on('auth', ({ userId }) => told.push(userId));
    });
    const user: { id: string }[] = [];
    begin({ user: () => user[0] });
    await system.initWebSocket();
    assert.equal(told.length, 0);
    user[0] = { id: ann.id };
    window.dispatchEvent(new Event('auth-state-changed'));
    await until('she is known', () => told.includes(ann.id));
    await until('she is online', () => system.isConnected);
    user[0] = { id: ben.id };
    window.dispatchEvent(new Event('auth-state-changed'));
    await until('he is known', () => told.includes(ben.id));
});

test('in Node the core is loaded from its script, without a warning', async () => {
    const told: string[] = [];
    begin({ wasm: {}, log: (level: string) => told.push(level) });
    await system.ready;
    assert.match(await system.sendMessage(id, { message: 'x' }), /^msg_/);
    system.destroy();
    assert.equal(told.includes('warn'), false);
});

test('bytes that are not WebAssembly are skipped, with one warning', async () => {
    const told: string[] = [];
    const log = (level: string, message: string) => told.push(`${level}: ${message}`);
    const binary = new TextEncoder().encode('<!doctype html>');
    for (let times = 0; times < 2; times += 1) {
        begin({ wasm: { binary }, log });
        await system.ready;
        assert.match(await system.sendMessage(id, { message: 'x' }), /^msg_/);
        system.destroy();
    }
    const faults = told.filter((each) => each.includes('tried elsewhere'));
    assert.match(faults[0] ?? '', /warn: the core is tried elsewhere: .*magic word.*3c 21/);
    assert.equal(faults.length, 1);
});
