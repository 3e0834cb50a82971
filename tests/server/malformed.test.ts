// Malformed input of any kind is rejected, never with 500, and the server keeps running.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { anonymous, type Person, signIn, startServer } from './support.ts';

const failures: unknown[] = [];
let server: ReferenceServer;
let alice: Person;
before(async () => {
    const log = { info: () => {}, error: (...what: unknown[]) => void failures.push(what) };
    server = await startServer(null, { log });
    alice = await signIn(server, 'usr_alice');
});
after(() => server.close());

const writing = [
    '/api/messages/thd_wedding',
    '/api/messages/thd_wedding/read',
    '/api/messages/threads/thd_wedding/mark-read',
    '/api/auth/login',
];
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    alice.call('POST', path, {
        body,
        headers: {
            'content-type': 'application/json',
            'x-csrf-token': alice.cookies.get('csrf') ?? '',
            ...headers,
        },
    });

const long = 'x'.repeat(129);
const deep = `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`;
const bodies: Record<string, string> = {
    'truncated JSON': '{"message":"x',
    'invalid JSON': 'message=x',
    'an array': '[{"message":"x"}]',
    'a string': '"x"',
    'a number': '7',
    null: 'null',
    'wrong types': JSON.stringify({ message: { a: 1 }, messageId: [1], userId: 7 }),
    'ids of wrong types': JSON.stringify({ message: 'x', senderId: 7, messageId: 7, userId: [] }),
    'ids that are too long': JSON.stringify({
        message: 'x',
        clientMessageId: long,
        messageId: long,
        userId: long,
    }),
    'deep nesting': `{"message":"x","messageId":1,"userId":1,"deep":${deep}}`,
    'lone surrogates': '{"message":1,"messageId":"\\ud800","userId":"\\udfff"}',
};
for (const path of writing) {
    for (const [name, body] of Object.entries(bodies)) {
        test(`POST ${path} with ${name} is rejected`, async () => {
            const { status, body: answer } = await post(path, body);
            assert.ok(status >= 400 && status < 500, String(status));
            assert.equal(typeof answer.error, 'string');
        });
    }

    test(`POST ${path} with a body that is too large is rejected with 413`, async () => {
        const { status, body } = await post(path, `{"message":"${'x'.repeat(200_000)}"}`);
        assert.equal(status, 413);
        assert.equal(body.error, 'Body too large');
    });

    test(`POST ${path} in an unsupported encoding is rejected with 415`, async () => {
        const zipped = await post(path, 'xxxx', { 'content-encoding': 'gzip' });
        assert.equal(zipped.status, 415);
        const latin = await post(path, '{}', { 'content-type': 'application/json; charset=x' });
        assert.equal(latin.status, 415);
    });
}

test('__proto__ in a body neither pollutes prototypes nor supplies a text', async () => {
    const body = '{"__proto__":{"text":"x","mine":1},"constructor":{"prototype":{"mine":1}}}';
    for (const path of writing) assert.ok((await post(path, body)).status < 500);
    assert.equal((await post('/api/messages/thd_wedding', body)).status, 400);
    const kept = await post('/api/messages/thd_wedding', `{"message":"x",${body.slice(1)}`);
    assert.equal(kept.status, 201);
    assert.equal('mine' in kept.body.message, false);
    assert.equal('mine' in {}, false);
});

test('a body with a content type other than JSON is ignored, so forms cannot send', async () => {
    const type = { 'content-type': 'text/plain' };
    const { status } = await post('/api/messages/thd_wedding', '{"message":"x"}', type);
    assert.equal(status, 400);
});

const paths = [
    '/api/messages/%E0%A4%A',
    '/api/messages/%00',
    '/api/messages/..%2f..%2fetc',
    `/api/messages/${'x'.repeat(5000)}`,
    '/api/messages/thd_wedding?limit=abc',
    '/api/messages/thd_wedding?limit=-1',
    '/api/messages/thd_wedding?limit=1.5',
    '/api/messages/thd_wedding?limit=1&limit=2',
    '/api/messages/thd_wedding?after[x]=1&after=2',
    '/api/messages/conversations?status=a&status=b',
    '/api/messages/conversations?unreadOnly=perhaps',
    '/api/messages/sync?since=a&since=b',
    '/api/messages/__proto__',
    '/%E0%A4%A',
    '/..%2f..%2fpackage.json',
];
for (const path of paths) {
    test(`GET ${path.slice(0, 60)} causes no server error`, async () => {
        const { status } = await alice.get(path);
        assert.ok(status >= 200 && status < 500, String(status));
    });
}

test('other methods are rejected with 404', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const headers = { 'x-csrf-token': alice.cookies.get('csrf') ?? '' };
        const { status } = await alice.call(method, '/api/messages/thd_wedding', { headers });
        assert.equal(status, 404);
    }
});

