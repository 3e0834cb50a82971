import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newConversation, newcomer, type Person, startServer } from './support.ts';

let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
let ids: string[];
before(async () => {
    server = await startServer(null);
});
after(() => server.close());
beforeEach(async () => {
    [ann, ben] = [await newcomer(server), await newcomer(server)];
    id = await newConversation(server, [ann, ben]);
    ids = [];
    for (const text of ['1', '2', '3']) ids.push((await ann.send(id, text)).body.messageId);
    await server.messaging.settled();
});
afterEach(() => {
    ann.leave();
    ben.leave();
});

const unread = async () => (await ben.get('/api/messages/unread')).body.count;

test('marking a conversation read returns how much was unread, and 0 the second time', async () => {
    const first = await ben.post(`/api/messages/${id}/read`, { userId: 'ignored' });
    assert.equal(first.status, 200);
    assert.equal(first.body.success, true);
    assert.equal(first.body.markedRead, 3);
    assert.equal(await unread(), 0);
    assert.equal((await ben.post(`/api/messages/${id}/read`)).body.markedRead, 0);
});

test('the older thread route marks a conversation read without a body', async () => {
    const path = `/api/messages/threads/${id}/mark-read`;
    const { status, body } = await ben.post(path);
    assert.equal(status, 200);
    assert.equal(body.markedRead, 3);
});

test('a read mark is set at the given message, and only moves forward', async () => {
    const mark = async (messageId?: string) =>
        (await ben.post(`/api/messages/${id}/read`, { messageId })).body.markedRead;
    assert.equal(await mark(ids[1]), 2);
    assert.equal(await unread(), 1);
    assert.equal(await mark(ids[0]), 0);
    assert.equal(await unread(), 1);
    assert.equal(await mark(), 1);
});

test('a read mark at an unknown or foreign message is rejected with 404', async () => {
    const elsewhere = await newConversation(server, [ann, ben]);
    const foreign = (await ann.send(elsewhere, 'x')).body.messageId;
    for (const messageId of ['msg_nothing', foreign]) {
        const { status } = await ben.post(`/api/messages/${id}/read`, { messageId });
        assert.equal(status, 404);
    }
    assert.equal(await unread(), 4);
});

test('a read mark is sent to the others, and the unread counts to the reader’s tabs', async () => {
    const writer = await ann.connect();
    const [page, tab] = [await ben.connect(), await ben.connect()];
    await ben.post(`/api/messages/${id}/read`, { messageId: ids[1] });
    assert.deepEqual(await writer.next('message:read'), {
        conversationId: id,
        messageId: ids[1],
        userId: ben.id,
    });
    for (const wire of [page, tab]) {
        const update = await wire.next('conversation:updated');
        assert.equal(update.conversationId, id);
        assert.equal(update.conversation.unreadCount, 1);
        assert.equal(update.unread, 1);
    }
    await writer.quiet();
    assert.equal(writer.count('conversation:updated'), 0);
    assert.equal(page.count('message:read') + tab.count('message:read'), 0);
});

test('old-6C-17: a read mark that does not advance is not announced', async () => {
    await ben.post(`/api/messages/${id}/read`);
    await server.messaging.settled();
    const [writer, page] = [await ann.connect(), await ben.connect()];
    await ben.post(`/api/messages/${id}/read`);
    await ben.post(`/api/messages/${id}/read`, { messageId: ids[0] });
    assert.deepEqual(await writer.quiet(), []);
    assert.deepEqual(await page.quiet(), []);
});

test('the event conversation:read sets a read mark, and is acknowledged', async () => {
    const writer = await ann.connect();
    const page = await ben.connect();
    const named = { conversationId: id, messageId: ids[0] };
    assert.deepEqual(await page.ask('conversation:read', named), {
        ok: true,
        conversationId: id,
        messageId: ids[0],
        markedRead: 1,
    });
    assert.equal((await writer.next('message:read')).messageId, ids[0]);
    page.emit('conversation:read', { conversationId: id });
    assert.equal((await writer.next('message:read')).messageId, ids[2]);
    const again = await page.ask('conversation:read', { conversationId: id });
    assert.equal(again.markedRead, 0);
    const unknown = { conversationId: id, messageId: 'msg_nothing' };
    assert.equal((await page.ask('conversation:read', unknown)).ok, false);
});

test('a conversation without messages can be marked read', async () => {
    const empty = await newConversation(server, [ann, ben]);
    assert.equal((await ben.post(`/api/messages/${empty}/read`)).body.markedRead, 0);
});
