// The server's metrics, read as Prometheus reads them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../server/metrics/metrics.ts';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { type Message, StoreUnavailable } from '../../server/store/store.ts';
import { figuresIn, readFigures } from '../support/figures.ts';
import { anonymous, plenty, signIn, sleep, startServer, type Wire } from './support.ts';

test('each rejected event is counted by name and reason', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, events: 2, typing: 1 } });
    const golden = await signIn(server, 'usr_golden');
    t.after(() => golden.leave());
    const wire = await golden.connect();
    const room = { conversationId: 'thd_wedding' };
    await wire.ask('subscribe_conversation', room);
    await wire.ask('subscribe_conversation', {});
    await wire.ask('subscribe_conversation', room);
    wire.emit('typing', { conversationId: 'thd_wedding', isTyping: true });
    wire.emit('typing', { conversationId: 'thd_wedding', isTyping: true });
    wire.emit('auth', { userId: 'usr_alice' });
    await wire.next('auth:error');
    const { value } = await readFigures(server);
    const count = (event: string, reason: string) =>
        value(`messaging_events_refused_total{event="${event}",reason="${reason}"}`);
    assert.equal(count('subscribe_conversation', 'conversation_not_found'), 1);
    assert.equal(count('subscribe_conversation', 'malformed_payload'), 1);
    assert.equal(count('subscribe_conversation', 'too_many_requests'), 1);
    assert.equal(count('typing', 'too_many_requests'), 1);
    assert.equal(count('auth', 'user_does_not_match_the_session'), 1);
});

test('rejected requests and events are counted by the name of the limit', async (t) => {
    const server = await startServer(t, { limits: { auth: 1, requests: 1, events: 1 } });
    const visitor = anonymous(server);
    for (let round = 0; round < 3; round++) await visitor.get('/api/csrf-token');
    const wire = await visitor.connect();
    t.after(() => visitor.leave());
    for (let round = 0; round < 2; round++) await wire.ask('conversation:read', {});
    for (let round = 0; round < 2; round++) await visitor.get('/api/messages/unread');
    const { value } = await readFigures(server);
    assert.equal(value('messaging_limited_total{limit="auth"}'), 2);
    assert.equal(value('messaging_limited_total{limit="events"}'), 1);
    assert.equal(value('messaging_limited_total{limit="requests"}'), 1);
    assert.equal(value('messaging_limited_total{limit="messages"}'), 0);
});

test('users, subscriptions and polls are counted', async (t) => {
    const server = await startServer(t);
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    t.after(() => [alice, bloom].map((person) => person.leave()));
    const before = await readFigures(server);
    assert.equal(before.value('messaging_connections{transport="websocket"}'), 0);
    const wire = await alice.subscribe('thd_wedding');
    await wire.ask('subscribe_conversation', { conversationId: 'thd_photos' });
    await alice.subscribe('thd_wedding');
    await bloom.connect({ transports: ['polling'] });
    await bloom.get('/api/messages/sync');
    const { value } = await readFigures(server);
    assert.equal(value('messaging_users'), 2);
    assert.equal(value('messaging_subscriptions'), 3);
    assert.equal(value('messaging_connections{transport="websocket"}'), 2);
    assert.equal(value('messaging_connections{transport="polling"}'), 1);
    assert.equal(value('messaging_events_total{event="subscribe_conversation"}'), 3);
    const poll = 'method="GET",route="/api/messages/sync",status="200"';
    assert.equal(value(`messaging_request_seconds_count{${poll}}`), 1);
});

test('rejected handshakes are counted by reason', async (t) => {
    const server = await startServer(t);
    const visitor = anonymous(server);
    const count = async (reason: string) =>
        (await readFigures(server)).value(`messaging_handshake_errors_total{reason="${reason}"}`);
    assert.equal(await count('forbidden'), 0);
    const extraHeaders = { origin: 'https://evil.example' };
    await assert.rejects(visitor.connect({ extraHeaders }));
    assert.equal(await count('forbidden'), 1);
    for (const [reason, method, query] of [
        ['unknown_transport', 'GET', 'EIO=4&transport=pigeon'],
        ['unknown_sid', 'GET', 'EIO=4&transport=polling&sid=of-another-server'],
        ['bad_method', 'POST', 'EIO=4&transport=polling'],
        ['unsupported_protocol', 'GET', 'EIO=3&transport=polling'],
    ] as const) {
        assert.equal((await visitor.call(method, `/socket.io/?${query}`)).status, 400);
        assert.equal(await count(reason), 1, reason);
    }
});

for (const [reason, end] of [
    ['client_namespace_disconnect', ({ socket }) => socket.disconnect()],
    ['transport_close', ({ socket }) => socket.io.engine.close()],
    ['server_namespace_disconnect', (_wire, server) => server.io.disconnectSockets()],
] satisfies [string, (wire: Wire, server: ReferenceServer) => unknown][]) {
    test(`an ended connection is counted as ${reason}`, async (t) => {
        const server = await startServer(t);
        const visitor = anonymous(server);
        t.after(() => visitor.leave());
        const wire = await visitor.connect();
        const [socket] = server.io.sockets.sockets.values();
        const ended = new Promise((resolve) => socket?.once('disconnect', resolve));
        end(wire, server);
        await ended;
        const { value } = await readFigures(server);
        assert.equal(value(`messaging_disconnects_total{reason="${reason}"}`), 1);
    });
}

