// The network of the test server: its `fetch`, its `WebSocket`, and how a test cuts it.

import assert from 'node:assert/strict';
import { mock, type TestContext, test } from 'node:test';
import { bodyBytesMax } from '../../server/contract.ts';
import { createTestServer, type PageOptions } from '../../server/testing/index.ts';

const users = [
    { id: 'ann', name: 'Ann', role: 'customer' },
    { id: 'ben', name: 'Ben', role: 'supplier' },
];
/** An id with characters that paths have to encode. */
const conversationId = 'thd_a/b?c=d&e #%';
const path = `/api/messages/${encodeURIComponent(conversationId)}`;

function begin(t: TestContext) {
    const participants = ['ann', 'ben'];
    const server = createTestServer({
        users,
        conversations: [{ id: conversationId, participants }],
    });
    t.after(() => server.close());
    const page = server.as('ann');
    const ask = (to: string, init?: RequestInit) => page.fetch(page.url + to, init);
    const send = (body: unknown, headers: Record<string, string> = {}) =>
        ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { server, page, ask, send };
}

const dial = (page: PageOptions) => new page.WebSocket(`${page.url}/socket.io/`);

/** Resolves with the next event of this type. */
function next<Type extends 'open' | 'close'>(socket: WebSocket, type: Type) {
    return new Promise<WebSocketEventMap[Type]>((resolve) =>
        socket.addEventListener(type, (event) => resolve(event), { once: true }),
    );
}

/** An open socket with all frames that it was sent. */
async function open(page: PageOptions): Promise<{ socket: WebSocket; frames: string[] }> {
    const socket = dial(page);
    const frames: string[] = [];
    socket.onmessage = ({ data }) => void frames.push(data);
    await next(socket, 'open');
    return { socket, frames };
}

test('an encoded id names its conversation, with or without a slash behind', async (t) => {
    const { ask, send } = begin(t);
    assert.equal((await send({ message: 'Hello' })).status, 201);
    for (const one of [path, `${path}/`]) {
        const response = await ask(one);
        assert.equal(response.headers.get('content-type'), 'application/json');
        assert.equal((await response.json()).messages.length, 1, one);
    }
    assert.equal((await ask(`${path}?limit=0`)).status, 400);
});

test('a CSRF token can be requested', async (t) => {
    const { csrfToken } = await (await begin(t).ask('/api/csrf-token')).json();
    assert.equal(typeof csrfToken, 'string');
});

test('other paths and methods get 404', async (t) => {
    const { ask } = begin(t);
    // As long as the base path.
    assert.equal((await ask('/api/nonsense/conversations')).status, 404);
    assert.equal((await ask('/api/messages/x/conversations')).status, 404);
    assert.equal((await ask('/api/messages/conversations', { method: 'PUT' })).status, 404);
});

test('the header Idempotency-Key makes a repeated message the same one', async (t) => {
    const { send } = begin(t);
    const key = { 'Idempotency-Key': 'k-1' };
    const statuses = [];
    for (let round = 0; round < 2; round++) {
        statuses.push((await send({ message: 'Hello' }, key)).status);
    }
    assert.deepEqual(statuses, [201, 200]);
});

test('a body is limited in bytes, not in characters', async (t) => {
    const { ask } = begin(t);
    const ofLength = (bytes: number, letter: string) => {
        const length = (bytes - '{"message":""}'.length) / Buffer.byteLength(letter);
        return JSON.stringify({ message: letter.repeat(length) });
    };
    const errorOf = async (body: string) =>
        (await (await ask(path, { method: 'POST', body })).json()).error;
    assert.equal(await errorOf(ofLength(bodyBytesMax, 'x')), 'Message too long');
    assert.equal(await errorOf(ofLength(bodyBytesMax, 'ä')), 'Message too long');
    assert.equal(await errorOf(ofLength(bodyBytesMax + 2, 'ä')), 'Body too large');
});

test('while offline, requests reject and sockets close without having opened', async (t) => {
    const { server, page, ask } = begin(t);
    server.goOffline();
    await assert.rejects(ask(path), { name: 'TypeError', message: 'Failed to fetch' });
    const socket = dial(page);
    let opened = false;
    socket.onopen = () => {
        opened = true;
    };
    const { code, wasClean } = await next(socket, 'close');
    assert.deepEqual([opened, code, wasClean], [false, 1006, false]);
    server.goOnline();
    assert.equal((await ask(path)).status, 200);
    await next(dial(page), 'open');
});

