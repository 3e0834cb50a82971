import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import type { ReferenceServer } from '../../server/reference_server.ts';
import {
    anonymous,
    newConversation,
    newcomer,
    type Person,
    signIn,
    sleep,
    startServer,
} from './support.ts';

const features = ['sync', 'after', 'before', 'idempotency', 'acks'];
let server: ReferenceServer;
let ann: Person;
let ben: Person;
let id: string;
before(async () => {
    server = await startServer(null);
});
after(() => server.close());
beforeEach(async () => {
    ann = await newcomer(server, { name: 'Ann' });
    ben = await newcomer(server, { name: 'Ben', role: 'supplier', profiles: [{ name: 'Bakery' }] });
    id = await newConversation(server, [ann, ben]);
});
afterEach(() => {
    ann.leave();
    ben.leave();
});

describe('connecting', () => {
    for (const transport of ['websocket', 'polling'] as const) {
        test(`works over ${transport}, and delivers messages`, async () => {
            const wire = await ben.connect({ transports: [transport] });
            assert.equal(wire.socket.io.engine.transport.name, transport);
            await ann.send(id, 'Hello');
            assert.equal((await wire.next('new_message')).message.text, 'Hello');
        });
    }

    test('upgrades from long-polling to WebSocket, and delivers messages', async () => {
        const wire = await ben.connect({ transports: ['polling', 'websocket'] });
        const { engine } = wire.socket.io;
        while (engine.transport.name !== 'websocket') await sleep(5);
        await ann.send(id, 'Hello');
        await wire.next('new_message');
    });

    test('works only at the configured path', async (t) => {
        const moved = await startServer(t, { socketPath: '/live' });
        const alice = await signIn(moved, 'usr_alice');
        await assert.rejects(alice.connect());
        const wire = await alice.connect({ path: '/live' });
        assert.equal(wire.socket.connected, true);
        alice.leave();
    });

    test('the handshake contains the configured ping interval and time-out', async (t) => {
        const fast = await startServer(t, { pingIntervalMs: 50, pingTimeoutMs: 40 });
        const answer = await fetch(`${fast.url}/socket.io/?EIO=4&transport=polling`);
        const open = JSON.parse((await answer.text()).slice(1));
        assert.equal(open.pingInterval, 50);
        assert.equal(open.pingTimeout, 40);
    });

    for (const reads of [false, true]) {
        test(`a long queue (client reads: ${reads}) ends the connection: ${!reads}`, async (t) => {
            const fast = await startServer(null, { pingIntervalMs: 500, pingTimeoutMs: 500 });
            const origin = fast.url.replace('http', 'ws');
            const address = `${origin}/socket.io/?EIO=4&transport=websocket`;
            const client = new WebSocket(address);
            t.after(async () => {
                client.terminate();
                await fast.close();
            });
            await new Promise((resolve) => client.once('message', resolve));
            client.send('40');
            await new Promise((resolve) => client.once('message', resolve));
            const [socket] = fast.io.sockets.sockets.values();
            assert.ok(socket);
            let reason: string | undefined;
            socket.once('disconnect', (why) => {
                reason = why;
            });
            if (!reads) client.pause();
            // A client that reads nothing can still send pongs.
            const pongs = setInterval(() => client.send('3'), 50);
            t.after(() => clearInterval(pongs));
            const tell = (count: number, text: string) => {
                for (let told = 0; told < count; told++) socket.emit('news', text);
            };
            tell(2000, 'x'.repeat(10_000));
            // Packets that are on their way to the kernel no longer count as queued.
            await sleep(100);
            tell(1500, 'x');
            const { writeBuffer } = socket.conn as unknown as { writeBuffer: object[] };
            while (reads && writeBuffer === Reflect.get(socket.conn, 'writeBuffer'))
                await sleep(10);
            await sleep(1000);
            tell(1, 'x');
            assert.equal(reason, reads ? undefined : 'forced close');
        });
    }

    test('a socket without a session can connect, but receives no events', async () => {
        const wire = await anonymous(server).connect();
        await ann.send(id, 'Hello');
        assert.deepEqual(await wire.quiet(), []);
        wire.socket.disconnect();
    });

    test('a client without cookies can send its token in the handshake', async () => {
        const token = ben.cookies.get('token');
        const visitor = anonymous(server);
        const wire = await visitor.connect({ auth: { token } });
        wire.emit('auth', { userId: ben.id });
        assert.equal((await wire.next('auth:success')).userId, ben.id);
        const odd = await visitor.connect({ auth: { token: { $ne: 1 } } });
        odd.emit('auth', { userId: ben.id });
        assert.equal((await odd.next('auth:error')).error, 'Unauthenticated');
        visitor.leave();
    });

    test('a socket ends when its session expires', async () => {
        const { io } = server;
        const wire = await ben.connect();
        const [socket] = await io.in(`messaging:user:${ben.id}`).fetchSockets();
        assert.ok(socket);
        const gone = wire.gone();
        const account = await server.accounts.find(ben.id);
        assert.ok(account);
        const { signIn: signInSocket } = await import('../../server/realtime/events.ts');
        signInSocket(
            {
                socket: io.sockets.sockets.get(socket.id),
                wanted: new Set(),
            } as never,
            { user: account, expiresAt: Date.now() + 30 },
        );
        await gone;
    });
});

