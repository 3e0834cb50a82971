import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newConversation, newcomer, type Person, startServer, type Wire } from './support.ts';

const expiryMs = 200;
let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
let typist: Wire;
let listener: Wire;
before(async () => {
    server = await startServer(null, { typingExpiryMs: expiryMs });
});
after(() => server.close());
beforeEach(async () => {
    [ann, ben] = [await newcomer(server), await newcomer(server)];
    id = await newConversation(server, [ann, ben]);
    [typist, listener] = [await ann.subscribe(id), await ben.subscribe(id)];
});
afterEach(() => {
    ann.leave();
    ben.leave();
});

const status = (isTyping: boolean) => ({ conversationId: id, userId: ann.id, isTyping });
const type = (isTyping: boolean, wire = typist) =>
    wire.emit('typing', { conversationId: id, isTyping, userId: 'ignored' });

test('typing is sent to the others in the room, but to no socket of the typist', async () => {
    const tab = await ann.subscribe(id);
    type(true);
    assert.deepEqual(await listener.next('typing:status'), status(true));
    type(false);
    assert.deepEqual(await listener.next('typing:status'), status(false));
    await listener.quiet(expiryMs * 2);
    assert.equal(listener.count('typing:status'), 2);
    assert.equal(typist.count('typing:status') + tab.count('typing:status'), 0);
});

test('typing is sent only to sockets that are subscribed to the conversation', async () => {
    const elsewhere = await ben.connect();
    type(true);
    await listener.next('typing:status');
    assert.deepEqual(await elsewhere.quiet(50), []);
});

test('typing is accepted only from sockets that are subscribed to the conversation', async () => {
    const elsewhere = await ann.connect();
    type(true, elsewhere);
    assert.deepEqual(await listener.quiet(), []);
});

test('old-6C-11: typing expires if it is not repeated', async () => {
    const started = Date.now();
    type(true);
    await listener.next('typing:status');
    assert.deepEqual(await listener.next('typing:status'), status(false));
    const lasted = Date.now() - started;
    assert.ok(lasted >= expiryMs - 5, `ended after ${lasted} ms`);
});

test('typing lasts as long as it is repeated', async () => {
    const repeat = setInterval(() => type(true), expiryMs / 4);
    await listener.quiet(expiryMs * 3);
    clearInterval(repeat);
    assert.equal(
        listener.all('typing:status').every(({ isTyping }) => isTyping),
        true,
    );
    await listener.next('typing:status', ({ isTyping }) => !isTyping);
});

test('old-6C-11: typing ends when the typist unsubscribes or loses the connection', async (t) => {
    const patient = await startServer(t, { typingExpiryMs: 60_000 });
    const [one, other] = [await newcomer(patient), await newcomer(patient)];
    t.after(() => [one, other].map((person) => person.leave()));
    const conversationId = await newConversation(patient, [one, other]);
    const watcher = await other.subscribe(conversationId);
    for (const end of [
        (wire: Wire) => wire.emit('unsubscribe_conversation', { conversationId }),
        (wire: Wire) => wire.socket.disconnect(),
        (wire: Wire) => wire.socket.io.engine.close(),
    ]) {
        const wire = await one.subscribe(conversationId);
        wire.emit('typing', { conversationId, isTyping: true });
        assert.equal((await watcher.next('typing:status')).isTyping, true);
        end(wire);
        assert.equal((await watcher.next('typing:status')).isTyping, false);
    }
    await watcher.quiet();
    assert.equal(watcher.count('typing:status'), 6);
});

test('typing ends when its socket is signed out or another user signs in on it', async (t) => {
    // So long that the end of typing is not an expiry.
    const patient = await startServer(t, { typingExpiryMs: 60_000 });
    const [one, other] = [await newcomer(patient), await newcomer(patient)];
    t.after(() => [one, other].map((person) => person.leave()));
    const conversationId = await newConversation(patient, [one, other]);
    const watcher = await other.subscribe(conversationId);
    for (const token of ['none', other.cookies.get('token')]) {
        const wire = await one.subscribe(conversationId);
        wire.emit('typing', { conversationId, isTyping: true });
        assert.equal((await watcher.next('typing:status')).isTyping, true);
        wire.emit('auth', { userId: other.id, token });
        assert.equal((await watcher.next('typing:status')).isTyping, false);
    }
});

test('typing continues when the typist unsubscribes from another conversation', async () => {
    const conversationId = await newConversation(server, [ann, ben]);
    await typist.ask('subscribe_conversation', { conversationId });
    type(true);
    await listener.next('typing:status');
    await typist.ask('unsubscribe_conversation', { conversationId });
    assert.deepEqual(await listener.quiet(expiryMs / 2), []);
});

test('typing continues when another tab of the typist closes', async () => {
    const tab = await ann.subscribe(id);
    type(true);
    await listener.next('typing:status');
    tab.socket.disconnect();
    assert.deepEqual(await listener.quiet(expiryMs / 2), []);
});