test('the connections to PostgreSQL and Redis are reported as they are when asked', async () => {
    const metrics = createMetrics();
    const pool = { totalCount: 5, idleCount: 2, waitingCount: 0 };
    const redis = { status: 'connecting' };
    metrics.watchPool(pool);
    const count = metrics.watchRedis(redis);
    const before = figuresIn(await metrics.text());
    assert.equal(before.value('messaging_redis_up'), 0);
    assert.equal(before.value('messaging_redis_publishes_total{outcome="failed"}'), 0);
    redis.status = 'ready';
    pool.waitingCount = 7;
    count('failed');
    const { value } = figuresIn(await metrics.text());
    assert.equal(value('messaging_database_connections{state="idle"}'), 2);
    assert.equal(value('messaging_database_connections{state="busy"}'), 3);
    assert.equal(value('messaging_database_waiting'), 7);
    assert.equal(value('messaging_redis_up'), 1);
    assert.equal(value('messaging_redis_publishes_total{outcome="failed"}'), 1);
    assert.equal(value('messaging_redis_publishes_total{outcome="sent"}'), 0);
});

test('a delivery is timed in seconds, and a clock ahead of ours counts as none', async () => {
    const metrics = createMetrics();
    const message = { createdAt: Date.now() - 2000 } as Message;
    metrics.told(message);
    metrics.told({ ...message, createdAt: Date.now() + 60_000 });
    const { value } = figuresIn(await metrics.text());
    const sum = value('messaging_delivery_seconds_sum') ?? 0;
    assert.ok(sum >= 2 && sum < 10, `${sum} s`);
});

test('an unusual method, or an event named like a member of objects, counts as other', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    await alice.call('PROPFIND', '/');
    const wire = await alice.connect();
    wire.emit('toString', {});
    await wire.ask('subscribe_conversation', {});
    const { value, text } = await readFigures(server);
    assert.equal(value('messaging_events_total{event="other"}'), 1);
    assert.match(text, /messaging_request_seconds_count\{method="other",/);
    assert.doesNotMatch(text, /PROPFIND/);
});

test('a client that does not read counts as slow, with its queued packets and bytes', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    const before = await readFigures(server);
    assert.equal(before.value('messaging_slow_consumers'), 0);
    networkOf(wire).pause();
    // More than the buffers of a loopback connection hold.
    const payload = 'x'.repeat(100_000);
    for (let round = 0; round < 400; round++) {
        server.io.to('messaging:user:usr_alice').emit('something', payload);
        if (round % 20 === 0) await sleep(1);
    }
    const { value } = await readFigures(server);
    assert.equal(value('messaging_slow_consumers'), 1);
    assert.ok((value('messaging_send_queue_packets') ?? 0) >= 100);
    assert.ok((value('messaging_send_queue_bytes') ?? 0) > 100_000);
    networkOf(wire).resume();
});

function networkOf({ socket }: Wire): { pause(): void; resume(): void } {
    const { transport } = socket.io.engine as unknown as { transport: { ws: unknown } };
    return (transport.ws as { _socket: { pause(): void; resume(): void } })._socket;
}

test('while the database is unavailable, metrics still report the ageing outbox', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    const { changesSince } = server.store;
    server.store.changesSince = () => Promise.reject(new StoreUnavailable());
    await alice.send('thd_wedding', 'one');
    await alice.send('thd_wedding', 'two');
    await sleep(100);
    const behind = await readFigures(server);
    assert.equal(behind.value('messaging_outbox_waiting'), 2);
    assert.ok((behind.value('messaging_outbox_oldest_seconds') ?? 0) >= 0.1);
    server.store.changesSince = changesSince;
    await wire.next('new_message', ({ message }) => message.text === 'two');
    await server.messaging.settled();
    const { value } = await readFigures(server);
    assert.equal(value('messaging_outbox_waiting'), 0);
    assert.equal(value('messaging_outbox_oldest_seconds'), 0);
});

test('if a token is configured, metrics require it', async (t) => {
    const server = await startServer(t, { metricsToken: 'a-token-of-some-length' });
    const ask = (authorization?: string) =>
        anonymous(server).call('GET', '/metrics', {
            headers: authorization === undefined ? {} : { authorization },
        });
    const token = 'a-token-of-some-length';
    for (const wrong of [
        undefined,
        'Bearer',
        'Bearer wrong',
        `Basic ${token}`,
        `x Bearer ${token}`,
    ]) {
        const { status, headers, body } = await ask(wrong);
        assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer']);
        assert.doesNotMatch(String(body), /messaging_/);
    }
    for (const scheme of ['Bearer', 'bearer']) {
        assert.equal((await ask(`${scheme} ${token}`)).status, 200);
    }
});

test('no label contains a value sent by a client', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    wire.emit('mischief-event', {});
    await alice.call('PROPFIND', '/mischief-path?mischief=1');
    await alice.get('/api/messages/mischief-id');
    await anonymous(server).get('/socket.io/?EIO=4&transport=mischief');
    await wire.ask('subscribe_conversation', { conversationId: 'mischief-room' });
    const { text } = await readFigures(server);
    assert.doesNotMatch(text, /mischief/);
});