describe('auth', () => {
    test('confirms the session’s user with the features, each time it is sent', async () => {
        const wire = await ben.connect();
        for (let round = 0; round < 2; round++) {
            wire.emit('auth', { userId: ben.id });
            const expected = { userId: ben.id, sessionUserId: ben.id, features };
            assert.deepEqual(await wire.next('auth:success'), expected);
        }
        await ann.send(id, 'Hello');
        await wire.next('new_message');
        await wire.quiet();
        assert.equal(wire.count('new_message'), 1);
    });

    test('confirms a supplier’s profile', async () => {
        const [profile] = await server.accounts.profilesOf(ben.id);
        const wire = await ben.connect();
        wire.emit('auth', { userId: profile?.id });
        const answer = await wire.next('auth:success');
        assert.equal(answer.userId, profile?.id);
        assert.equal(answer.sessionUserId, ben.id);
    });

    test('with another user’s token moves the socket to that user alone', async () => {
        const carl = await newcomer(server);
        const wire = await ben.subscribe(id);
        wire.emit('auth', { userId: carl.id, token: carl.cookies.get('token') });
        await wire.next('auth:success');
        await ann.send(id, 'for Ben');
        assert.deepEqual(await wire.quiet(), []);
        const other = await newConversation(server, [ann, carl]);
        await ann.send(other, 'for Carl');
        assert.equal((await wire.next('new_message')).message.text, 'for Carl');
    });

    test('with an invalid token signs the socket out', async () => {
        const wire = await ben.subscribe(id);
        wire.emit('auth', { userId: ben.id, token: 'x' });
        await wire.next('auth:error');
        await ann.send(id, 'for Ben');
        assert.deepEqual(await wire.quiet(), []);
    });
});

describe('subscribe_conversation', () => {
    test('is acknowledged with the newest seq', async () => {
        const wire = await ben.connect();
        const ask = () => wire.ask('subscribe_conversation', { conversationId: id });
        assert.deepEqual(await ask(), { ok: true, conversationId: id, seq: 0 });
        await ann.send(id, 'x');
        assert.deepEqual(await ask(), { ok: true, conversationId: id, seq: 1 });
    });

    test('works directly after auth, without waiting for auth:success', async () => {
        const wire = await ben.connect();
        wire.emit('auth', { userId: ben.id });
        wire.emit('subscribe_conversation', { conversationId: id });
        const typist = await ann.subscribe(id);
        typist.emit('typing', { conversationId: id, isTyping: true });
        assert.equal((await wire.next('typing:status')).userId, ann.id);
    });

    test('sent before auth takes effect when a user signs in', async () => {
        const visitor = anonymous(server);
        const wire = await visitor.connect();
        const early = await wire.ask('subscribe_conversation', { conversationId: id });
        assert.deepEqual(early, { ok: false, error: 'Unauthenticated' });
        wire.emit('auth', { userId: ben.id, token: ben.cookies.get('token') });
        await wire.next('auth:success');
        await wire.ask('unsubscribe_conversation', { conversationId: 'another' });
        const typist = await ann.subscribe(id);
        typist.emit('typing', { conversationId: id, isTyping: true });
        assert.equal((await wire.next('typing:status')).userId, ann.id);
        visitor.leave();
    });

    test('sent before auth is remembered for at most 500 conversations', async (t) => {
        const visitor = anonymous(server);
        const wire = await visitor.connect();
        for (let number = 0; number <= 500; number++) {
            wire.emit('subscribe_conversation', { conversationId: `thd_none_${number}` });
        }
        const { conversation } = server.store;
        t.after(() => {
            server.store.conversation = conversation;
            visitor.leave();
        });
        let asked = 0;
        server.store.conversation = (one) => {
            asked += 1;
            return conversation(one);
        };
        await wire.ask('auth', { userId: ben.id, token: ben.cookies.get('token') });
        await wire.ask('unsubscribe_conversation', { conversationId: id });
        assert.equal(asked, 500);
    });

    test('sent before auth is forgotten after unsubscribe_conversation', async () => {
        const visitor = anonymous(server);
        const wire = await visitor.connect();
        await wire.ask('subscribe_conversation', { conversationId: id });
        await wire.ask('unsubscribe_conversation', { conversationId: id });
        wire.emit('auth', { userId: ben.id, token: ben.cookies.get('token') });
        await wire.next('auth:success');
        const typist = await ann.subscribe(id);
        typist.emit('typing', { conversationId: id, isTyping: true });
        assert.deepEqual(await wire.quiet(), []);
        visitor.leave();
    });

    test('is undone by unsubscribe_conversation, but messages still arrive', async () => {
        const wire = await ben.subscribe(id);
        assert.equal((await wire.ask('unsubscribe_conversation', { conversationId: id })).ok, true);
        const typist = await ann.subscribe(id);
        typist.emit('typing', { conversationId: id, isTyping: true });
        assert.deepEqual(await wire.quiet(), []);
        await ann.send(id, 'a message still comes: he is a participant');
        await wire.next('new_message');
    });

    test('is limited to 500 conversations at a time', async () => {
        const wire = await ben.connect();
        const socket = server.io.sockets.sockets.get(wire.socket.id ?? '');
        assert.ok(socket);
        const ask = () => wire.ask('subscribe_conversation', { conversationId: id });
        socket.join(Array.from({ length: 499 }, (_, index) => `messaging:conversation:${index}`));
        assert.equal((await ask()).ok, true);
        const one = { conversationId: '0' };
        await wire.ask('unsubscribe_conversation', { conversationId: id });
        socket.join('messaging:conversation:499');
        assert.deepEqual(await ask(), { ok: false, error: 'Too many subscriptions' });
        await wire.ask('unsubscribe_conversation', one);
        assert.equal((await ask()).ok, true);
    });
});

