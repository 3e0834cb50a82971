// What the fault tests rely on: the proxy breaks what it is asked to break, and nothing else.
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { garbage, webSocketFrame } from './support/fault_proxy.js';
import { expect, test } from './support/test.ts';

/** Longer than anything on loopback takes, to see that nothing arrives. */
const silenceMs = 100;

/**
 * A server that responds with the path, and echoes what follows a WebSocket handshake.
 * @param {string[]} upstream the paths that it was asked for
 */
async function startEcho(upstream) {
    const server = createServer((request, response) => {
        upstream.push(String(request.url));
        response.end(request.url);
    });
    server.on('upgrade', (_request, socket) => {
        socket.on('error', () => {});
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        socket.pipe(socket);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const close = async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    };
    return { port, close };
}

/** @type {string[]} */
let upstream;
/** @type {import('./support/fault_proxy.js').FaultProxy} */
let proxy;

test.beforeEach(async ({ closing, startProxy }) => {
    upstream = [];
    const echo = await startEcho(upstream);
    closing(echo);
    proxy = await startProxy(echo);
});

/** A client that records what it receives. */
async function client(upgrade = '') {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    const seen = { text: '', closed: false };
    socket.setEncoding('latin1').on('data', (chunk) => {
        seen.text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
        seen.closed = true;
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    const ask = (path = '/') =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
    return { socket, seen, ask };
}

async function webSocket() {
    const one = await client('Upgrade: websocket\r\nConnection: Upgrade\r\n');
    one.ask();
    return one;
}

/** @param {{ seen: { text: string } }} client @param {string} text */
const toSee = ({ seen }, text) => expect.poll(() => seen.text).toContain(text);

test('traffic passes unchanged, and WebSocket connections are recognized', async () => {
    expect(await (await fetch(`${proxy.url}/path`)).text()).toBe('/path');
    const one = await webSocket();
    await toSee(one, '101 Switching');
    one.socket.write('hello');
    await toSee(one, 'hello');
    expect(proxy.connections('webSocket')).toHaveLength(1);
    one.socket.end();
    await expect.poll(() => proxy.connections('webSocket').length).toBe(0);
});

test('cutting a connection leaves the others open', async () => {
    const [one, two] = [await webSocket(), await webSocket()];
    await Promise.all([toSee(one, '101'), toSee(two, '101')]);
    proxy.connections('webSocket')[0]?.cut();
    await expect.poll(() => one.seen.closed).toBe(true);
    two.socket.write('still here');
    await toSee(two, 'still here');
});

test('held bytes arrive after release(), and dropped bytes never do', async () => {
    const one = await webSocket();
    await toSee(one, '101');
    const [connection] = proxy.connections();
    connection?.hold();
    one.socket.write('held');
    await sleep(silenceMs);
    expect(one.seen.text).not.toContain('held');
    connection?.release();
    await toSee(one, 'held');
    connection?.drop('toClient');
    one.socket.write('dropped');
    await sleep(silenceMs);
    connection?.release();
    one.socket.write('after');
    await toSee(one, 'after');
    expect(one.seen.text).not.toContain('dropped');
});

test('one direction can be dropped while the other works', async () => {
    const one = await client();
    proxy.connections()[0]?.drop('toClient');
    one.ask('/stored');
    await expect.poll(() => upstream).toEqual(['/stored']);
    await sleep(silenceMs);
    expect(one.seen).toEqual({ text: '', closed: false });
});

test('a shorter delay does not change the order of bytes', async () => {
    const one = await webSocket();
    await toSee(one, '101');
    const [connection] = proxy.connections();
    connection?.delay(silenceMs);
    const start = performance.now();
    one.socket.write('first ');
    connection?.delay(silenceMs / 2);
    one.socket.write('second');
    await toSee(one, 'first second');
    expect(performance.now() - start).toBeGreaterThan(silenceMs);
});

test('bytes and frames can be injected in either direction', async () => {
    const one = await webSocket();
    await toSee(one, '101');
    const [connection] = proxy.connections();
    connection?.inject(webSocketFrame('hello'));
    await toSee(one, '\x81\x05hello');
    connection?.inject(webSocketFrame(Buffer.alloc(300)));
    await toSee(one, '\x82\x7e\x01\x2c');
    connection?.inject(webSocketFrame(Buffer.alloc(2 ** 16)));
    await toSee(one, '\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00');
    const before = one.seen.text.length;
    connection?.inject(garbage(10), 'toServer');
    await expect.poll(() => one.seen.text.length).toBeGreaterThanOrEqual(before + 10);
});

test('WebSocket handshakes can be refused or left unanswered', async () => {
    proxy.upgrades = 'refuse';
    const one = await webSocket();
    await toSee(one, '403 Forbidden');
    await expect.poll(() => one.seen.closed).toBe(true);
    proxy.upgrades = 'swallow';
    const two = await webSocket();
    await sleep(silenceMs);
    expect(two.seen).toEqual({ text: '', closed: false });
    expect(await (await fetch(proxy.url)).text()).toBe('/');
    expect(upstream).toEqual(['/']);
});

test('down() cuts and refuses connections, and up() reopens the same port', async () => {
    const one = await webSocket();
    await toSee(one, '101');
    const { url } = proxy;
    await proxy.down();
    await expect.poll(() => one.seen.closed).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    await proxy.up();
    expect(await (await fetch(`${url}/again`)).text()).toBe('/again');
});

test('every new connection can be prepared', async () => {
    proxy.onConnection = (connection) => connection.hold('toClient');
    let isHere = false;
    const answer = fetch(`${proxy.url}/late`).finally(() => {
        isHere = true;
    });
    await sleep(silenceMs);
    expect(isHere).toBe(false);
    for (const connection of proxy.connections()) connection.release();
    expect(await (await answer).text()).toBe('/late');
});

test('a client sees the end of a stream unless its direction is dropped', async () => {
    const [one, two] = [await webSocket(), await webSocket()];
    await Promise.all([toSee(one, '101'), toSee(two, '101')]);
    const [first, second] = proxy.connections();
    first?.drop('toClient');
    // The server sees its clients hang up, and hangs up as well.
    first?.inject(Buffer.from('x'), 'toServer');
    for (const { socket } of [one, two]) socket.end();
    await expect.poll(() => two.seen.closed).toBe(true);
    await sleep(silenceMs);
    expect(one.seen.closed).toBe(false);
    expect(second?.isOpen).toBe(false);
    first?.cut();
    await expect.poll(() => one.seen.closed).toBe(true);
});
