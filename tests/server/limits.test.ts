import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { createLimits, type LimitName } from '../../server/limits.ts';
import { addressKey, addressOf } from '../../server/web/addresses.ts';
import {
    type Answer,
    anonymous,
    newConversation,
    newcomer,
    plenty,
    signIn,
    startServer,
} from './support.ts';

function assertLimited({ status, body, headers }: Answer): void {
    assert.equal(status, 429);
    assert.equal(body.error, 'Too many requests');
    const seconds = Number(headers.get('retry-after'));
    assert.ok(Number.isInteger(seconds) && seconds >= 1, `Retry-After: ${seconds}`);
}

test('by default each user may send 30 messages a minute', async (t) => {
    const server = await startServer(t, { limits: {} });
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    for (let number = 1; number <= 30; number++) {
        assert.equal((await alice.send('thd_wedding', String(number))).status, 201);
    }
    const refused = await alice.send('thd_wedding', '31');
    assertLimited(refused);
    assert.ok(Number(refused.headers.get('retry-after')) <= 60);
    assert.equal((await alice.get('/api/messages/thd_wedding')).status, 200);
    assert.equal((await bloom.send('thd_wedding', 'mine')).status, 201);
});

for (const [name, points, seconds] of [
    ['messages', 30, 60],
    ['requests', 600, 60],
    ['auth', 100, 900],
    ['typing', 40, 10],
    ['events', 100, 10],
] as const) {
    test(`by default the limit ${name} is ${points} in ${seconds} s, for each key`, async () => {
        const limits = createLimits();
        for (let round = 0; round < points; round++) {
            const verdict = await limits.take(name, 'one');
            assert.deepEqual(verdict, { allowed: true, retryAfterMs: 0, excess: 0 });
        }
        const { allowed, retryAfterMs, excess } = await limits.take(name, 'one');
        assert.deepEqual([allowed, excess], [false, (points + 1) / points]);
        assert.ok(retryAfterMs <= seconds * 1000 && retryAfterMs > seconds * 1000 - 5000);
        assert.equal((await limits.take(name, 'other')).allowed, true);
    });
}

test('each limit counts for itself', async () => {
    const limits = createLimits({ messages: 1, typing: 1 });
    assert.equal((await limits.take('messages', 'one')).allowed, true);
    assert.equal((await limits.take('typing', 'one')).allowed, true);
    assert.equal((await limits.take('messages', 'one')).allowed, false);
});

test('each limit has keys of its own where processes share the counters', () => {
    const prefixes: string[] = [];
    createLimits({}, ({ points, keyPrefix }) => {
        prefixes.push(keyPrefix);
        return { points, consume: async () => {} };
    });
    assert.equal(new Set(prefixes).size, 5);
});

test('an unknown limit or a counter that fails is an error, and lets nothing pass', async () => {
    const limits = createLimits();
    await assert.rejects(limits.take('mesages' as LimitName, 'one'), /no limit named mesages/);
    const lost = () => Promise.reject(new Error('lost'));
    const failing = createLimits({}, ({ points }) => ({ points, consume: lost }));
    await assert.rejects(failing.take('messages', 'one'), /lost/);
});

test('an invalid message does not count towards the limit', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, messages: 1 } });
    const alice = await signIn(server, 'usr_alice');
    for (let round = 0; round < 3; round++) await alice.send('thd_wedding', '');
    assert.equal((await alice.send('thd_wedding', 'x')).status, 201);
    assertLimited(await alice.send('thd_wedding', 'y'));
});

test('requests are limited by user, and without a session by address', async (t) => {
    const server = await startServer(t, { limits: { requests: 5 } });
    const [alice, bloom] = [await signIn(server, 'usr_alice'), await signIn(server, 'usr_bloom')];
    const path = '/api/messages/unread';
    for (let round = 0; round < 5; round++) assert.equal((await alice.get(path)).status, 200);
    assertLimited(await alice.get(path));
    assert.equal((await bloom.get(path)).status, 200);
    const visitor = anonymous(server);
    for (let round = 0; round < 5; round++) assert.equal((await visitor.get(path)).status, 401);
    assertLimited(await visitor.get(path));
});

test('requests to the account routes are limited by address', async (t) => {
    const server = await startServer(t, { limits: { requests: 3 } });
    const visitor = anonymous(server);
    for (let round = 0; round < 3; round++) {
        assert.equal((await visitor.get('/api/auth/me')).status, 200);
    }
    assertLimited(await visitor.get('/api/auth/me'));
    assertLimited(await visitor.get('/api/me/suppliers'));
    assertLimited(await visitor.get('/api/auth/accounts'));
    assertLimited(await visitor.post('/api/auth/logout'));
});

test('requests to the account routes and others of one address count separately', async (t) => {
    const server = await startServer(t, { limits: { requests: 1 } });
    const visitor = anonymous(server);
    assert.equal((await visitor.get('/api/messages/unread')).status, 401);
    assert.equal((await visitor.get('/api/auth/me')).status, 200);
    assertLimited(await visitor.get('/api/messages/unread'));
});

