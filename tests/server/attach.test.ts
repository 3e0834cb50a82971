// The options that an application passes to `attachMessaging`, and their effects.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import express from 'express';
import { Server } from 'socket.io';
import {
    attachMessaging,
    type Messaging,
    type MessagingOptions,
} from '../../server/attach_messaging.ts';
import { silentLog } from '../../server/log.ts';
import type { Application } from '../../server/mount.ts';
import { createMemoryStore } from '../../server/store/memory_store.ts';
import type { Store } from '../../server/store/store.ts';
import type { Session } from '../../server/user.ts';
import { id, startApplication, users } from './application.ts';
import { sleep } from './support.ts';

const onlyBenSends = (user: { id: string }, _conversation: unknown, action: string) =>
    user.id === 'ben' && action === 'send';

test('a participant who may not send gets 403, but still gets and reads messages', async (t) => {
    const { as, messaging } = await startApplication(t, { authorize: onlyBenSends });
    const [ann, ben, stranger] = [as('ann'), as('ben'), as('stranger')];
    const refused = await ann.send(id, 'x');
    assert.deepEqual([refused.status, refused.body.error], [403, 'Access denied']);
    assert.equal((await stranger.send(id, 'x')).status, 404);
    const wire = await ann.subscribe(id);
    assert.equal((await ben.send(id, 'x')).status, 201);
    await messaging.settled();
    assert.equal((await wire.next('new_message')).message.text, 'x');
    assert.equal((await ann.get(`/api/messages/${id}`)).body.messages.length, 1);
    assert.equal((await ann.get('/api/messages/unread')).body.count, 1);
    ann.leave();
});

test('a participant who may not send can still mark messages as read', async (t) => {
    const { as } = await startApplication(t, { authorize: onlyBenSends });
    const ann = as('ann');
    t.after(() => ann.leave());
    await as('ben').send(id, 'x');
    assert.equal((await ann.post(`/api/messages/${id}/read`)).body.markedRead, 1);
    await as('ben').send(id, 'y');
    const wire = await ann.connect();
    assert.equal((await wire.ask('conversation:read', { conversationId: id })).markedRead, 1);
});

test('authorize may return a promise', async (t) => {
    const authorize: MessagingOptions['authorize'] = async (...asked) => onlyBenSends(...asked);
    const { as } = await startApplication(t, { authorize });
    assert.equal((await as('ann').send(id, 'x')).status, 403);
    assert.equal((await as('ben').send(id, 'x')).status, 201);
    assert.equal((await as('stranger').get(`/api/messages/${id}`)).status, 404);
});

for (const [how, protect] of [
    ['passes on', (_request, _response, next) => next(Object.assign(new Error(), { status: 403 }))],
    ['throws', () => Promise.reject(Object.assign(new Error('bad token'), { status: 403 }))],
] satisfies [string, MessagingOptions['protect']][]) {
    test(`a 403 that protect ${how} is answered as a CSRF error`, async (t) => {
        const { as } = await startApplication(t, { protect });
        const { status, body } = await as('ann').send(id, 'x');
        assert.equal(status, 403);
        assert.match(body.error, /CSRF/);
    });
}

test('a store that fails at the start is retried until it answers', async (t) => {
    const store: Store = createMemoryStore();
    const { cursor } = store;
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    process.on('unhandledRejection', note);
    t.after(() => process.off('unhandledRejection', note));
    let answered = 0;
    store.cursor = () => Promise.reject(new Error('away'));
    const { as, messaging } = await startApplication(t, { store });
    await sleep(20);
    await assert.rejects(messaging.ready, /away/);
    assert.deepEqual(errors, []);
    store.cursor = async () => {
        const found = await cursor();
        answered += 1;
        return found;
    };
    while (answered === 0) await sleep(20);
    const ann = as('ann');
    const wire = await ann.subscribe(id);
    await as('ben').send(id, 'the first');
    assert.equal((await wire.next('new_message')).message.text, 'the first');
    ann.leave();
});

test('a session that outlasts the longest possible timer keeps its sockets', async (t) => {
    const expiresAt = Date.now() + 365 * 86_400_000;
    const [user] = users;
    assert.ok(user);
    const { as } = await startApplication(t, { authenticate: () => ({ user, expiresAt }) });
    const ann = as('ann');
    t.after(() => ann.leave());
    const wire = await ann.connect();
    await wire.quiet();
    assert.equal(wire.socket.connected, true);
});

test('who is removed from a conversation gets nothing more of it', async (t) => {
    const store = createMemoryStore();
    const { as } = await startApplication(t, { store });
    const [ann, ben] = [as('ann'), as('ben')];
    t.after(() => [ann, ben].map((person) => person.leave()));
    const [wire, other] = [await ben.subscribe(id), await ann.subscribe(id)];
    await ann.send(id, 'to both');
    await wire.next('new_message');
    const conversation = await store.conversation(id);
    assert.ok(conversation);
    const participants = conversation.participants.filter(({ userId }) => userId !== 'ben');
    store.conversation = async () => ({ ...conversation, participants });
    await ann.send(id, 'to Ann alone');
    await other.next('new_message', ({ message }) => message.text === 'to Ann alone');
    await wire.quiet();
    assert.equal(wire.all('new_message').length, 1);
});

