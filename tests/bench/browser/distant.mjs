// A server as a distant page sees it: behind TLS and HTTP/2, as on the internet, with half a round
// trip of delay each way. Bandwidth is not limited.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as ask } from 'node:http';
import { createSecureServer } from 'node:http2';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const host = '127.0.0.1';

/** A self-signed certificate. */
function certify() {
    const folder = mkdtempSync(path.join(tmpdir(), 'messaging-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
    const request = `req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2
        -subj /CN=localhost -addext subjectAltName=IP:${host} -keyout ${key} -out ${cert}`;
    execFileSync('openssl', request.split(/\s+/), { stdio: 'ignore' });
    const pair = { key: readFileSync(`${key}`), cert: readFileSync(`${cert}`) };
    rmSync(folder, { recursive: true });
    return pair;
}

/** Headers that belong to one connection of HTTP/1.1, or are HTTP/2's own. */
const isHop = (/** @type {string} */ name) =>
    /^(:.*|connection|keep-alive|transfer-encoding|upgrade)$/.test(name);

/** @param {import('node:http').IncomingHttpHeaders} headers */
const passedOn = (headers) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !isHop(name)));

/** Speaks HTTP/2, and HTTP/1.1 for WebSockets, for a server that does not. @param {number} port */
async function startFront(port) {
    const front = createSecureServer({ ...certify(), allowHTTP1: true }, (request, response) => {
        const { method, url, headers } = request;
        const options = { host, port, method, path: url, headers: passedOn(headers) };
        const upstream = ask(options, (answer) => {
            response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
            answer.pipe(response);
        });
        upstream.on('error', () => response.destroy());
        request.pipe(upstream);
    });
    front.on('upgrade', (request, socket) => {
        const upstream = connect({ host, port, noDelay: true });
        const lines = [`GET ${request.url} HTTP/1.1`];
        for (const [name, value] of Object.entries(request.headers))
            lines.push(`${name}: ${value}`);
        upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
        socket.pipe(upstream).pipe(socket);
        for (const each of [socket, upstream]) each.on('error', () => each.destroy());
    });
    front.listen(0, host);
    await once(front, 'listening');
    return front;
}

/** Forwards everything with a delay. @param {number} port @param {number} roundTripMs */
async function startRelay(port, roundTripMs) {
    const relay = createServer({ noDelay: true }, (client) => {
        const server = connect({ host, port, noDelay: true });
        const madeAt = performance.now() + roundTripMs;
        for (const [from, to] of /** @type {const} */ ([
            [client, server],
            [server, client],
        ])) {
            // Data sent at once waits until the connection would have been made.
            const later = (/** @type {() => void} */ act) => {
                const at = Math.max(performance.now(), madeAt) + roundTripMs / 2;
                setTimeout(act, at - performance.now());
            };
            from.on('data', (data) => later(() => to.write(data)));
            from.on('error', () => {});
            from.on('close', () => later(() => to.destroy()));
        }
    });
    relay.listen(0, host);
    await once(relay, 'listening');
    return relay;
}

/** @param {import('node:net').Server} server */
function portOf(server) {
    return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** @param {string} url on loopback @param {number} roundTripMs */
export async function startDistant(url, roundTripMs) {
    const front = await startFront(Number(new URL(url).port));
    const relay = await startRelay(portOf(front), roundTripMs);
    return {
        url: `https://${host}:${portOf(relay)}`,
        close() {
            relay.close();
            front.close();
        },
    };
}