test('an IPv6 network counts as one address at the account routes', async (t) => {
    const server = await startServer(t, { trustedProxies: 1, limits: { auth: 1 } });
    const ask = (forwarded: string) => {
        const headers = { 'x-forwarded-for': forwarded };
        return anonymous(server).call('GET', '/api/csrf-token', { headers });
    };
    assert.equal((await ask('2001:db8::1')).status, 200);
    assertLimited(await ask('2001:db8::2'));
    assert.equal((await ask('2001:db8:0:1::1')).status, 200);
});

for (const [address, other, same] of [
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1', '::ffff:192.0.2.1', true],
    ['192.0.2.1', '::FFFF:192.0.2.1', true],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true],
    ['2001:db8:1:2::1', '2001:DB8:0001:0002::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:8::', true],
    ['::1', '::2', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['1::2:3:4:5:6', '1:0:0:2:3:4:5:6', true],
    ['1::2:3:4:5:6', '1:0:0:3:3:4:5:6', false],
    ['192.0.2.1:5678', '192.99.9.9:5678', false],
    ['192.0.2.1:5678', '192.0.2.1:91', true],
    ['[2001:db8::1]:443', '2001:db8::2', true],
    ['[2001:db8::1]:443', '[2001:db8:1::1]:443', false],
    ['[1::2:3:4:5:6]:443', '1::2:3:4:5:6', true],
    ['1:2:3:4:5:6:7:8::9', '1:2:3:4::', true],
] as const) {
    test(`${address} and ${other} count as one address: ${same}`, () => {
        assert.equal(addressKey(address) === addressKey(other), same);
    });
}

test('sign-ins and CSRF tokens are limited by address', async (t) => {
    const server = await startServer(t, { limits: { auth: 3 } });
    const visitor = anonymous(server);
    const guess = () => visitor.post('/api/auth/login', { email: 'a@b.c', password: 'guess' });
    for (let round = 0; round < 3; round++) assert.equal((await guess()).status, 401);
    assertLimited(await guess());
    assertLimited(await visitor.get('/api/csrf-token'));
});

test('by default an address may request 100 CSRF tokens in a quarter of an hour', async (t) => {
    const server = await startServer(t, { limits: {} });
    const visitor = anonymous(server);
    const ask = () => visitor.get('/api/csrf-token');
    for (let round = 0; round < 100; round++) assert.equal((await ask()).status, 200);
    const refused = await ask();
    assertLimited(refused);
    assert.ok(Number(refused.headers.get('retry-after')) > 600);
});

for (const [trustedProxies, statuses] of [
    [0, [200, 429, 429]],
    [1, [200, 200, 429]],
] as const) {
    test(`with ${trustedProxies} trusted proxies X-Forwarded-For cannot be forged`, async (t) => {
        const server = await startServer(t, { trustedProxies, limits: { auth: 1 } });
        const asked = [];
        for (const forwarded of ['192.0.2.1', '192.0.2.2', '198.51.100.7, 192.0.2.1']) {
            const headers = { 'x-forwarded-for': forwarded };
            asked.push(await anonymous(server).call('GET', '/api/csrf-token', { headers }));
        }
        assert.deepEqual(
            asked.map(({ status }) => status),
            statuses,
        );
    });
}

for (const [forwarded, trustedProxies, address] of [
    [undefined, 0, '10.0.0.9'],
    [undefined, 1, '10.0.0.9'],
    ['192.0.2.1', 0, '10.0.0.9'],
    ['198.51.100.7, 192.0.2.1', 1, '192.0.2.1'],
    ['198.51.100.7, 192.0.2.1', 2, '198.51.100.7'],
    ['198.51.100.7, 192.0.2.1', 3, '198.51.100.7'],
    ['198.51.100.7,, 192.0.2.1 ,', 2, '198.51.100.7'],
] as const) {
    const given = forwarded === undefined ? 'no header' : `"${forwarded}"`;
    test(`with ${trustedProxies} trusted proxies, ${given} means the client ${address}`, () => {
        const headers = { 'x-forwarded-for': forwarded };
        const request = { headers, socket: { remoteAddress: '10.0.0.9' } };
        assert.equal(addressOf(request as unknown as IncomingMessage, trustedProxies), address);
    });
}

test('each event name has its own limit, beyond which rate:limited is sent', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, events: 3 } });
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    const ask = () => wire.ask('subscribe_conversation', { conversationId: 'thd_wedding' });
    for (let round = 0; round < 3; round++) assert.equal((await ask()).ok, true);
    const refused = await ask();
    assert.equal(refused.ok, false);
    assert.equal(refused.error, 'Too many requests');
    const told = await wire.next('rate:limited');
    assert.equal(told.event, 'subscribe_conversation');
    assert.ok(told.retryAfterMs > 0 && told.retryAfterMs <= 10_000);
    const read = await wire.ask('conversation:read', { conversationId: 'thd_wedding' });
    assert.equal(read.ok, true);
});

