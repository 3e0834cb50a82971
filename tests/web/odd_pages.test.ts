// What pages do at odd moments, with the module as it ships against the real server.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import type { MessagingOptions } from '../../web/options.ts';
import { newConversation, newcomer, type Person, startServer } from '../server/support.ts';
import { loadModule, type Module, optionsOf, record, sleep, until } from './browser.ts';

let module: Module;
let server: ReferenceServer;
let ann: Person;
let id: string;
let system: InstanceType<Module['MessagingSystem']>;
/** The user ids that sockets have claimed. */
const claimed: unknown[] = [];

before(async () => {
    module = await loadModule();
    server = await startServer(null);
    server.io.on('connection', (socket) => {
        socket.on('auth', ({ userId }) => claimed.push(userId));
        socket.on('test:echo', (answer) => socket.emit('test:answered', answer));
    });
});
after(() => server.close());
beforeEach(async () => {
    ann = await newcomer(server);
    id = await newConversation(server, [ann]);
    claimed.length = 0;
});
afterEach(() => system.destroy());

function begin(options: MessagingOptions = {}): void {
    const made = module.createMessaging({ ...optionsOf(ann), toast: null, ...options });
    system = made.messagingSystem;
}

/** Lets requests through, but `last` decides on the response to a POST. */
const withPost =
    (last: (response: Promise<Response>) => Promise<Response>): typeof fetch =>
    (url, init) => {
        const response = (optionsOf(ann).fetch as typeof fetch)(url, init);
        // It is aborted at the end, when nothing may be awaiting it any more.
        response.catch(() => {});
        return init?.method === 'POST' ? last(response) : response;
    };
const never = new Promise<Response>(() => {});

test('a user who signs out while the core loads is not announced to the server', async (t) => {
    const { compile } = WebAssembly;
    t.mock.method(WebAssembly, 'compile', (bytes: ArrayBuffer) => {
        system.configure({ user: null });
        return compile(bytes);
    });
    begin();
    assert.equal(await system.initWebSocket(), true);
    await sleep(100);
    assert.deepEqual(claimed, []);
});

test('a message rejected because no core loaded is not sent by the next one', async (t) => {
    t.mock.method(console, 'error', () => {});
    begin({ url: undefined as unknown as string });
    await assert.rejects(system.sendMessage(id, 'rejected'), { code: 'load_failed' });
    system.configure({ url: ann.server.url });
    await system.sendMessage(id, 'sent');
    const { messages } = await server.store.history(id, { limit: 10 });
    assert.deepEqual(
        messages.map(({ text }) => text),
        ['sent'],
    );
});

test('the fourth abort of a core within a minute delays its replacement', {
    timeout: 30_000,
}, async (t) => {
    t.mock.method(console, 'error', () => {});
    begin();
    const states = record('messaging:state');
    await system.ready;
    const aborted = () => states.filter(({ reason }) => reason === 'aborted');
    await until('it has aborted four times', () => {
        system._link.engine?.feed({ type: 'Unknown' } as never);
        return aborted().length === 4;
    });
    const waits = aborted().map(({ since, nextAttemptAt }) => (nextAttemptAt ?? 0) - since);
    assert.deepEqual(waits.slice(0, 3), [0, 0, 0]);
    assert.ok((waits[3] ?? 0) > 30_000, `${waits[3]}`);
    // Calls made meanwhile do not wait for it.
    await assert.rejects(system.discard('cm_1'), { code: 'aborted' });
});

test('clearLocalData works while the user is still being looked up', async () => {
    const user = async () => {
        await sleep(50);
        return { id: ann.id, role: 'customer' };
    };
    begin({ user, fetch: withPost(() => never) });
    const sent = assert.rejects(system.sendMessage(id, { message: 'x' }), { code: 'signed_out' });
    await system.clearLocalData();
    await sent;
});

test('a log function that throws does not disturb the module', async () => {
    const uncaught: unknown[] = [];
    process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error));
    let isBroken = true;
    begin({
        log: () => {
            if (isBroken) throw new Error('no log');
        },
    });
    await system.initWebSocket();
    for (const { conn } of server.io.sockets.sockets.values()) conn.write('2[malformed');
    await until('the log was tried', () => uncaught.length > 0);
    isBroken = false;
    await sleep(0);
    process.setUncaughtExceptionCaptureCallback(null);
    assert.match(await system.sendMessage(id, { message: 'x' }), /^msg_/);
});

test('the log gets the cause of a failing auth function, errors and states', async () => {
    const told: string[] = [];
    begin({
        auth: async () => {
            throw new Error('no token');
        },
        log: (level, message) => told.push(`${level}: ${message}`),
    });
    await system.initWebSocket();
    const isTold = (what: RegExp) => told.some((each) => what.test(each));
    await until('the cause is told', () => isTold(/^error: .*no token/));
    await until('the error is told', () => isTold(/^info: {"operation":"auth".*"unauthorized"/));
    assert.ok(isTold(/^debug: connecting: /));
});

test('off removes a listener that was added with once', async () => {
    begin();
    await system.initWebSocket();
    const answers: unknown[] = [];
    const listener = (answer: unknown) => answers.push(answer);
    const { socket } = system;
    socket?.once('test:answered', listener).off('test:answered', listener);
    socket?.once('test:answered', () => answers.push('another'));
    for (let times = 0; times < 2; times++) socket?.emit('test:echo', 'one');
    await until('it is answered', () => answers.length > 0);
    await sleep(50);
    assert.deepEqual(answers, ['another']);
});

test('a message with an undefined client id is stored once, even if the core aborts', async () => {
    let posts = 0;
    const answer = async (response: Promise<Response>) => {
        posts += 1;
        return posts > 1 ? response : response.then(() => never);
    };
    begin({ fetch: withPost(answer) });
    const { error } = console;
    console.error = () => {};
    const sent = system.sendMessage(id, { message: 'x', clientMessageId: undefined });
    const stored = () => server.store.history(id, { limit: 10 });
    while ((await stored()).messages.length === 0) await sleep(5);
    system._link.engine?.feed({ type: 'Unknown' } as never);
    assert.match(await sent, /^msg_/);
    console.error = error;
    assert.equal((await stored()).messages.length, 1);
});
