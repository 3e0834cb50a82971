import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newConversation, newcomer, type Person, startServer } from './support.ts';

let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());
beforeEach(async () => {
    [ann, ben] = [await newcomer(server), await newcomer(server)];
    id = await newConversation(server, [ann, ben]);
});

const sync = async (since?: string, person = ben) => {
    const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
    const { status, body } = await person.get(`/api/messages/sync${query}`);
    assert.equal(status, 200);
    return body;
};
const textsOf = (messages: { text: string }[]) => messages.map((one) => one.text);

test('without a cursor it returns the current cursor and unread count, but no lists', async () => {
    await ann.send(id, 'x');
    const { cursor, ...rest } = await sync();
    assert.equal(typeof cursor, 'string');
    assert.deepEqual(rest, {
        conversations: [],
        messages: [],
        reads: [],
        unread: 1,
        more: false,
        reset: false,
        features: ['sync', 'after', 'before', 'idempotency', 'acks'],
    });
});

test('with a cursor it returns messages, read marks and conversations changed since', async () => {
    const { cursor } = await sync();
    await ann.send(id, 'one');
    const messageId = (await ann.send(id, 'two')).body.messageId;
    await ben.post(`/api/messages/${id}/read`);
    const body = await sync(cursor);
    assert.deepEqual(textsOf(body.messages), ['one', 'two']);
    assert.deepEqual(body.messages[1].readBy, [ann.id, ben.id]);
    assert.deepEqual(body.reads, [{ conversationId: id, userId: ben.id, messageId }]);
    assert.equal(body.conversations.length, 1);
    assert.equal(body.conversations[0].lastMessage, 'two');
    assert.equal(body.conversations[0].unreadCount, 0);
    assert.equal(body.unread, 0);
    const nothing = await sync(body.cursor);
    assert.deepEqual(nothing.messages, []);
    assert.deepEqual(nothing.reads, []);
    assert.deepEqual(nothing.conversations, []);
    assert.equal(nothing.cursor, body.cursor);
});

test('with a cursor it returns the unread count of all conversations', async () => {
    await ann.send(await newConversation(server, [ann, ben]), 'before');
    const { cursor } = await sync();
    await ann.send(id, 'since');
    assert.equal((await sync(cursor)).unread, 2);
});

test('the messages have the same shape as in the history', async () => {
    const { cursor } = await sync();
    await ann.send(id, 'x', { mood: 'good' });
    const [fromSync] = (await sync(cursor)).messages;
    const [fromHistory] = (await ben.get(`/api/messages/${id}`)).body.messages;
    assert.deepEqual(fromSync, fromHistory);
});

test('a user’s own messages are included, because another tab may have sent them', async () => {
    const { cursor } = await sync(undefined, ann);
    await ann.send(id, 'mine');
    assert.deepEqual(textsOf((await sync(cursor, ann)).messages), ['mine']);
});

test('a new conversation is returned as a change', async () => {
    const { cursor } = await sync();
    const created = await newConversation(server, [ann, ben]);
    const { conversations, messages } = await sync(cursor);
    assert.deepEqual(
        conversations.map((one: { id: string }) => one.id),
        [created],
    );
    assert.deepEqual(messages, []);
});

test('changes in conversations of others are left out, but advance the cursor', async () => {
    const { cursor } = await sync();
    const [one, other] = [await newcomer(server), await newcomer(server)];
    const theirs = await newConversation(server, [one, other]);
    await one.send(theirs, 'secret');
    const body = await sync(cursor);
    assert.deepEqual(body.messages, []);
    assert.deepEqual(body.conversations, []);
    assert.notEqual(body.cursor, cursor);
});

test('a list and a sync from its cursor together contain every message', async () => {
    for (const path of ['/conversations', `/${id}`]) {
        const sending = Array.from({ length: 15 }, (_, index) => ann.send(id, `${path} ${index}`));
        const list = (await ben.get(`/api/messages${path}`)).body;
        const known = new Set<string>(
            (list.messages ?? []).map((message: { id: string }) => message.id),
        );
        const sent = await Promise.all(sending);
        const { messages } = await sync(list.cursor);
        for (const message of messages) known.add(message.id);
        // The conversation list has only the newest message; its seq stands for the earlier ones.
        const last = list.conversations?.find((one: { id: string }) => one.id === id);
        for (const { body } of sent) {
            const covered = known.has(body.messageId) || body.message.seq <= (last?.seq ?? 0);
            assert.ok(covered, `${path}: message ${body.message.seq} is in neither answer`);
        }
    }
});

