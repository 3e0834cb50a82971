// Two servers on one PostgreSQL and one Redis, with users at both.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startPostgres } from '../../scripts/cluster/postgres.mjs';
import { startRedis } from '../../scripts/cluster/redis.mjs';
import type { AccountsSchema } from '../../server/accounts/schema.ts';
import { openDatabase } from '../../server/database/open.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { newcomer, Person, signIn, sleep, startServer, type Wire } from '../server/support.ts';

type Running<Start extends () => Promise<unknown>> = Awaited<ReturnType<Start>>;

const conversationId = 'thd_wedding';
let postgres: Running<typeof startPostgres>;
let redis: Running<typeof startRedis>;
let a: ReferenceServer;
let b: ReferenceServer;
let alice: Person;
let bloom: Person;
let wire: Wire;

before(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const options = { database: postgres.url, redisUrl: redis.url, typingExpiryMs: 60_000 };
    [a, b] = await Promise.all([startServer(null, options), startServer(null, options)]);
});
after(async () => {
    await Promise.all([a.close(), b.close()]);
    await Promise.all([postgres.stop(), redis.stop()]);
});
beforeEach(async () => {
    alice = await signIn(a, 'usr_alice');
    bloom = await signIn(b, 'usr_bloom');
    wire = await bloom.subscribe(conversationId);
});

const isText = (text: string) => (payload: { message: { text: string } }) =>
    payload.message.text === text;

test('a message sent at one server arrives once at a socket of the other', async () => {
    await alice.send(conversationId, 'from a to b');
    const { message } = await wire.next('new_message', isText('from a to b'));
    assert.equal(message.senderId, 'usr_alice');
    await wire.next('conversation:updated');
    await sleep(1200);
    assert.equal(wire.count('new_message'), 1);
});

test('typing and read marks are relayed between the servers', async () => {
    const own = await alice.subscribe(conversationId);
    own.emit('typing', { conversationId, isTyping: true });
    const typing = await wire.next('typing:status');
    assert.deepEqual(typing, { conversationId, userId: 'usr_alice', isTyping: true });
    await bloom.post(`/api/messages/${conversationId}/read`);
    assert.equal((await own.next('message:read')).userId, 'usr_bloom');
});

test('signing out at one server ends the sockets at the other', async () => {
    const elsewhere = new Person(a, bloom.id, bloom.cookies);
    const gone = wire.gone();
    await elsewhere.post('/api/auth/logout');
    await gone;
});

test('a new password ends sign-ins and sockets at both servers, without Redis', async (t) => {
    const person = await newcomer(a);
    const elsewhere = new Person(b, person.id, person.cookies);
    t.after(() => [person, elsewhere].map((one) => one.leave()));
    const gone = [await person.connect(), await elsewhere.connect()].map((one) => one.gone(12_000));
    await redis.kill();
    t.after(() => redis.start());
    const database = openDatabase<AccountsSchema>(postgres.url);
    const users = database.updateTable('users').set({ password_hash: 'scrypt::' });
    await users.where('id', '=', person.id).execute();
    await database.destroy();
    const statusAt = async (one: Person) => (await one.get('/api/messages/unread')).status;
    assert.deepEqual([await statusAt(person), await statusAt(elsewhere)], [401, 401]);
    await Promise.all(gone);
});

test('messages sent at both servers count towards one limit', async (t) => {
    const options = { database: postgres.url, redisUrl: redis.url, limits: { messages: 4 } };
    const servers = [await startServer(t, options), await startServer(t, options)];
    const statuses = [];
    for (const server of [...servers, ...servers, ...servers]) {
        const person = await signIn(server, 'usr_golden');
        statuses.push((await person.send('thd_photos', 'again')).status);
    }
    assert.deepEqual(statuses, [201, 201, 201, 201, 429, 429]);
});

test('sockets and messages survive an outage of Redis, and typing works after it', async () => {
    const own = await alice.subscribe(conversationId);
    await redis.kill();
    const { status } = await alice.send(conversationId, 'without redis');
    assert.equal(status, 201);
    await wire.next('new_message', isText('without redis'));
    own.emit('typing', { conversationId, isTyping: true });
    await redis.start();
    for (let tries = 0; wire.count('typing:status') === 0 && tries < 50; tries++) {
        own.emit('typing', { conversationId, isTyping: true });
        await sleep(100);
    }
    assert.equal(wire.socket.connected, true);
    assert.ok(wire.count('typing:status') > 0);
    await alice.send(conversationId, 'with redis');
    await wire.next('new_message', isText('with redis'));
    assert.equal(wire.count('new_message'), 2);
});

test('while Redis is down, signing out at one server ends the sockets at the other', async () => {
    const elsewhere = new Person(a, bloom.id, bloom.cookies);
    await redis.kill();
    const gone = wire.gone();
    assert.equal((await elsewhere.post('/api/auth/logout')).status, 200);
    await gone;
    await redis.start();
});

test('while PostgreSQL is down, requests get 503 with Retry-After, and sockets stay', async () => {
    const ask = (path: string) =>
        alice.get(path).then(({ status, headers }) => {
            return [status, headers.get('retry-after')];
        });
    const own = await alice.connect();
    await postgres.kill();
    assert.deepEqual(await ask('/readyz'), [503, null]);
    assert.deepEqual(await ask('/healthz'), [200, null]);
    assert.deepEqual(await ask(`/api/messages/${conversationId}`), [503, '2']);
    const refused = await alice.send(conversationId, 'nowhere to go', { clientMessageId: 'later' });
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '2']);
    const answer = await own.ask('subscribe_conversation', { conversationId });
    assert.deepEqual(answer, { ok: false, error: 'Service unavailable' });
    await assert.rejects(bloom.connect(), /Service unavailable/);

    await postgres.start();
    assert.deepEqual(await ask('/readyz'), [200, null]);
    const again = await alice.send(conversationId, 'here now', { clientMessageId: 'later' });
    assert.equal(again.status, 201);
    await wire.next('new_message', isText('here now'));
    assert.deepEqual([own.socket.connected, wire.socket.connected], [true, true]);
});
