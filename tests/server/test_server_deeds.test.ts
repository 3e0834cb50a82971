// What a test does at the test server, and what pages notice of it.

import assert from 'node:assert/strict';
import { mock, type TestContext, test } from 'node:test';
import { createTestServer, type TestServer } from '../../server/testing/index.ts';
import { type Connection, Person } from './contract.ts';

const users = [
    { id: 'ann', name: 'Ann', role: 'customer' },
    { id: 'ben', name: 'Ben', role: 'supplier', profileIds: ['sup_ben', 'sup_other'] },
    { id: 'carl', name: 'Carl', role: 'supplier' },
];
const conversationId = 'thd_one';

function begin(t: TestContext, participants = ['ann', 'ben']): TestServer {
    const messages = [{ from: 'ben', text: 'How many?' }];
    const conversation = { id: conversationId, subject: 'Dinner', participants, messages };
    const server = createTestServer({ users, conversations: [conversation] });
    t.after(() => server.close());
    return server;
}

/** The page of a user, as the contract's tests see one. */
function pageOf(server: TestServer, userId: string | null): Person {
    const page = server.as(userId);
    return new Person({
        call: (path, init) => page.fetch(page.url + path, init),
        dial: () => new page.WebSocket(`${page.url}/socket.io/?EIO=4&transport=websocket`),
    });
}

/** A page that has joined the conversation. */
async function join(server: TestServer, userId: string): Promise<Connection> {
    const connection = await pageOf(server, userId).connect();
    await connection.ask('subscribe_conversation', { conversationId });
    return connection;
}

/** The payloads of this event so far. */
const told = ({ events }: Connection, name: string) =>
    events.filter(([event]) => event === name).map(([, payload]) => payload);

test('a conversation has its subject, first profile and messages from the start', async (t) => {
    const ann = pageOf(begin(t), 'ann');
    const [conversation] = (await ann.get('/conversations')).body.conversations;
    assert.deepEqual([conversation.subject, conversation.lastMessage], ['Dinner', 'How many?']);
    assert.deepEqual(conversation.participants, [
        { id: 'ann', profileId: null, name: 'Ann', role: 'customer' },
        { id: 'ben', profileId: 'sup_ben', name: 'Ben', role: 'supplier' },
    ]);
    assert.equal((await ann.get(`/${conversationId}`)).body.messages[0].senderName, 'Ben');
});

test('a conversation without a subject has an empty one', async (t) => {
    const server = createTestServer({
        users,
        conversations: [{ id: conversationId, participants: ['ann', 'ben'] }],
    });
    t.after(() => server.close());
    const { conversations } = (await pageOf(server, 'ann').get('/conversations')).body;
    assert.equal(conversations[0].subject, '');
});

test('a received message has been told to the pages, with its further fields', async (t) => {
    const server = begin(t);
    const connection = await join(server, 'ann');
    const message = await server.receive({ conversationId, text: 'Hello', mood: 'good' });
    assert.deepEqual(told(connection, 'new_message'), [{ conversationId, message }]);
    assert.deepEqual([message.senderId, message.senderName], ['ben', 'Ben']);
    assert.equal(Reflect.get(message, 'mood'), 'good');
    assert.equal((await server.messages(conversationId)).length, 2);
});

test('a conversation read by another has been told to the pages as read', async (t) => {
    const server = begin(t);
    const ann = pageOf(server, 'ann');
    const connection = await ann.connect();
    const { messageId } = (await ann.post(`/${conversationId}`, { message: 'Forty' })).body;
    await server.read({ conversationId });
    const mark = { conversationId, userId: 'ben', messageId };
    assert.deepEqual(told(connection, 'message:read'), [mark]);
    assert.deepEqual((await server.messages(conversationId)).at(-1)?.readBy, ['ann', 'ben']);
});

test('the first participant without a page acts, unless from names another', async (t) => {
    const server = begin(t, ['ann', 'ben', 'carl']);
    server.as('ann');
    server.as(null);
    const say = async (from?: string) =>
        (await server.receive({ conversationId, text: 'x', ...(from && { from }) })).senderId;
    assert.deepEqual([await say(), await say('carl'), await say('ann')], ['ben', 'carl', 'ann']);
    server.as('ben');
    assert.equal(await say(), 'carl');
    server.as('carl');
    await assert.rejects(say(), { message: 'Nobody is left in thd_one: name one by `from`' });
    await assert.rejects(say('dora'), { message: 'There is no user dora at the test server' });
});

