// docs/server-contract.md, checked from outside the server: the shape of every response and event,
// and who gets it. The socket speaks the protocol itself, frame by frame.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** One user's access to the server. */
export interface Caller {
    call(path: string, init?: RequestInit): Promise<Response>;
    dial(): WebSocket;
}

/** A server with `usr_alice`, `usr_bloom` (whose profile is `sup_bloom`) and `usr_golden`. */
export interface ServerUnderTest {
    /** Null for somebody who is not signed in. */
    caller(userId: string | null): Promise<Caller>;
    /** A new, empty conversation between alice and bloom. */
    conversation(): Promise<string>;
    close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape.
type Json = any;

const patienceMs = 5000;

export function contractOf(name: string, open: () => Promise<ServerUnderTest>): void {
    describe(name, () => {
        let server: ServerUnderTest;
        before(async () => {
            server = await open();
        });
        after(() => server.close());
        const person = async (id: string | null) => new Person(await server.caller(id));
        const begin = async () => ({
            id: await server.conversation(),
            alice: await person('usr_alice'),
            bloom: await person('usr_bloom'),
        });
        storing(begin);
        listing(begin);
        refusing(begin, person);
        telling(begin);
        joining(begin, person);
    });
}

type Begin = () => Promise<{ id: string; alice: Person; bloom: Person }>;

export class Person {
    constructor(readonly caller: Caller) {}

    async get(path: string): Promise<{ status: number; body: Json }> {
        const response = await this.caller.call(`/api/messages${path}`);
        return { status: response.status, body: await response.json() };
    }