describe('a stored message', () => {
    test('is sent once to every socket of all participants, including the sender’s', async () => {
        const wires = [await ann.subscribe(id), await ann.connect(), await ben.subscribe(id)];
        const sent = await ann.send(id, 'Hello', { clientMessageId: 'c', mood: 'good' });
        for (const wire of wires) {
            const told = await wire.next('new_message');
            assert.deepEqual(told, { conversationId: id, message: sent.body.message });
        }
        for (const wire of wires) await wire.quiet(50);
        assert.deepEqual(
            wires.map((wire) => wire.count('new_message')),
            [1, 1, 1],
        );
    });

    test('updates the conversation with each user’s own unread counts', async () => {
        const other = await newConversation(server, [ann, ben]);
        await ann.send(other, 'elsewhere');
        await server.messaging.settled();
        const [writer, reader] = [await ann.connect(), await ben.connect()];
        await ann.send(id, 'Hello');
        const forWriter = await writer.next('conversation:updated');
        const forReader = await reader.next('conversation:updated');
        assert.equal(forWriter.conversationId, id);
        assert.equal(forWriter.conversation.unreadCount, 0);
        assert.equal(forWriter.unread, 0);
        assert.equal(forReader.conversation.unreadCount, 1);
        assert.equal(forReader.unread, 2);
        const [listed] = (await ben.get('/api/messages/conversations')).body.conversations;
        assert.deepEqual(forReader.conversation, listed);
    });

    test('arrives in the order of seq, even if many are sent at once', async () => {
        const wire = await ben.connect();
        await Promise.all(Array.from({ length: 50 }, (_, index) => ann.send(id, String(index))));
        await wire.next('new_message', ({ message }) => message.seq === 50);
        const seqs = wire.all('new_message').map(({ message }) => message.seq);
        assert.deepEqual(
            seqs,
            Array.from({ length: 50 }, (_, index) => index + 1),
        );
    });

    test('contains no email address, phone number, token or password', async () => {
        const wire = await ben.subscribe(id);
        wire.emit('auth', { userId: ben.id });
        await ann.send(id, 'Hello');
        await ann.post(`/api/messages/${id}/read`);
        await wire.next('conversation:updated');
        assert.doesNotMatch(JSON.stringify(wire.events), /@|phone|token|password/);
    });

    test('a new conversation is announced to its participants', async () => {
        server.messaging.publish();
        await server.messaging.settled();
        const wire = await ben.connect();
        const created = await newConversation(server, [ann, ben]);
        server.messaging.publish();
        const update = await wire.next('conversation:updated');
        assert.equal(update.conversationId, created);
        assert.equal(update.conversation.lastMessage, '');
    });
});

test('old-6C-18: message:send stores nothing and is not relayed', async () => {
    const [wire, other] = [await ann.subscribe(id), await ben.subscribe(id)];
    wire.emit('message:send', { conversationId: id, messageData: { message: 'x' } });
    wire.emit('message:send', { conversationId: id, messageId: 'msg_x', clientMessageId: 'c' });
    assert.deepEqual(await other.quiet(), []);
    assert.deepEqual((await ben.get(`/api/messages/${id}`)).body.messages, []);
});