test('typing is told until it is stopped', async (t) => {
    const server = begin(t);
    const connection = await join(server, 'ann');
    server.type({ conversationId });
    server.type({ conversationId, isTyping: false });
    assert.deepEqual(
        told(connection, 'typing:status'),
        [true, false].map((isTyping) => ({ conversationId, userId: 'ben', isTyping })),
    );
});

test('typing that is not repeated ends after 5 s', async (t) => {
    const server = begin(t);
    const connection = await join(server, 'ann');
    t.after(() => mock.timers.reset());
    mock.timers.enable({ apis: ['setTimeout'] });
    server.type({ conversationId });
    mock.timers.tick(4999);
    assert.equal(told(connection, 'typing:status').length, 1);
    mock.timers.tick(1);
    assert.equal(told(connection, 'typing:status').at(-1).isTyping, false);
});

test('a conversation is followed while a page has joined it', async (t) => {
    const server = begin(t);
    assert.equal(server.isFollowed(conversationId), false);
    const connection = await join(server, 'ann');
    assert.equal(server.isFollowed(conversationId), true);
    await connection.ask('unsubscribe_conversation', { conversationId });
    assert.equal(server.isFollowed(conversationId), false);
    await connection.ask('subscribe_conversation', { conversationId });
    connection.leave();
    await connection.until(() => !server.isFollowed(conversationId));
});

test('all messages are returned, however many', async (t) => {
    const server = begin(t);
    for (let number = 1; number <= 150; number++) {
        await server.receive({ conversationId, text: String(number) });
    }
    const texts = (await server.messages(conversationId)).map(({ text }) => text);
    assert.deepEqual([texts.length, texts[0], texts.at(-1)], [151, 'How many?', '150']);
});

test('the initial messages are complete directly after the start', async (t) => {
    const messages = Array.from({ length: 90 }, (_, index) => ({ from: 'ben', text: `${index}` }));
    const conversation = { id: conversationId, participants: ['ann', 'ben'], messages };
    const server = createTestServer({ users, conversations: [conversation] });
    t.after(() => server.close());
    const [stored, requested] = await Promise.all([
        server.messages(conversationId),
        pageOf(server, 'ann').get(`/${conversationId}`),
    ]);
    assert.equal(stored.length, 90);
    assert.deepEqual(requested.body.messages, stored);
});

test('what is received directly after the start follows the initial messages', async (t) => {
    const message = await begin(t).receive({ conversationId, text: 'Hello' });
    assert.equal(message.seq, 2);
});

test('an event of the application reaches all pages of its user, and no others', async (t) => {
    const server = begin(t);
    const [page, tab] = [await join(server, 'ann'), await join(server, 'ann')];
    const other = await join(server, 'ben');
    server.emit('ann', 'order:shipped', { id: 7 });
    for (const one of [page, tab]) assert.deepEqual(told(one, 'order:shipped'), [{ id: 7 }]);
    assert.deepEqual(told(other, 'order:shipped'), []);
    assert.throws(() => server.emit('dora', 'x', 1), /There is no user dora/);
});

test('whoever is signed out loses the connection and gets 401 until signed in', async (t) => {
    const server = begin(t);
    const [ann, ben] = [pageOf(server, 'ann'), pageOf(server, 'ben')];
    const connection = await join(server, 'ann');
    server.signOut('ann');
    await connection.until(() => !server.isFollowed(conversationId));
    assert.deepEqual(
        [(await ann.get('/unread')).status, (await ben.get('/unread')).status],
        [401, 200],
    );
    const refused = await ann.connect();
    assert.equal((await refused.ask('auth', { userId: 'ann' })).error, 'Unauthenticated');
    server.signIn('ann');
    assert.equal((await ann.get('/unread')).status, 200);
    assert.equal((await (await ann.connect()).ask('auth', { userId: 'ann' })).ok, true);
});

test('statuses given to failNext answer one request each, in their order', async (t) => {
    const server = begin(t);
    const ann = pageOf(server, 'ann');
    server.failNext(503);
    server.failNext(404);
    const answers = [];
    for (let round = 0; round < 3; round++) answers.push(await ann.get('/unread'));
    assert.deepEqual(
        answers.map(({ status }) => status),
        [503, 404, 200],
    );
    assert.equal(answers[0]?.body.error, 'Refused by the test');
});

test('the options of a page name its user by id and role, and nobody by null', (t) => {
    const server = begin(t);
    assert.deepEqual(server.as('ben').user, { id: 'ben', role: 'supplier' });
    assert.equal(server.as(null).user, null);
    assert.equal(server.as('ben').storage, 'memory');
    assert.throws(() => server.as('dora'), { message: /^There is no user dora at/ });
});
