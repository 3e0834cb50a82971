// Long-polling against a real Socket.IO server.
import assert from 'node:assert/strict';
import {
    createServer,
    type Server as HttpServer,
    type RequestListener,
    type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { WebSocket } from 'ws';
import { type Frame, PollingSocket } from '../../bindings/polling_socket.ts';
import { bodyLengthMax } from '../../bindings/requests.ts';

const patienceMs = 5000;

async function until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!holds()) {
        assert.ok(Date.now() < end, `waited in vain: ${what}`);
        await sleep(5);
    }
}

async function listen(test: TestContext, http: HttpServer): Promise<string> {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    test.after(() => {
        http.closeAllConnections();
        http.close();
    });
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

/** A socket whose frames, close codes and requests are recorded. */
function dial(test: TestContext, origin: string, fetcher: typeof fetch = fetch) {
    const url = `${origin}/socket.io/?EIO=4&transport=polling`;
    const requests: Array<{ url: string; init: RequestInit }> = [];
    const socket = new PollingSocket(url, (address, init) => {
        requests.push({ url: address, init });
        return fetcher(address, init);
    });
    const frames: Frame[] = [];
    const codes: number[] = [];
    socket.onmessage = ({ data }) => frames.push(data);
    socket.onclose = ({ code }) => codes.push(code);
    test.after(() => socket.close());
    const sid = () => JSON.parse(String(frames[0]).slice(1)).sid as string;
    return { socket, frames, codes, requests, url, sid };
}

/** A Socket.IO server with one connected socket. */
async function join(test: TestContext, options: Partial<ServerOptions> = {}) {
    const http = createServer();
    const io = new Server(http, { serveClient: false, ...options });
    test.after(() => io.close());
    const joined = new Promise<Socket>((resolve) => io.on('connection', resolve));
    const line = dial(test, await listen(test, http));
    line.socket.send('40');
    const peer = await joined;
    await until('CONNECT is answered', () => line.frames.length >= 2);
    const heard: unknown[][] = [];
    peer.onAny((...args) => heard.push(args));
    return { ...line, peer, heard, io };
}

async function answering(test: TestContext, listener: RequestListener) {
    const line = dial(test, await listen(test, createServer(listener)));
    await until('it ends', () => line.codes.length > 0);
    return line;
}

test('a session begins with the handshake, then sends what was queued before it', async (t) => {
    const { frames } = await join(t);
    assert.match(String(frames[0]), /^0\{"sid":"[^"]+","upgrades":\["websocket"\]/);
    assert.match(String(frames[1]), /^40\{"sid":"/);
});

test('events go both ways, each once and in order', async (t) => {
    const { socket, peer, heard, frames } = await join(t);
    const before = frames.length;
    for (let i = 0; i < 50; i++) {
        socket.send(`42["up",${i}]`);
        peer.emit('down', i, '\u00fc \u2028 \u{1f600}');
        if (i % 10 === 0) await sleep(1);
    }
    await until('all have come', () => heard.length === 50 && frames.length === before + 50);
    assert.deepEqual(
        heard,
        Array.from({ length: 50 }, (_, i) => ['up', i]),
    );
    assert.deepEqual(
        frames.slice(before),
        Array.from({ length: 50 }, (_, i) => `42["down",${i},"\u00fc \u2028 \u{1f600}"]`),
    );
});

test('bytes go both ways', async (t) => {
    const { socket, peer, heard, frames } = await join(t);
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    const before = frames.length;
    socket.send('451-["up",{"_placeholder":true,"num":0}]');
    socket.send(bytes.buffer);
    peer.emit('down', Buffer.from(bytes));
    await until('both have come', () => heard.length === 1 && frames.length === before + 2);
    assert.deepEqual(heard[0], ['up', Buffer.from(bytes)]);
    assert.deepEqual(frames[before + 1], bytes.buffer);
});

test('at most one GET and one POST are in progress at a time', async (t) => {
    const counts = { GET: 0, POST: 0 };
    const most = { GET: 0, POST: 0 };
    const http = createServer();
    new Server(http, { serveClient: false });
    const origin = await listen(t, http);
    const { socket, frames } = dial(t, origin, async (url, init) => {
        const method = (init?.method ?? 'GET') as 'GET' | 'POST';
        counts[method] += 1;
        most[method] = Math.max(most[method], counts[method]);
        const response = await fetch(url, init);
        counts[method] -= 1;
        return response;
    });
    socket.send('40');
    for (let i = 0; i < 20; i++) {
        await sleep(2);
        socket.send('42["up"]');
    }
    await until('it has joined', () => frames.length >= 2);
    assert.deepEqual(most, { GET: 1, POST: 1 });
});

test('all requests include cookies and bypass the cache', async (t) => {
    const { requests } = await join(t);
    for (const { init } of requests) {
        assert.equal(init.credentials, 'include');
        assert.equal(init.cache, 'no-store');
    }
});

test('packets share bodies that are no longer than the server accepts', async (t) => {
    const { socket, heard, requests } = await join(t, { maxHttpBufferSize: 200 });
    const before = requests.length;
    for (let i = 0; i < 20; i++) socket.send(`42["up",${i},"${'\u00fc'.repeat(20)}"]`);
    await until('all have come', () => heard.length === 20);
    const bodies = requests.slice(before).flatMap(({ init }) => init.body ?? []);
    const lengths = bodies.map((body) => Buffer.byteLength(String(body)));
    assert.ok(lengths.every((length) => length <= 200));
    assert.ok(lengths.length < 20, 'several packets share a body');
});

for (const [packets, bodies] of [
    [['4aaa', '4bb'], ['4aaa\x1e4bb']],
    [
        ['4aaa', '4bbb'],
        ['4aaa', '4bbb'],
    ],
    [['4aa', '4äb'], ['4aa\x1e4äb']],
    [
        ['4aa', '4ää'],
        ['4aa', '4ää'],
    ],
    [
        ['4a', '4bbbbbbbbb', '4c'],
        ['4a', '4bbbbbbbbb', '4c'],
    ],
] as const) {
    test(`packets share bodies of 8 bytes: ${packets.join(' ')} in ${bodies.length}`, async (t) => {
        const said: unknown[] = [];
        const { socket } = dial(t, 'http://127.0.0.1:9', async (_url, { method, body } = {}) => {
            if (method === 'POST') said.push(body);
            else if (said.length > 0) await new Promise(() => {});
            return new Response('0{"sid":"s","maxPayload":8}');
        });
        for (const packet of packets) socket.send(packet);
        await until('all is said', () => said.join('').includes(packets[packets.length - 1] ?? ''));
        assert.deepEqual(said, bodies);
    });
}

test('a packet that is too long for the server ends the session', async (t) => {
    const { socket, codes } = await join(t, { maxHttpBufferSize: 200 });
    socket.send(`42["up","${'x'.repeat(300)}"]`);
    await until('it ends', () => codes.length > 0);
    assert.deepEqual(codes, [1006]);
});

test('an upgrade to WebSocket continues the session without loss or duplicates', async (t) => {
    const { socket, peer, heard, frames, codes, url, sid } = await join(t);
    const before = frames.length;
    const received: string[] = [];
    const address = url.replace('http', 'ws').replace('polling', 'websocket');
    const webSocket = new WebSocket(`${address}&sid=${sid()}`);
    t.after(() => webSocket.close());
    webSocket.on('message', (data) => received.push(String(data)));
    webSocket.on('open', () => webSocket.send('2probe'));
    let sent = 0;
    const speak = () => {
        peer.emit('down', sent);
        if (codes.length === 0) socket.send(`42["up",${sent}]`);
        else webSocket.send(`42["up",${sent}]`);
        sent += 1;
    };
    speak();
    await until('the probe is answered', () => received.length === 1);
    assert.equal(received.shift(), '3probe');
    speak();
    socket.drain();
    speak();
    await until('it is drained', () => codes.length === 1);
    assert.deepEqual(codes, [1000]);
    peer.emit('down', 'held');
    webSocket.send('5');
    speak();
    const events = () => [...frames.slice(before), ...received].filter((frame) => frame !== '6');
    await until('all have come', () => heard.length === sent && events().length === 5);
    assert.deepEqual(
        heard,
        Array.from({ length: sent }, (_, i) => ['up', i]),
    );
    assert.deepEqual(events(), [
        '42["down",0]',
        '42["down",1]',
        '42["down",2]',
        '42["down","held"]',
        '42["down",3]',
    ]);
    assert.ok(peer.connected);
});

test('a draining session ends when its last GET and last POST are answered', async (t) => {
    const asked: ServerResponse[] = [];
    const posted: ServerResponse[] = [];
    const line = await listen(
        t,
        createServer(({ method }, response) => {
            (method === 'POST' ? posted : asked).push(response);
        }),
    );
    const { socket, codes, frames } = dial(t, line);
    await until('the handshake is asked for', () => asked.length === 1);
    asked[0]?.end('0{"sid":"s"}');
    await until('the next is asked for', () => asked.length === 2);
    socket.drain();
    socket.send('4a');
    await until('it is said', () => posted.length === 1);
    posted[0]?.end('ok');
    await sleep(20);
    assert.deepEqual(codes, []);
    socket.send('4b');
    await until('it is said', () => posted.length === 2);
    asked[1]?.end('4c');
    await until('it is heard', () => frames.length === 2);
    await sleep(20);
    assert.deepEqual(codes, []);
    posted[1]?.end('ok');
    await until('it is drained', () => codes.length === 1);
    assert.deepEqual([codes, frames[1], asked.length], [[1000], '4c', 2]);
});

test('closing tells the server once, in a request that may outlive the page', async (t) => {
    const { socket, peer, heard, codes, requests } = await join(t);
    const left = new Promise((resolve) => peer.on('disconnect', resolve));
    socket.send('42["first"]');
    await until('it is heard', () => heard.length === 1);
    await sleep(20);
    socket.close();
    socket.close();
    assert.equal(await left, 'transport close');
    assert.deepEqual(codes, []);
    const ends = requests.filter(({ init }) => init.body === '1');
    assert.deepEqual(
        ends.map(({ init }) => init.keepalive),
        [true],
    );
});

test('packets queued behind a pending POST are sent once, with the close packet', async (t) => {
    const posted: Array<[body: unknown, answer: () => void]> = [];
    const { socket } = dial(t, 'http://127.0.0.1:9', async (_url, { method, body } = {}) => {
        if (method === 'POST') await new Promise<void>((answer) => posted.push([body, answer]));
        else if (posted.length > 0) await new Promise(() => {});
        return new Response('0{"sid":"s"}');
    });
    socket.send('4a');
    await until('it is said', () => posted.length === 1);
    socket.send('4b');
    socket.close();
    for (const [, answer] of posted) answer();
    await sleep(20);
    assert.deepEqual(
        posted.map(([body]) => body),
        ['4a', '4b\x1e1'],
    );
});

test('closing a socket aborts its pending request and reports nothing', async (t) => {
    const aborted: boolean[] = [];
    const { socket, codes, requests } = dial(t, 'http://127.0.0.1:9', (_url, init) => {
        return new Promise((_resolve, reject) => {
            init?.signal?.addEventListener('abort', () => {
                aborted.push(true);
                reject(init.signal?.reason);
            });
        });
    });
    socket.close();
    await sleep(5);
    assert.deepEqual([aborted, codes, requests.length], [[true], [], 1]);
});

test('a server that goes away is reported once', async (t) => {
    const { socket, io, codes } = await join(t);
    io.close();
    await until('it ends', () => codes.length > 0);
    socket.send('42["late"]');
    socket.drain();
    await sleep(20);
    assert.deepEqual(codes, [1006]);
});

test('a session ends when the server no longer knows it', async (t) => {
    const answers = ['0{"sid":"gone","upgrades":[],"pingInterval":1,"pingTimeout":1}'];
    const { codes, frames, requests } = await answering(t, (_request, response) => {
        const answer = answers.shift();
        response.statusCode = answer ? 200 : 400;
        response.end(answer ?? '{"code":1,"message":"Session ID unknown"}');
    });
    assert.deepEqual([codes, frames.length, requests.length], [[1006], 1, 2]);
    assert.match(requests[1]?.url ?? '', /&sid=gone$/);
});

for (const [what, body] of [
    ['the page of a proxy', '<!doctype html><title>Sign in</title>'],
    ['an empty response', ''],
    ['an invalid handshake', '0{"sid":'],
    ['a packet of another protocol', '0{"sid":"s"}\x1ex'],
    ['invalid base64', '0{"sid":"s"}\x1eb?'],
] as const) {
    test(`${what} ends the attempt without another request`, async (t) => {
        const { codes, requests } = await answering(t, (_request, response) => {
            response.end(body);
        });
        await sleep(20);
        assert.deepEqual(codes, [1006]);
        assert.equal(requests.filter(({ init }) => init.method !== 'POST').length, 1);
    });
}

test('a response beyond the size limit ends the session', async (t) => {
    const bodies = ['0{"sid":"s"}', `4${'x'.repeat(bodyLengthMax - 1)}`];
    bodies.push(`4${'x'.repeat(bodyLengthMax)}`);
    const { codes, frames } = dial(t, 'http://127.0.0.1:9', async () => {
        return new Response(bodies.shift() ?? '');
    });
    await until('it ends', () => codes.length > 0);
    assert.deepEqual([codes, frames.length], [[1006], 2]);
});