    async post(path: string, body: unknown = {}): Promise<{ status: number; body: Json }> {
        const response = await this.caller.call(`/api/messages${path}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: typeof body === 'string' ? body : JSON.stringify(body),
        });
        return { status: response.status, body: await response.json() };
    }

    async connect(): Promise<Connection> {
        const connection = new Connection(this.caller.dial());
        await connection.until(() => connection.sid);
        return connection;
    }
}

export class Connection {
    sid = '';
    readonly events: [name: string, payload: Json][] = [];
    private readonly acknowledged = new Map<number, Json>();
    private asked = 0;

    constructor(private readonly socket: WebSocket) {
        socket.onmessage = ({ data }) => this.hear(String(data));
    }

    private hear(frame: string): void {
        if (frame.startsWith('0')) this.socket.send('40');
        if (frame === '2') this.socket.send('3');
        if (frame.startsWith('40')) this.sid = JSON.parse(frame.slice(2)).sid;
        if (frame.startsWith('42')) this.events.push(JSON.parse(frame.slice(2)));
        const [, number, answer] = /^43(\d+)(.*)$/s.exec(frame) ?? [];
        if (number && answer) this.acknowledged.set(Number(number), JSON.parse(answer)[0]);
    }

    emit(event: string, payload: unknown): void {
        this.socket.send(`42${JSON.stringify([event, payload])}`);
    }

    async ask(event: string, payload: unknown): Promise<Json> {
        this.asked += 1;
        const number = this.asked;
        this.socket.send(`42${number}${JSON.stringify([event, payload])}`);
        return this.until(() => this.acknowledged.get(number));
    }

    async next(name: string, matches: (payload: Json) => boolean = () => true): Promise<Json> {
        const isWanted = ([event, payload]: [string, Json]) => event === name && matches(payload);
        const index = await this.until(() => this.events.findIndex(isWanted) + 1);
        return this.events.splice(index - 1, 1)[0]?.[1];
    }

    async until<Value>(value: () => Value): Promise<NonNullable<Value>> {
        for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(2)) {
            const now = value();
            if (now) return now;
        }
        throw new Error(`It never came; told was ${this.events.map(([name]) => name).join(', ')}`);
    }

    leave(): void {
        this.socket.close();
    }
}

function storing(begin: Begin): void {
    test('a message is stored once, numbered, and returned with all its fields', async () => {
        const { id, alice } = await begin();
        const send = {
            message: 'Hello',
            clientMessageId: `c-${id}`,
            senderId: 'usr_alice',
            mine: 1,
        };
        const first = await alice.post(`/${id}`, send);
        const again = await alice.post(`/${id}`, send);
        assert.deepEqual([first.status, again.status], [201, 200]);
        assert.deepEqual(again.body, first.body);
        const { message } = first.body;
        assert.equal(first.body.messageId, message.id);
        assert.ok(Date.parse(message.createdAt) > 0);
        const expected = {
            ...{ conversationId: id, text: 'Hello', message: 'Hello', content: 'Hello', seq: 1 },
            ...{ senderId: 'usr_alice', senderRole: 'customer', senderName: 'Alice Martin' },
            ...{ clientMessageId: `c-${id}`, readBy: ['usr_alice'], mine: 1 },
        };
        for (const [name, value] of Object.entries(expected)) {
            assert.deepEqual(message[name], value, name);
        }
    });

    test('a history is returned whole, or as a page with its bound echoed', async () => {
        const { id, alice, bloom } = await begin();
        const sent: string[] = [];
        for (const message of ['one', 'two', 'three']) {
            sent.push((await alice.post(`/${id}`, { message })).body.messageId);
        }
        const ids = ({ messages }: Json) => messages.map((message: Json) => message.id);
        const whole = (await bloom.get(`/${id}`)).body;
        assert.deepEqual([ids(whole), whole.hasMore], [sent, false]);
        assert.ok(whole.cursor);
        assert.deepEqual(whole.features, ['sync', 'after', 'before', 'idempotency', 'acks']);
        const later = (await bloom.get(`/${id}?after=${sent[0]}&limit=1`)).body;
        assert.deepEqual([ids(later), later.hasMore, later.after], [[sent[1]], true, sent[0]]);
        const earlier = (await bloom.get(`/${id}?before=${sent[1]}`)).body;
        assert.deepEqual([ids(earlier), earlier.before], [[sent[0]], sent[1]]);
    });
}

function listing(begin: Begin): void {
    test('conversations, counts and read marks agree', async () => {
        const { id, alice, bloom } = await begin();
        const before = (await bloom.get('/unread')).body.count;
        await alice.post(`/${id}`, { message: 'Hello' });
        assert.equal((await bloom.get('/unread')).body.count, before + 1);
        const { conversations } = (await bloom.get('/conversations?userId=x&userType=y')).body;
        const [first] = conversations;
        assert.deepEqual([first.id, first.unreadCount, first.lastMessage], [id, 1, 'Hello']);
        const read = await bloom.post(`/${id}/read`, { userId: 'usr_bloom' });
        assert.deepEqual([read.status, read.body.markedRead], [200, 1]);
        assert.equal((await bloom.post(`/threads/${id}/mark-read`)).body.markedRead, 0);
        assert.equal((await bloom.get('/unread')).body.count, before);
        const [message] = (await alice.get(`/${id}`)).body.messages;
        assert.deepEqual(message.readBy, ['usr_alice', 'usr_bloom']);
    });

    test('sync returns the changes since a cursor, and resets an unknown one', async () => {
        const { id, alice, bloom } = await begin();
        const { cursor } = (await bloom.get('/sync')).body;
        const { messageId } = (await alice.post(`/${id}`, { message: 'Hello' })).body;
        await bloom.post(`/${id}/read`);
        const { body } = await bloom.get(`/sync?since=${encodeURIComponent(cursor)}`);
        assert.deepEqual(
            [body.messages[0].id, body.conversations[0].id, body.reads, body.more, body.reset],
            [messageId, id, [{ conversationId: id, messageId, userId: 'usr_bloom' }], false, false],
        );
        const next = (await bloom.get(`/sync?since=${encodeURIComponent(body.cursor)}`)).body;
        assert.deepEqual([next.messages, next.conversations, next.reads], [[], [], []]);
        assert.equal((await bloom.get('/sync?since=other')).body.reset, true);
    });
}

function refusing(begin: Begin, person: (id: string | null) => Promise<Person>): void {
    test('a caller who is not signed in gets 401, a stranger 404', async () => {
        const { id } = await begin();
        const [nobody, stranger] = [await person(null), await person('usr_golden')];
        for (const path of ['/conversations', `/${id}`, '/unread', '/sync']) {
            assert.equal((await nobody.get(path)).status, 401, path);
        }
        assert.equal((await stranger.get(`/${id}`)).status, 404);
        assert.equal((await stranger.post(`/${id}`, { message: 'Hello' })).status, 404);
        assert.equal((await stranger.post(`/${id}/read`)).status, 404);
        assert.equal((await stranger.get('/a/b/c')).status, 404);
    });

    test('malformed, oversized and impersonating requests are rejected', async () => {
        const { id, alice, bloom } = await begin();
        const statuses: [unknown, number][] = [
            ['{', 400],
            [[], 400],
            [{ message: ' ' }, 400],
            [{ message: 'Hello', clientMessageId: 7 }, 400],
            [{ message: 'x'.repeat(10_001) }, 413],
            [{ message: 'Hello', more: 'x'.repeat(100_000) }, 413],
            [{ message: 'Hello', senderId: 'usr_bloom' }, 409],
        ];
        for (const [body, status] of statuses) {
            const answer = await alice.post(`/${id}`, body);
            assert.equal(answer.status, status, JSON.stringify(body).slice(0, 60));
            assert.equal(typeof answer.body.error, 'string');
        }
        const asProfile = { message: 'Hello', senderId: 'sup_bloom' };
        assert.equal((await bloom.post(`/${id}`, asProfile)).status, 201);
        assert.equal((await alice.post(`/${id}/read`, { messageId: 'none' })).status, 404);
    });
}

function telling(begin: Begin): void {
    test('messages and read marks are announced to participants, with the counts', async () => {
        const { id, alice, bloom } = await begin();
        const [writer, reader] = [await alice.connect(), await bloom.connect()];
        const { message } = (await alice.post(`/${id}`, { message: 'Hello' })).body;
        const isOurs = (payload: Json) => payload.conversationId === id;
        for (const connection of [writer, reader]) {
            assert.deepEqual(await connection.next('new_message', isOurs), {
                conversationId: id,
                message,
            });
        }
        const updated = await reader.next('conversation:updated', isOurs);
        assert.equal(updated.conversation.unreadCount, 1);
        assert.equal(updated.unread, (await bloom.get('/unread')).body.count);
        await bloom.post(`/${id}/read`);
        assert.deepEqual(await writer.next('message:read'), {
            conversationId: id,
            messageId: message.id,
            userId: 'usr_bloom',
        });
        for (const connection of [writer, reader]) connection.leave();
    });

    test('typing is sent to others in the room, and ends with the connection', async () => {
        const { id, alice, bloom } = await begin();
        const [writer, reader] = [await alice.connect(), await bloom.connect()];
        for (const one of [writer, reader]) {
            const answer = await one.ask('subscribe_conversation', { conversationId: id });
            assert.deepEqual(answer, { ok: true, conversationId: id, seq: 0 });
        }
        const status = { conversationId: id, userId: 'usr_alice' };
        writer.emit('typing', { conversationId: id, isTyping: true });
        assert.deepEqual(await reader.next('typing:status'), { ...status, isTyping: true });
        writer.leave();
        assert.deepEqual(await reader.next('typing:status'), { ...status, isTyping: false });
        assert.equal(writer.events.filter(([name]) => name === 'typing:status').length, 0);
        reader.leave();
    });
}

function joining(begin: Begin, person: (id: string | null) => Promise<Person>): void {
    test('auth succeeds only for the user of the session', async () => {
        const { alice } = await begin();
        const socket = await alice.connect();
        socket.emit('auth', { userId: 'usr_alice' });
        const success = await socket.next('auth:success');
        assert.equal(success.userId, 'usr_alice');
        assert.ok(success.features.includes('sync'));
        socket.emit('auth', { userId: 'usr_bloom' });
        assert.equal(typeof (await socket.next('auth:error')).error, 'string');
        socket.leave();
    });

    test('strangers cannot subscribe, and malformed payloads are reported', async () => {
        const { id } = await begin();
        for (const user of ['usr_golden', null]) {
            const socket = await (await person(user)).connect();
            const answer = await socket.ask('subscribe_conversation', { conversationId: id });
            assert.equal(answer.ok, false);
            const malformed = await socket.ask('subscribe_conversation', { conversationId: 7 });
            assert.deepEqual(malformed, { ok: false, error: 'Malformed payload' });
            socket.leave();
        }
    });

    test('a read mark can be set by event, and no typing arrives after unsubscribing', async () => {
        const { id, alice, bloom } = await begin();
        const [writer, reader] = [await alice.connect(), await bloom.connect()];
        const { messageId } = (await alice.post(`/${id}`, { message: 'Hello' })).body;
        const read = await reader.ask('conversation:read', { conversationId: id });
        assert.deepEqual(read, { ok: true, conversationId: id, messageId, markedRead: 1 });
        for (const one of [writer, reader]) {
            await one.ask('subscribe_conversation', { conversationId: id });
        }
        await reader.ask('unsubscribe_conversation', { conversationId: id });
        writer.emit('typing', { conversationId: id, isTyping: true });
        // Acknowledged only after the typing event was relayed.
        await writer.ask('unsubscribe_conversation', { conversationId: id });
        await reader.ask('unsubscribe_conversation', { conversationId: id });
        assert.equal(reader.events.filter(([name]) => name === 'typing:status').length, 0);
        for (const connection of [writer, reader]) connection.leave();
    });
}
