// The server's metrics, read as Prometheus reads them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreUnavailable } from '../../server/store/store.ts';
import { readFigures } from '../support/figures.ts';
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
    const poll = 'method="GET",route="/api/messages/sync",status="200"';
    assert.equal(value(`messaging_request_seconds_count{${poll}}`), 1);
});

test('rejected handshakes and ended connections are counted by reason', async (t) => {
    const server = await startServer(t);
    const visitor = anonymous(server);
    const extraHeaders = { origin: 'https://evil.example' };
    await assert.rejects(visitor.connect({ extraHeaders }));
    const lost = '/socket.io/?EIO=4&transport=polling&sid=of-another-server';
    assert.equal((await visitor.get(lost)).status, 400);
    (await visitor.connect()).socket.disconnect();
    await sleep(50);
    const { value } = await readFigures(server);
    assert.equal(value('messaging_handshake_errors_total{reason="forbidden"}'), 1);
    assert.equal(value('messaging_handshake_errors_total{reason="unknown_sid"}'), 1);
    const left = 'reason="client_namespace_disconnect"';
    assert.equal(value(`messaging_disconnects_total{${left}}`), 1);
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
        server.io.to('user:usr_alice').emit('something', payload);
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