for (const [asked, path] of [
    ['conversationsOf', '/conversations'],
    ['history', '/'],
    ['unreadOf', '/sync'],
] as const) {
    test(`a message stored while ${path} responds is found from the returned cursor`, async (t) => {
        const { store } = server;
        const real = store[asked] as (...args: unknown[]) => Promise<never>;
        t.after(() => void Object.assign(store, { [asked]: real }));
        let meanwhile = '';
        const late = async (...args: unknown[]) => {
            const found = await real(...args);
            meanwhile = (await ann.send(id, 'meanwhile')).body.messageId;
            return found;
        };
        Object.assign(store, { [asked]: late });
        const { cursor } = (await ben.get(`/api/messages${path === '/' ? `/${id}` : path}`)).body;
        Object.assign(store, { [asked]: real });
        const { messages } = await sync(cursor);
        assert.deepEqual(
            messages.map((message: { id: string }) => message.id),
            [meanwhile],
        );
    });
}

test('a client that polls while others send gets every message, in order', async () => {
    let { cursor } = await sync();
    const sending = Promise.all(
        Array.from({ length: 60 }, (_, index) => (index % 2 ? ann : ben).send(id, `${index}`)),
    );
    const seqs: number[] = [];
    let done = false;
    sending.then(() => {
        done = true;
    });
    while (!done || seqs.length < 60) {
        const body = await sync(cursor);
        seqs.push(...body.messages.map((message: { seq: number }) => message.seq));
        cursor = body.cursor;
    }
    assert.deepEqual(
        seqs,
        Array.from({ length: 60 }, (_, index) => index + 1),
    );
});

test('at most 500 changes are returned at once, and the rest from the next cursor', async () => {
    const { cursor } = await sync();
    const sender = { id: ann.id, role: 'customer', name: 'Ann' };
    for (let number = 1; number <= 1001; number++) {
        await server.store.addMessage({ conversationId: id, sender, text: String(number) });
    }
    const first = await sync(cursor);
    assert.equal(first.messages.length, 500);
    assert.equal(first.more, true);
    const second = await sync(first.cursor);
    assert.equal(second.messages[0].text, '501');
    assert.equal(second.more, true);
    const third = await sync(second.cursor);
    assert.deepEqual(textsOf(third.messages), ['1001']);
    assert.equal(third.more, false);
});

test('exactly 500 changes fit into one response', async () => {
    const { cursor } = await sync();
    const sender = { id: ann.id, role: 'customer', name: 'Ann' };
    for (let number = 1; number <= 500; number++) {
        await server.store.addMessage({ conversationId: id, sender, text: String(number) });
    }
    const body = await sync(cursor);
    assert.equal(body.messages.length, 500);
    assert.equal(body.more, false);
});

test('several read marks of one reader are returned as one, the last', async () => {
    const { cursor } = await sync(undefined, ann);
    let messageId = '';
    for (let number = 0; number < 5; number++) {
        messageId = (await ann.send(id, String(number))).body.messageId;
        await ben.post(`/api/messages/${id}/read`);
    }
    const { reads } = await sync(cursor, ann);
    assert.deepEqual(reads, [{ conversationId: id, userId: ben.id, messageId }]);
});

test('a malformed, future or foreign cursor is answered with a reset', async (t) => {
    const other = await startServer(t, { demo: true });
    const foreign = (await (await newcomer(other)).get('/api/messages/sync')).body.cursor;
    const { cursor } = await sync();
    const future = `${cursor}00`;
    for (const since of ['', 'x', '1', '../', '💥', 'a'.repeat(2000), future, foreign]) {
        const body = await sync(since);
        assert.equal(body.reset, true, since);
        assert.deepEqual(body.messages, []);
        assert.equal(body.more, false);
        assert.equal((await sync(body.cursor)).reset, false);
    }
});