test('old-6A-24: malformed cookies are ignored', async () => {
    for (const cookie of ['csrf=%E0%A4%A; token=%', '=;=;;', 'token', 'a=b; csrf']) {
        const { status } = await anonymous(server).call('GET', '/api/csrf-token', {
            headers: { cookie },
        });
        assert.equal(status, 200);
    }
});

test('an aborted body affects only its own connection', async () => {
    await new Promise<void>((resolve) => {
        const headers = {
            cookie: alice.cookie,
            'x-csrf-token': alice.cookies.get('csrf') ?? '',
            'content-type': 'application/json',
            'content-length': 1000,
        };
        const options = { method: 'POST', path: '/api/messages/thd_wedding', headers };
        const half = request({ port: server.port, host: '127.0.0.1', ...options });
        half.on('error', () => resolve());
        half.write('{"message":');
        setTimeout(() => half.destroy(), 50);
    });
    assert.equal((await alice.get('/api/messages/unread')).status, 200);
});

const events = [
    ...['auth', 'subscribe_conversation', 'unsubscribe_conversation', 'typing'],
    ...['message:send', 'conversation:read', 'join', 'no such event'],
];
const nested = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`);
const payloads: unknown[] = [
    ...[undefined, null, 0, 1.5, true, '', 'thd_wedding', [], [1], {}, nested],
    { conversationId: null, userId: null, isTyping: null },
    { conversationId: 7, userId: 7, isTyping: 'yes', messageId: 7 },
    { conversationId: ['thd_wedding'], userId: ['usr_alice'], isTyping: true },
    { conversationId: { $ne: 1 }, userId: { $ne: 1 }, isTyping: true, messageId: {} },
    { conversationId: '', userId: '', isTyping: true },
    { conversationId: 'x'.repeat(129), userId: 'x'.repeat(129), isTyping: true },
    { conversationId: 'a\0b', userId: '\ud800', isTyping: true, messageId: '\0' },
    { conversationId: '__proto__', userId: '__proto__', isTyping: true, token: {} },
    { conversationId: 'thd_wedding', userId: 'usr_alice', token: 'x'.repeat(9000) },
    Buffer.from([1, 2, 3]),
];
for (const event of events) {
    test(`no payload of the event ${event} ends the connection`, async () => {
        for (const person of [alice, anonymous(server)]) {
            const wire = await person.connect();
            for (const payload of payloads) {
                wire.emit(event, payload);
                wire.emit(event, payload, 'and', { more: 1 });
                wire.emit(event, payload, () => {});
            }
            wire.emit(event);
            wire.emit(event, () => {});
            const last = await wire.ask('unsubscribe_conversation', { conversationId: 'x' });
            assert.equal(last.ok, true);
            assert.equal(wire.socket.connected, true);
            person.leave();
        }
    });
}

test('malformed payloads are acknowledged as such', async () => {
    const wire = await alice.connect();
    for (const event of ['subscribe_conversation', 'typing', 'conversation:read', 'auth']) {
        assert.deepEqual(await wire.ask(event, 7), { ok: false, error: 'Malformed payload' });
    }
    assert.equal((await wire.next('auth:error')).error, 'Malformed payload');
    alice.leave();
});

test('an oversized frame ends only its own connection, and malformed ones do no harm', async () => {
    const wire = await alice.connect();
    const gone = wire.gone();
    wire.emit('typing', { conversationId: 'x'.repeat(200_000), isTyping: true });
    await gone;
    for (const text of ['hello', '4{"x', '42["typing"', '451-["x"]', '4', '9', '40{{{']) {
        const raw = new RawClient(server.port);
        await raw.send(text);
    }
    assert.equal((await alice.get('/api/messages/unread')).status, 200);
});

test('none of these tests made the server log an error', () => {
    assert.deepEqual(failures, []);
});

/** A hand-written long-polling connection, because libraries do not send malformed packets. */
class RawClient {
    private readonly base: string;

    constructor(port: number) {
        this.base = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`;
    }

    async send(text: string): Promise<void> {
        const opened = await (await fetch(this.base)).text();
        const { sid } = JSON.parse(opened.slice(1));
        const url = `${this.base}&sid=${sid}`;
        const post = async (body: string) => {
            const headers = { 'content-type': 'text/plain' };
            const answer = await fetch(url, { method: 'POST', body, headers });
            assert.ok(answer.status < 500);
            await answer.text();
        };
        await post('40');
        await (await fetch(url)).text();
        // The open request through which the server may close the connection.
        const poll = fetch(url, { signal: AbortSignal.timeout(100) }).catch(() => null);
        await post(text);
        await poll;
    }
}
