// The engine around the core, with the module as it ships against the real server.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, afterEach, before, beforeEach, mock, type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { ReferenceServer } from '../../server/reference_server.ts';
import type { MessagingOptions } from '../../web/options.ts';
import type { ConversationObject } from '../../web/types.ts';
import { newConversation, newcomer, type Person, startServer } from '../server/support.ts';
import { loadModule, type Module, optionsOf, record, until } from './browser.ts';

let module: Module;
let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
let system: InstanceType<Module['MessagingSystem']>;
let manager: InstanceType<Module['MessagingManager']>;

before(async () => {
    module = await loadModule();
    server = await startServer(null);
});
after(() => server.close());
beforeEach(async () => {
    // It tells of each core that aborted or failed to load.
    mock.method(console, 'error', () => {});
    [ann, ben] = [await newcomer(server), await newcomer(server)];
    id = await newConversation(server, [ann, ben]);
});
afterEach(() => {
    system.destroy();
    ben.leave();
    mock.restoreAll();
});

function begin(options: MessagingOptions = {}): void {
    const made = module.createMessaging({ ...optionsOf(ann), toast: null, ...options });
    system = made.messagingSystem;
    manager = made.messagingManager;
}

/** Aborts the core, and waits until the next one is connected. */
async function replaceCore(): Promise<void> {
    system._link.engine?.feed({ type: 'Unknown' } as never);
    assert.equal(system.isConnected, false);
    await until('the next core is connected', () => system.isConnected);
}

/** A Storage whose keys are its own properties, as in a browser. */
class Store {
    getItem = (key: string) => (this as Record<string, unknown>)[key] ?? null;
    setItem = (key: string, value: string) => Object.assign(this, { [key]: value });
    removeItem = (key: string) => Reflect.deleteProperty(this, key);
}

function keepStorage(t: TestContext): void {
    const page = globalThis as Record<string, unknown>;
    page.localStorage = new Store();
    t.after(() => delete page.localStorage);
}

const watchesUser = () => getEventListeners(window, 'auth-state-changed').length > 0;

test('after an abort, the next core follows the conversations', async () => {
    begin();
    const lists: ConversationObject[][] = [];
    system.listenToUserConversations(ann.id, 'customer', (list) => lists.push(list));
    await until('the list is there', () => lists.length > 0 && system.isConnected);
    await replaceCore();
    await ben.send(id, 'one');
    await until('it is in the preview', () => lists.at(-1)?.[0]?.lastMessage === 'one');
});

test('after an abort, the next core follows the unread count', async () => {
    begin();
    const counts: number[] = [];
    system.listenToUnreadCount(ann.id, 'customer', (count) => counts.push(count));
    await until('the count is there', () => counts.length > 0 && system.isConnected);
    await replaceCore();
    await ben.send(id, 'one');
    await until('it is counted', () => counts.at(-1) === 1);
});

test('after an abort, the next core joins the conversations that the page has joined', async () => {
    begin();
    await system.initWebSocket();
    system.joinConversation(id);
    await replaceCore();
    const wire = await ben.subscribe(id);
    const types = () => wire.emit('typing', { conversationId: id, isTyping: true });
    types();
    await until('he types', () => {
        if (!manager.isTyping(id)) types();
        return manager.isTyping(id);
    });
});

test('when the core aborts, those who typed do so no more', async () => {
    begin();
    system.listenToMessages(id, () => {});
    await until('it is connected', () => system.isConnected);
    const wire = await ben.subscribe(id);
    wire.emit('typing', { conversationId: id, isTyping: true });
    await until('he types', () => manager.isTyping(id));
    const events = record('messaging:typing');
    await replaceCore();
    assert.deepEqual(events[0], { conversationId: id, userId: ben.id, isTyping: false });
});

/** Awaits a connection that the server will never accept. Calls back with the outcome. */
async function awaitConnection(): Promise<boolean[]> {
    begin({ auth: () => new Promise(() => {}) });
    const outcomes: boolean[] = [];
    system.initWebSocket().then((online) => outcomes.push(online));
    await system.ready;
    await turn();
    assert.deepEqual([system.state, outcomes], ['connecting', []]);
    return outcomes;
}

test('cleanup resolves a connection that is still awaited with false', async () => {
    const outcomes = await awaitConnection();
    system.cleanup();
    await turn();
    assert.deepEqual(outcomes, [false]);
});

test('a connection that is awaited is given up when the next core is delayed', async () => {
    const outcomes = await awaitConnection();
    await until('the next core is delayed', () => {
        system._link.engine?.feed({ type: 'Unknown' } as never);
        return system.state === 'offline';
    });
    await turn();
    assert.deepEqual(outcomes, [false]);
});

