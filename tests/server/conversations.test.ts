import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newConversation, newcomer, type Person, signIn, startServer } from './support.ts';

const features = ['sync', 'after', 'before', 'idempotency', 'acks'];
let server: ReferenceServer;
let alice: Person;
let bloom: Person;
before(async () => {
    server = await startServer(null);
    alice = await signIn(server, 'usr_alice');
    bloom = await signIn(server, 'usr_bloom');
});
after(() => server.close());

const idsOf = (list: { id: string }[]) => list.map((one) => one.id);

test('the list has the user’s conversations, newest first, in the documented shape', async () => {
    const { status, body } = await alice.get('/api/messages/conversations?userId=x&userType=y');
    assert.equal(status, 200);
    assert.deepEqual(body.features, features);
    assert.equal(typeof body.cursor, 'string');
    assert.deepEqual(idsOf(body.conversations), ['thd_wedding', 'thd_tasting', 'thd_photos']);
    const [first] = body.conversations;
    assert.equal(first.supplierName, 'Bloom & Vine Catering');
    assert.equal(first.customerName, 'Alice Martin');
    assert.equal(first.lastMessage, 'At the table, please. Do you also have a children’s menu?');
    assert.equal(first.lastMessagePreview, first.lastMessage);
    assert.equal(new Date(first.lastMessageTime).toISOString(), first.lastMessageTime);
    const unread = body.conversations.map((one: { unreadCount: number }) => one.unreadCount);
    assert.deepEqual(unread, [0, 1, 1]);
    assert.equal(first.status, 'open');
    assert.deepEqual(
        first.participants.map(({ id, name, role }: Record<string, string>) => [id, name, role]),
        [
            ['usr_alice', 'Alice Martin', 'customer'],
            ['usr_bloom', 'Bloom & Vine Catering', 'supplier'],
        ],
    );
});

test('a supplier sees the conversations of their profiles', async () => {
    const { body } = await bloom.get('/api/messages/conversations?userId=sup_bloom');
    assert.deepEqual(idsOf(body.conversations), ['thd_wedding', 'thd_tasting']);
    assert.equal(body.conversations[0].participants[1].profileId, 'sup_bloom');
});

test('a new message moves its conversation to the front, with a shortened preview', async (t) => {
    const own = await startServer(t);
    const [writer, reader] = [await signIn(own, 'usr_golden'), await signIn(own, 'usr_alice')];
    const text = 'x'.repeat(500);
    await writer.send('thd_photos', text);
    const list = (await reader.get('/api/messages/conversations')).body.conversations;
    assert.equal(list[0].id, 'thd_photos');
    assert.equal(list[0].unreadCount, 2);
    assert.equal(list[0].lastMessage, `${'x'.repeat(199)}…`);
    assert.equal(list[0].lastMessagePreview, list[0].lastMessage);
    assert.equal(list[0].seq, 3);
});

test('a preview is never cut inside a character', async () => {
    const [one, other] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [one, other]);
    await one.send(id, `a${'😀'.repeat(300)}`);
    const [view] = (await other.get('/api/messages/conversations')).body.conversations;
    assert.equal(view.lastMessage, `a${'😀'.repeat(198)}…`);
});

test('the parameters status and unreadOnly filter the list', async () => {
    const [one, other] = [await newcomer(server), await newcomer(server)];
    const open = await newConversation(server, [one, other]);
    const closed = await newConversation(server, [one, other], { status: 'closed' });
    await one.send(open, 'for you');
    const list = async (person: Person, query: string) =>
        idsOf((await person.get(`/api/messages/conversations${query}`)).body.conversations);
    assert.deepEqual(await list(other, '?status=closed'), [closed]);
    assert.deepEqual(await list(other, '?status=open'), [open]);
    assert.deepEqual(await list(other, '?unreadOnly=true'), [open]);
    assert.deepEqual(await list(one, '?unreadOnly=true'), []);
    assert.equal((await list(other, '?unreadOnly=false')).length, 2);
});

test('old-6A-1: /unread returns the unread count, not a conversation', async () => {
    const [one, other] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [one, other]);
    const count = async (person: Person) => (await person.get('/api/messages/unread')).body.count;
    assert.equal(await count(other), 0);
    await one.send(id, 'one');
    await one.send(id, 'two');
    assert.equal(await count(other), 2);
    assert.equal(await count(one), 0);
    await other.send(id, 'an answer reads nothing');
    assert.equal(await count(other), 2);
    assert.equal(await count(one), 1);
});

test('/threads returns the same conversations in the older shape', async () => {
    const { body } = await bloom.get('/api/messages/threads');
    const [thread] = body.threads;
    assert.equal(thread.id, 'thd_wedding');
    assert.equal(thread.customerId, 'usr_alice');
    assert.equal(thread.supplierId, 'sup_bloom');
    assert.deepEqual(Object.keys(thread.unreadCount), ['usr_bloom']);
    assert.deepEqual(body.features, features);
});

test('/drafts and /sent are empty, and other paths are unknown conversations', async () => {
    assert.deepEqual((await alice.get('/api/messages/drafts')).body.messages, []);
    assert.deepEqual((await alice.get('/api/messages/sent')).body.messages, []);
    const unknown = await alice.get('/api/messages/thd_nowhere');
    assert.equal(unknown.status, 404);
    assert.equal(unknown.body.error, 'Conversation not found');
    assert.deepEqual(unknown.body.features, features);
    const nothing = await alice.get('/api/nothing');
    assert.equal(nothing.status, 404);
    assert.equal(typeof nothing.body.error, 'string');
});

test('lists, histories and sync contain no email addresses', async () => {
    for (const path of ['conversations', 'threads', 'thd_wedding', 'sync']) {
        const { body } = await bloom.get(`/api/messages/${path}`);
        assert.doesNotMatch(JSON.stringify(body), /@|example/, path);
    }
});
