import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../server/store/store.ts';
import { newConversation, newcomer, sleep, startServer } from './support.ts';

/** Longer than the publisher waits after a failure. */
const retriedMs = 1200;

test('a message whose delivery a store failure interrupted is sent exactly once', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [writer, reader]);
    const wire = await reader.subscribe(id);
    const { unreadOf } = server.store;
    server.store.unreadOf = () => Promise.reject(new StoreUnavailable('away'));
    await writer.send(id, 'through the outage');
    await sleep(100);
    server.store.unreadOf = unreadOf;
    await wire.next('new_message');
    await wire.next('conversation:updated');
    await sleep(retriedMs);
    assert.equal(wire.count('new_message'), 1);
    reader.leave();
});

test('more changes than one query returns are all sent, in order', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    const id = await newConversation(server, [writer, reader]);
    const wire = await reader.subscribe(id);
    const sender = { id: writer.id, role: 'customer', name: 'Somebody' };
    const texts = Array.from({ length: 1100 }, (_value, index) => String(index));
    for (const text of texts) await server.store.addMessage({ conversationId: id, sender, text });
    server.messaging.publish();
    await wire.next('new_message', ({ message }) => message.text === texts.at(-1));
    const told = wire.all('new_message').map(({ message }) => message.text);
    assert.deepEqual(told, texts);
    reader.leave();
});
