// The legacy server that client tests run against must be as limited as the real one was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlainServer } from './legacy_server.ts';
import { anonymous, type Person, sleep } from './support.ts';

async function signIn(server: { url: string }, userId: string): Promise<Person> {
    const person = anonymous(server);
    await person.post('/api/auth/login', { userId });
    await person.get('/api/csrf-token');
    return person;
}

for (const events of [true, false]) {
    test(`the routes return their old shapes and nothing more, events: ${events}`, async (t) => {
        const server = await createPlainServer({ events });
        t.after(() => server.close());
        const [carol, sam] = [await signIn(server, 'usr_carol'), await signIn(server, 'usr_sam')];
        const sent = await carol.send('thd_first', 'Hello', { clientMessageId: 'c' });
        assert.equal(sent.status, 201);
        assert.deepEqual(Object.keys(sent.body), ['messageId', 'message']);
        assert.equal('clientMessageId' in sent.body.message, false);
        await carol.send('thd_first', 'Hello', { clientMessageId: 'c' });
        const history = await sam.get(`/api/messages/thd_first?after=${sent.body.messageId}`);
        assert.deepEqual(Object.keys(history.body), ['messages']);
        assert.equal(history.body.messages.length, 2);
        assert.deepEqual((await sam.get('/api/messages/unread')).body, { count: 2 });
        const list = (await sam.get('/api/messages/conversations')).body;
        assert.deepEqual(Object.keys(list), ['conversations']);
        assert.equal(list.conversations[0].unreadCount, 2);
        assert.equal((await sam.get('/api/messages/sync')).status, 404);
        const read = await sam.post('/api/messages/thd_first/read', { userId: 'usr_sam' });
        assert.deepEqual(read.body, { success: true, markedRead: 2 });
        const unguarded = await sam.post('/api/messages/thd_first', {}, { 'x-csrf-token': 'x' });
        assert.equal(unguarded.status, 403);
    });

    test(`sockets get no acknowledgements, and events: ${events}`, async (t) => {
        const server = await createPlainServer({ events });
        t.after(() => server.close());
        const [carol, sam] = [await signIn(server, 'usr_carol'), await signIn(server, 'usr_sam')];
        const [writer, reader] = [await carol.connect(), await sam.connect()];
        const conversationId = 'thd_first';
        writer.emit('auth', { userId: 'usr_carol' });
        reader.emit('auth', { userId: 'usr_sam' });
        for (const wire of [writer, reader])
            wire.emit('subscribe_conversation', { conversationId });
        let acknowledged = false;
        reader.socket.emit('conversation:read', { conversationId }, () => {
            acknowledged = true;
        });
        await sleep(50);
        writer.emit('typing', { conversationId, isTyping: true });
        await carol.send(conversationId, 'Hello');
        await reader.quiet();
        writer.emit('conversation:read', { conversationId });
        await reader.quiet();
        const names = reader.events.map((event) => event.name);
        const expected = [
            ...['auth:success', 'typing:status', 'new_message', 'conversation:updated'],
            'message:read',
        ];
        assert.deepEqual(names, events ? expected : []);
        assert.equal(acknowledged, false);
        carol.leave();
        sam.leave();
    });
}