test('rooms of the application are not those of messaging', async (t) => {
    const { as, io } = await startApplication(t);
    const [ann, stranger] = [as('ann'), as('stranger')];
    t.after(() => [ann, stranger].map((person) => person.leave()));
    const wire = await stranger.connect();
    const socket = io.sockets.sockets.get(wire.socket.id ?? '');
    socket?.join(['user:ann', `conversation:${id}`, 'session:ann']);
    const own = await ann.subscribe(id);
    await ann.send(id, 'private');
    await own.next('new_message');
    await wire.quiet();
    assert.deepEqual(wire.all('new_message'), []);
    wire.emit('auth', { userId: 'ann', token: 'x' });
    await wire.next('auth:error');
    assert.equal(socket?.rooms.has('user:ann'), true);
});

test('a second CONNECT while the first is being authenticated ends the connection', async (t) => {
    let asked = 0;
    const { url } = await startApplication(t, {
        authenticate: async () => {
            asked += 1;
            await sleep(50);
            return null;
        },
    });
    const address = `${url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(address)).text()).slice(1));
    const body = Array(1000).fill('40').join('\x1e');
    await fetch(`${address}&sid=${sid}`, { method: 'POST', body }).catch(() => {});
    assert.equal((await fetch(`${address}&sid=${sid}`)).status, 400);
    assert.equal(asked, 1);
});

test('an error of onTold or onRefused is logged and disturbs nobody', async (t) => {
    const faults: string[] = [];
    const fail = () => {
        throw new Error('of the application');
    };
    const { as } = await startApplication(t, {
        onTold: fail,
        onRefused: fail,
        log: { info() {}, error: (text) => faults.push(text) },
    });
    const ann = as('ann');
    t.after(() => ann.leave());
    const wire = await ann.subscribe(id);
    await ann.send(id, 'Hello');
    await wire.next('new_message');
    const refused = await wire.ask('subscribe_conversation', { conversationId: 'thd_nowhere' });
    assert.equal(refused.ok, false);
    assert.deepEqual([...faults].sort(), ['onRefused failed', 'onTold failed']);
});

test('requests are limited by the address that the application reads', async (t) => {
    const { url } = await startApplication(t, {
        limits: { requests: 1 },
        addressOf: ({ headers }) => String(headers['x-real-address']),
    });
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.2']) {
        const headers = { 'X-Real-Address': address };
        statuses.push((await fetch(`${url}/api/messages/unread`, { headers })).status);
    }
    assert.deepEqual(statuses, [401, 401, 429]);
});

test('authenticate that rejects without a reason lets nobody in', async (t) => {
    const faults: unknown[] = [];
    const log = { info() {}, error: (_: string, fault: unknown) => faults.push(fault) };
    const { as } = await startApplication(t, { authenticate: () => Promise.reject(), log });
    assert.equal((await as('ann').get('/api/messages/conversations')).status, 500);
    assert.deepEqual(faults.map(String), ['Error: authenticate rejected']);
});

test('no response of the routes may be stored by the browser', async (t) => {
    const { url } = await startApplication(t);
    for (const path of ['conversations', id]) {
        const { headers } = await fetch(`${url}/api/messages/${path}`, {
            headers: { cookie: 'who=ann' },
        });
        assert.equal(headers.get('cache-control'), 'no-store');
    }
});

const wrongSessions: [unknown, RegExp][] = [
    [
        { user: { ...users[0], id: 7 } },
        /user\.id of what authenticate returned is number, but must/,
    ],
    [{ user: { id: 'ann', role: 'customer' } }, /user\.name .* is undefined, but must be a string/],
    [{ user: { id: 'ann', name: 'Ann' } }, /user\.role .* is undefined/],
    [users[0], /user of what authenticate returned is undefined, but must be an object/],
    ['ann', /what authenticate returned is string, but must be an object/],
];

for (const [session, message] of wrongSessions) {
    test(`a wrong session is refused and logged: ${message.source}`, async (t) => {
        const faults: unknown[] = [];
        const log = { info() {}, error: (_: string, fault: unknown) => faults.push(fault) };
        const authenticate = () => session as Session;
        const { as } = await startApplication(t, { authenticate, log });
        assert.equal((await as('ann').get('/api/messages/conversations')).status, 500);
        assert.match(String(faults[0]), message);
    });
}

test('messaging can be attached to a server only once, even after it was closed', async (t) => {
    const { attach, messaging } = await startApplication(t);
    assert.throws(attach, /already attached to this HTTP server/);
    messaging.close();
    assert.throws(attach, /already attached to this HTTP server/);
});

/** Calls `attachMessaging` with these parameters in place of valid ones. */
function attachWith(given: { io?: unknown; app?: unknown; options?: unknown }): Messaging {
    const all = { io: new Server(createServer()), app: express(), options: right, ...given };
    return attachMessaging(
        all.io as Server,
        all.app as Application,
        all.options as MessagingOptions,
    );
}
const right = { store: createMemoryStore(), authenticate: () => null, log: silentLog };

test('an option of the wrong type throws a TypeError that says what it must be', () => {
    const wrong: [object, RegExp][] = [
        [{ store: undefined }, /^Option store is undefined, but must be a store, such as await/],
        [{ store: Promise.resolve() }, /store is \[object Promise\]/],
        [{ store: () => right.store }, /store is \[object Function\]/],
        [{ authenticate: undefined }, /authenticate is undefined/],
        [{ authenticate: null }, /authenticate is null, but must be a function that answers/],
        [{ authorize: 'x' }, /authorize is x, but must be a function/],
        [{ protect: 'x' }, /protect is x/],
        [{ addressOf: {} }, /addressOf is \[object Object\]/],
        [{ onTold: 1 }, /onTold is 1/],
        [{ onRefused: true }, /onRefused is true/],
        [{ path: 1 }, /path is 1, but must be a path such as \/api\/messages/],
        [{ typingExpiryMs: '5' }, /typingExpiryMs is 5, but must be a whole number from 1/],
        [{ pollMs: 'x' }, /pollMs is x/],
        [{ log: {} }, /log is .*, but must be an object with the functions info, error/],
        [{ neighbours: {} }, /neighbours is .* the functions announce, listen/],
        [{ limits: 100 }, /limits is 100, but must be numbers such as/],
        [{ limits: { take: 1 } }, /limits is .*take\(name, key\)/],
        [{ limits: { messages: '100' } }, /limits\.messages is 100/],
    ];
    for (const [options, message] of wrong) {
        const attach = () => attachWith({ options: { ...right, ...options } });
        assert.throws(attach, { name: 'TypeError', message });
    }
});

test('a number or path out of range throws a RangeError', () => {
    const wrong: [object, RegExp][] = [
        [{ path: 'api' }, /path is api, but must be a path such as/],
        [{ path: '/' }, /path is \//],
        [{ pollMs: -1 }, /pollMs is -1, but must be a whole number from 1 to 86400000/],
        [{ pollMs: 0 }, /pollMs is 0/],
        [{ pollMs: 1.5 }, /pollMs is 1\.5/],
        [{ pollMs: 86_400_001 }, /pollMs is 86400001/],
        [{ typingExpiryMs: 0 }, /typingExpiryMs is 0/],
        [{ typingExpiryMs: Number.POSITIVE_INFINITY }, /typingExpiryMs is Infinity/],
        [{ limits: { messages: 0 } }, /limits\.messages is 0/],
        [{ limits: { typing: Number.NaN } }, /limits\.typing is NaN/],
    ];
    for (const [options, message] of wrong) {
        const attach = () => attachWith({ options: { ...right, ...options } });
        assert.throws(attach, { name: 'RangeError', message });
    }
});

for (const name of [
    ...['conversation', 'conversationsOf', 'unreadOf', 'history', 'addMessage', 'markRead'],
    ...['cursor', 'changesSince'],
]) {
    test(`a store without ${name} throws a TypeError`, () => {
        const store = { ...createMemoryStore(), [name]: undefined };
        const attach = () => attachWith({ options: { ...right, store } });
        assert.throws(attach, { name: 'TypeError', message: /^Option store is/ });
    });
}

test('the smallest and largest numbers and the shortest path are accepted', (t) => {
    const limits = { messages: 1, requests: Number.MAX_SAFE_INTEGER };
    for (const options of [
        { pollMs: 1, typingExpiryMs: 1, path: '/m', limits },
        { pollMs: 86_400_000, typingExpiryMs: 86_400_000 },
    ]) {
        const messaging = attachWith({ options: { ...right, ...options } });
        t.after(() => messaging.close());
    }
});

test('an unknown option throws a TypeError that lists the known ones', () => {
    const misspelt = { ...right, autorize() {} };
    assert.throws(() => attachWith({ options: misspelt }), {
        name: 'TypeError',
        message: /There is no option autorize among .*authorize/,
    });
    // Every object has a member of this name.
    assert.throws(() => attachWith({ options: { ...right, toString() {} } }), /option toString/);
    assert.throws(() => attachWith({ options: { ...right, limits: { mesages: 100 } } }), {
        name: 'TypeError',
        message: /There is no option limits\.mesages among messages, requests/,
    });
});

test('a missing or unusable parameter throws a TypeError that says what it must be', () => {
    const wrong: [object, RegExp][] = [
        [{ options: undefined }, /options is undefined, but must be an object with store/],
        [{ app: undefined }, /app is undefined, but must be an application of Express or/],
        [{ app: {} }, /app is \[object Object\]/],
        [{ io: undefined }, /io is undefined, but must be a Server of socket\.io/],
        [{ io: createServer() }, /io is \[object Object\]/],
    ];
    for (const [given, message] of wrong) {
        assert.throws(() => attachWith(given), { name: 'TypeError', message });
    }
});

test('an option that is undefined is treated as left out', async (t) => {
    const { as } = await startApplication(t, { pollMs: undefined, onTold: undefined });
    assert.equal((await as('ann').send(id, 'x')).status, 201);
});