test('calls in progress are rejected at once, even if the next core is delayed', {
    timeout: 20_000,
}, async () => {
    begin();
    system.initWebSocket();
    await system.ready;
    let asking: Promise<unknown> | undefined;
    await until('the next core is delayed', () => {
        asking = system.socket?.emitWithAck('nobody answers');
        asking?.catch(() => {});
        system._link.engine?.feed({ type: 'Unknown' } as never);
        return system.state === 'offline';
    });
    await assert.rejects(asking ?? Promise.resolve(), { code: 'aborted' });
});

test('cleanup while the core loads leaves no listener behind', async () => {
    begin();
    const { ready } = system;
    system.cleanup();
    await assert.rejects(ready, { code: 'stopped' });
    assert.equal(system.state, 'idle');
    assert.equal(watchesUser(), false);
});

test('a core that could not be set up leaves no listener behind', async () => {
    begin({ url: undefined as unknown as string });
    await assert.rejects(system.ready, { code: 'load_failed' });
    assert.equal(watchesUser(), false);
});

test('after a core has loaded, the next failure is retried after 1 s again', async () => {
    const states = record('messaging:state');
    begin({ url: undefined as unknown as string });
    for (let times = 0; times < 2; times++) await assert.rejects(system.ready);
    system.configure({ url: server.url });
    await system.ready;
    system.cleanup();
    system.configure({ url: undefined as unknown as string });
    await assert.rejects(system.ready);
    const failures = states.filter(({ reason }) => reason === 'load_failed');
    const waits = failures.map(({ since, nextAttemptAt }) => (nextAttemptAt ?? 0) - since);
    assert.deepEqual(waits, [1000, 2000, 1000]);
});

test('own typing ends with cleanup', async () => {
    begin();
    await system.initWebSocket();
    system.sendTypingStatus(id, true);
    assert.equal(system.typingTimeouts.size, 1);
    system.cleanup();
    assert.equal(system.typingTimeouts.size, 0);
});

test('of two answers about the user, that to the later question counts', async () => {
    const answers: Array<(user: { id: string }) => void> = [];
    begin({ user: () => new Promise((resolve) => answers.push(resolve)) });
    await system.ready;
    window.dispatchEvent(new Event('auth-state-changed'));
    assert.equal(answers.length, 2);
    answers[1]?.({ id: ben.id });
    await turn();
    assert.equal(system._link.userId, ben.id);
    answers[0]?.({ id: ann.id });
    await turn();
    assert.equal(system._link.userId, ben.id);
});

test('where nothing else names the user, listenToUserConversations does', async () => {
    begin({ user: () => null });
    system.listenToUserConversations(ann.id, 'customer', () => {});
    await until('she is known', () => system._link.userId === ann.id);
});

test('a user who has signed out is not known by listenToUserConversations again', async () => {
    let user: { id: string } | null = { id: ann.id };
    begin({ user: () => user });
    system.listenToUserConversations(ann.id, 'customer', () => {});
    await until('she is known', () => system._link.userId === ann.id);
    user = null;
    window.dispatchEvent(new Event('auth-state-changed'));
    await until('nobody is known', () => system._link.userId === '');
});

test('a sign-out deletes the drafts of the user', async (t) => {
    keepStorage(t);
    let user: { id: string } | null = { id: ann.id };
    begin({ user: () => user });
    await system.ready;
    system.setDraft(id, 'not yet');
    user = null;
    window.dispatchEvent(new Event('auth-state-changed'));
    await until('nobody is known', () => system._link.userId === '');
    user = { id: ann.id };
    window.dispatchEvent(new Event('auth-state-changed'));
    await until('she is back', () => system._link.userId === ann.id);
    assert.equal(system.draft(id), '');
});

test('clearLocalData deletes the drafts of the user, who can send afterwards', async (t) => {
    keepStorage(t);
    begin();
    await system.ready;
    system.setDraft(id, 'not yet');
    assert.equal(system.draft(id), 'not yet');
    await system.clearLocalData();
    assert.equal(system.draft(id), '');
    assert.match(await system.sendMessage(id, 'x'), /^msg_/);
});

test('a user function that fails is logged with the cause', async () => {
    const lines: string[] = [];
    const user = async () => {
        throw new Error('no session');
    };
    begin({ user, log: (level, message) => lines.push(`${level}: ${message}`) });
    await system.ready;
    assert.ok(lines.includes('warn: the option "user" failed: Error: no session'));
});

test('arguments that cannot be sent are logged, and reject where an answer is wanted', async () => {
    const lines: string[] = [];
    begin({ log: (level, message) => lines.push(`${level}: ${message}`) });
    await system.initWebSocket();
    const { socket } = system;
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await assert.rejects(socket?.emitWithAck('x', circular) ?? Promise.resolve(), TypeError);
    socket?.emit('x', circular);
    const faults = lines.filter((line) => line.startsWith('error: not emitted: TypeError'));
    assert.equal(faults.length, 2);
    assert.equal(system.isConnected, true);
});