for (const end of ['goOffline', 'close'] as const) {
    test(`${end} closes the sockets that are open as lost, and accepts no others`, async (t) => {
        const { server, page, ask } = begin(t);
        const { socket } = await open(page);
        const closed = next(socket, 'close');
        server[end]();
        const { code, wasClean } = await closed;
        assert.deepEqual([code, wasClean, socket.readyState], [1006, false, socket.CLOSED]);
        assert.equal((await next(dial(page), 'close')).code, 1006);
        await assert.rejects(ask(path), { message: 'Failed to fetch' });
    });
}

test('the window is told of going offline and online, if there is one', (t) => {
    const { server } = begin(t);
    const scope = globalThis as { window?: EventTarget };
    t.after(() => {
        delete scope.window;
    });
    const window = new EventTarget();
    const heard: string[] = [];
    for (const type of ['offline', 'online']) {
        window.addEventListener(type, () => void heard.push(type));
    }
    server.goOffline();
    scope.window = window;
    server.goOffline();
    server.goOnline();
    assert.deepEqual(heard, ['offline', 'online']);
});

test('a socket goes through the states and events of a WebSocket', async (t) => {
    const { server, page } = begin(t);
    const socket = dial(page);
    const heard: string[] = [];
    for (const type of ['open', 'close'] as const) {
        socket[`on${type}`] = () => void heard.push(type);
    }
    assert.equal(socket.readyState, socket.CONNECTING);
    // A browser would throw; the server gets nothing either way.
    socket.send('40');
    await next(socket, 'open');
    assert.equal(socket.readyState, page.WebSocket.OPEN);
    await new Promise(setImmediate);
    socket.onmessage = () => assert.fail('The page has not connected');
    server.emit('ann', 'order:shipped', {});
    const closed = next(socket, 'close');
    socket.close();
    assert.deepEqual(heard, ['open']);
    const { code, wasClean } = await closed;
    assert.deepEqual([code, wasClean, socket.readyState], [1000, true, page.WebSocket.CLOSED]);
    socket.close();
    await new Promise(setImmediate);
    assert.deepEqual(heard, ['open', 'close']);
});

test('a socket closed before it opened never opens', async (t) => {
    const { page } = begin(t);
    const socket = dial(page);
    let opened = false;
    socket.onopen = () => {
        opened = true;
    };
    socket.close();
    await next(socket, 'close');
    await new Promise(setImmediate);
    assert.deepEqual([opened, socket.readyState], [false, socket.CLOSED]);
});

for (const [what, frame] of [
    ['a DISCONNECT packet', '41'],
    ['a frame that closes the transport', '1'],
]) {
    test(`${what} from the page ends its connection`, async (t) => {
        const { socket } = await open(begin(t).page);
        const closed = next(socket, 'close');
        socket.send(frame ?? '');
        assert.equal((await closed).code, 1000);
    });
}

test('the server pings every 25 s, until the socket is closed', async (t) => {
    const { page } = begin(t);
    t.after(() => mock.timers.reset());
    mock.timers.enable({ apis: ['setTimeout'] });
    const { socket, frames } = await open(page);
    const { pingInterval, maxPayload } = JSON.parse(frames[0]?.slice(1) ?? '');
    assert.deepEqual([pingInterval, maxPayload], [25_000, 100_000]);
    const pings = () => frames.filter((frame) => frame === '2').length;
    mock.timers.tick(24_999);
    assert.equal(pings(), 0);
    mock.timers.tick(1);
    mock.timers.tick(25_000);
    assert.equal(pings(), 2);
    const closed = next(socket, 'close');
    socket.close();
    await closed;
    mock.timers.tick(50_000);
    assert.equal(pings(), 2);
});

test('an event is acknowledged if the page asked for it, whatever characters it has', async (t) => {
    const { socket, frames } = await open(begin(t).page);
    socket.send('40');
    const room = JSON.stringify({ conversationId: 'a\u2028b' });
    await new Promise(setImmediate);
    socket.send(`42["unsubscribe_conversation",${room}]`);
    socket.send(`427["unsubscribe_conversation",${room}]`);
    await new Promise(setImmediate);
    const answers = frames.filter((frame) => frame.startsWith('43'));
    assert.deepEqual(answers, [`437[{"ok":true,${room.slice(1)}]`]);
});

test('a page that sends more than 1,000 events at once loses its connection', async (t) => {
    const { socket, frames } = await open(begin(t).page);
    socket.send('40');
    await new Promise(setImmediate);
    assert.equal(frames.length, 2);
    const closed = next(socket, 'close');
    for (let sent = 0; sent <= 1000; sent++) socket.send('42["message:send",{}]');
    assert.equal((await closed).code, 1006);
});
