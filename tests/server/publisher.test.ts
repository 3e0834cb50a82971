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

test('after changes that the store no longer has, later messages are sent', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    t.after(() => reader.leave());
    const id = await newConversation(server, [writer, reader]);
    const wire = await reader.subscribe(id);
    await server.messaging.settled();
    const { changesSince } = server.store;
    server.store.changesSince = async () => null;
    await writer.send(id, 'before the store was restored');
    await server.messaging.settled();
    server.store.changesSince = changesSince;
    await writer.send(id, 'after it');
    assert.equal((await wire.next('new_message')).message.text, 'after it');
});

test('a failure is logged, and the store is asked again a second later', async (t) => {
    const errors: string[] = [];
    const log = { info() {}, error: (text: string) => void errors.push(text) };
    const server = await startServer(t, { log });
    const { changesSince } = server.store;
    const asked: number[] = [];
    const again = new Promise<void>((resolve) => {
        server.store.changesSince = async (...given) => {
            asked.push(performance.now());
            if (asked.length === 1) throw new StoreUnavailable('away');
            resolve();
            return changesSince(...given);
        };
    });
    server.messaging.publish();
    await again;
    assert.deepEqual(errors, ['Changes could not be told to the sockets']);
    const [failed = 0, retried = 0] = asked;
    assert.ok(retried - failed >= 990, `after ${retried - failed} ms`);
});

test('a failure after closing is neither logged nor retried', async (t) => {
    const errors: unknown[] = [];
    const log = { info() {}, error: (...what: unknown[]) => void errors.push(what) };
    const server = await startServer(t, { log });
    let [asked, fail] = [0, () => {}];
    server.store.changesSince = () => {
        asked += 1;
        return new Promise((_resolve, reject) => {
            fail = () => reject(new StoreUnavailable('closed'));
        });
    };
    server.messaging.publish();
    while (asked === 0) await sleep(2);
    server.messaging.close();
    fail();
    await sleep(retriedMs);
    assert.deepEqual([asked, errors], [1, []]);
});

test('unread counts are queried only for users with a socket at this process', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    t.after(() => reader.leave());
    const id = await newConversation(server, [writer, reader]);
    server.messaging.publish();
    await server.messaging.settled();
    const wire = await reader.connect();
    const { unreadOf } = server.store;
    const asked: string[] = [];
    server.store.unreadOf = (user) => {
        asked.push(user);
        return unreadOf(user);
    };
    await writer.send(id, 'Hello');
    await wire.next('conversation:updated');
    assert.deepEqual(asked, [reader.id]);
});

test('a change that waits for an earlier transaction is looked for again by itself', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    t.after(() => reader.leave());
    const id = await newConversation(server, [writer, reader]);
    const wire = await reader.subscribe(id);
    await server.messaging.settled();
    const { changesSince } = server.store;
    let asked = 0;
    server.store.changesSince = async (cursor, limit) => {
        asked += 1;
        if (asked > 3) return changesSince(cursor, limit);
        return { changes: [], cursor, more: false, pending: true };
    };
    await writer.send(id, 'committed later');
    assert.equal((await wire.next('new_message')).message.text, 'committed later');
});

test('what is announced while the store is asked is sent once', async (t) => {
    const server = await startServer(t);
    const [writer, reader] = [await newcomer(server), await newcomer(server)];
    t.after(() => reader.leave());
    const id = await newConversation(server, [writer, reader]);
    const wire = await reader.subscribe(id);
    await server.messaging.settled();
    const { changesSince } = server.store;
    server.store.changesSince = async (...given) => {
        const found = await changesSince(...given);
        server.messaging.publish();
        server.store.changesSince = changesSince;
        await sleep(20);
        return found;
    };
    await writer.send(id, 'once');
    await wire.next('new_message');
    await wire.quiet();
    assert.equal(wire.count('new_message'), 1);
});