for (const event of ['auth', 'unsubscribe_conversation', 'conversation:read', 'message:send']) {
    test(`too many ${event} events are rejected`, async (t) => {
        const server = await startServer(t, { limits: { ...plenty, events: 3 } });
        const alice = await signIn(server, 'usr_alice');
        t.after(() => alice.leave());
        const wire = await alice.connect();
        const payload = { conversationId: 'thd_wedding', userId: 'usr_alice' };
        for (let round = 0; round < 3; round++) wire.emit(event, payload);
        assert.equal((await wire.ask(event, payload)).error, 'Too many requests');
    });
}

test('events are limited by user, so reconnecting does not reset the limit', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, events: 3 } });
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const room = { conversationId: 'thd_wedding' };
    const answers = [];
    for (let round = 0; round < 4; round++) {
        const wire = await alice.connect();
        answers.push((await wire.ask('subscribe_conversation', room)).ok);
    }
    assert.deepEqual(answers, [true, true, true, false]);
});

test('behind a proxy, events of visitors are limited by the forwarded address', async (t) => {
    const limits = { ...plenty, events: 2 };
    const server = await startServer(t, { limits, trustedProxies: 1 });
    const visitor = anonymous(server);
    t.after(() => visitor.leave());
    const ask = async (forwarded: string) => {
        const extraHeaders = { 'x-forwarded-for': forwarded };
        const wire = await visitor.connect({ extraHeaders });
        return (await wire.ask('conversation:read', { conversationId: 'thd_x' })).error;
    };
    assert.equal(await ask('192.0.2.1'), 'Unauthenticated');
    assert.equal(await ask('192.0.2.1'), 'Unauthenticated');
    assert.equal(await ask('192.0.2.1'), 'Too many requests');
    assert.equal(await ask('192.0.2.2'), 'Unauthenticated');
    // Only the last address comes from the proxy; the visitor made up the first one.
    assert.equal(await ask('198.51.100.7, 192.0.2.1'), 'Too many requests');
});

test('without a proxy, events are limited by address despite X-Forwarded-For', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, events: 1 } });
    const visitor = anonymous(server);
    t.after(() => visitor.leave());
    const errors = [];
    for (const forwarded of ['192.0.2.1', '192.0.2.2']) {
        const wire = await visitor.connect({ extraHeaders: { 'x-forwarded-for': forwarded } });
        errors.push((await wire.ask('conversation:read', { conversationId: 'thd_x' })).error);
    }
    assert.deepEqual(errors, ['Unauthenticated', 'Too many requests']);
});

test('typing events over the limit are dropped silently', async (t) => {
    const server = await startServer(t, { limits: { ...plenty, typing: 4 } });
    const [ann, ben] = [await newcomer(server), await newcomer(server)];
    t.after(() => [ann, ben].map((person) => person.leave()));
    const conversationId = await newConversation(server, [ann, ben]);
    const [typist, listener] = [
        await ann.subscribe(conversationId),
        await ben.subscribe(conversationId),
    ];
    for (let round = 0; round < 10; round++) {
        typist.emit('typing', { conversationId, isTyping: round % 2 === 0 });
    }
    await listener.quiet();
    assert.equal(listener.count('typing:status'), 4);
    assert.deepEqual(typist.events, []);
    assert.equal(typist.socket.connected, true);
});

for (const event of ['typing', 'conversation:read', 'message:send']) {
    test(`${event} events at ten times the limit end the connection`, async (t) => {
        const server = await startServer(t, { limits: { ...plenty, events: 5, typing: 5 } });
        const alice = await signIn(server, 'usr_alice');
        const wire = await alice.connect();
        const gone = wire.gone();
        const payload = { conversationId: 'thd_wedding', isTyping: true };
        for (let round = 0; round < 49; round++) wire.emit(event, payload);
        await wire.quiet();
        assert.equal(wire.socket.connected, true);
        wire.emit(event, payload);
        await gone;
        assert.equal((await alice.get('/api/messages/unread')).status, 200);
    });
}

test('a connection may send any number of events over time', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.connect();
    const room = { conversationId: 'thd_none' };
    for (let round = 0; round < 3; round++) {
        for (let number = 0; number < 500; number++) wire.emit('unsubscribe_conversation', room);
        assert.equal((await wire.ask('unsubscribe_conversation', room)).ok, true);
    }
});

test('more than 1,000 events waiting to be handled end the connection', async (t) => {
    const server = await startServer(t);
    const alice = await signIn(server, 'usr_alice');
    const wire = await alice.connect();
    const gone = wire.gone();
    server.store.conversation = () => new Promise(() => {});
    for (let round = 0; round <= 1000; round++) {
        wire.emit('conversation:read', { conversationId: 'thd_wedding' });
    }
    await gone;
    assert.equal((await alice.get('/api/messages/unread')).status, 200);
});
