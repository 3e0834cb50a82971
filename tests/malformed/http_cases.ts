// Random HTTP requests. Those that a library would refuse to send are written as bytes.

import type { Random } from './random.ts';
import { encoded, spoilt, text, value } from './values.ts';

/** In headers `{token}` and `{csrf}` stand for those of a signed-in user. */
export interface HttpCase {
    kind: 'http';
    method: string;
    path: string;
    headers: [name: string, value: string][];
    /** One character for each byte. */
    body: string;
}

/** Bytes to write to a separate connection, one character for each. */
export interface RawCase {
    kind: 'raw';
    bytes: string;
}

const paths = [
    ...['unread', 'conversations', 'threads', 'sync', 'drafts', 'sent', '*', '*/read'].map(
        (path) => `/api/messages/${path}`,
    ),
    ...['/api/messages/threads/*/mark-read', '/api/messages/*/*', '/api/messages'],
    ...['/api/auth/login', '/api/auth/logout', '/api/auth/me', '/api/auth/accounts'],
    ...['/api/csrf-token', '/api/me/suppliers', '/api/health', '/api/*', '/healthz', '/readyz'],
    ...['/metrics', '/', '/*', '/*/*', '/messaging.js', '/socket.io/', '/socket.io/*'],
];
/** Paths at which a body is read; half of the requests go there. */
const reading = [
    ...['/api/messages/*', '/api/messages/*/read', '/api/messages/threads/*/mark-read'],
    '/api/auth/login',
];
const methods = [
    ...['GET', 'GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE'],
    ...['PROPFIND', 'SEARCH', 'PURGE'],
];
const queries = [
    ...['limit', 'after', 'before', 'since', 'status', 'unreadOnly', 'userId', 'userType'],
    ...['EIO', 'transport', 'sid', 't', '__proto__', 'a[b]', 'a[]', 'limit[]', 'since[x][y]', ''],
];
const types = [
    ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '', '/', 'json'],
    ...['application/json; charset=utf-16', 'application/json; charset=x', 'application/json;;'],
    ...['application/json; charset="', 'application/vnd.api+json', 'APPLICATION/JSON', '*/*'],
];

export function httpCase(random: Random): HttpCase {
    const writes = random.chance(0.5);
    const method = writes ? 'POST' : random.pick(methods);
    const path = pathOf(random, writes ? reading : paths);
    const headers = headersOf(random);
    const body = writes || random.chance(0.1) ? bodyOf(random, path) : '';
    return { kind: 'http', method, path: path + queryOf(random), headers, body };
}

function pathOf(random: Random, from: readonly string[]): string {
    return random.pick(from).replaceAll('*', () => {
        if (random.chance(0.8)) return random.pick(['thd_wedding', 'thd_photos']);
        if (random.chance(0.2))
            return random.pick(['%', '%zz', '%E0%A4%A', '..', '.', '%2e%2e', '%2F']);
        return encoded(text(random));
    });
}

function queryOf(random: Random): string {
    if (random.chance(0.5)) return '';
    const pairs = Array.from({ length: 1 + random.below(4) }, () => {
        const right = random.pick(['polling', 'websocket', '4', '1', '1000', 'true', 'active']);
        return `${random.pick(queries)}=${random.chance(0.4) ? right : encoded(text(random))}`;
    });
    return `?${pairs.join('&')}`;
}

function headersOf(random: Random): HttpCase['headers'] {
    const right = (given: string) => (random.chance(0.95) ? given : header(random));
    const headers: HttpCase['headers'] = [];
    headers.push(['content-type', random.chance(0.9) ? 'application/json' : random.pick(types)]);
    if (random.chance(0.95)) headers.push(['cookie', right('token={token}; csrf={csrf}')]);
    if (random.chance(0.95)) headers.push(['x-csrf-token', right('{csrf}')]);
    if (random.chance(0.1)) headers.push(['authorization', right('Bearer {token}')]);
    const others = [
        ...['origin', 'host', 'x-request-id', 'idempotency-key', 'x-forwarded-for', 'range'],
        ...['if-none-match', 'if-modified-since', 'accept', 'accept-encoding', 'referer'],
        ...['content-encoding', 'access-control-request-method', 'x-forwarded-proto'],
    ];
    while (random.chance(0.3)) headers.push([random.pick(others), header(random)]);
    return headers;
}

function header(random: Random): string {
    const cookie = [
        'token=',
        'token=.',
        '=;=;;',
        'csrf=%E0%A4%A',
        'token={token}x',
        'csrf={csrf}a',
    ];
    const some = ['gzip', 'bytes=0-', 'bytes=9-1', 'null', 'http://', 'Bearer', 'Basic eDp5', '*'];
    if (random.chance(0.5)) return random.pick([...cookie, ...some]);
    const printable = text(random).replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
    return printable.slice(0, 4000);
}

const sending = { message: 'hello', senderId: 'usr_alice', clientMessageId: 'c1', more: {} };
const marking = { messageId: 'msg_x', userId: 'usr_alice' };
const signingIn = { userId: 'usr_alice', email: 'a@b.c', remember: true, bearer: true };

function rightFor(path: string): Record<string, unknown> {
    if (path.endsWith('read')) return marking;
    return path.startsWith('/api/auth') ? signingIn : sending;
}

function bodyOf(random: Random, path: string): string {
    const given = spoilt(random, rightFor(path));
    const json = Buffer.from(JSON.stringify(given)).toString('latin1');
    if (random.chance(0.75)) return json;
    const place = random.below(json.length + 1);
    return random.pick([
        () => json.slice(0, place),
        () => json.slice(0, place) + String.fromCharCode(random.below(256)) + json.slice(place + 1),
        () => json + json,
        () => `\xef\xbb\xbf${json}`,
        () => Buffer.from(json, 'utf16le').toString('latin1'),
        () => '{"a":'.repeat(random.pick([10, 1000, 15_000])),
        () => '['.repeat(random.pick([10, 1000, 90_000])),
        () => `{"message":"${'\\u0000'.repeat(random.below(9000))}"}`,
        () => `{"message":"x","n":1e${random.below(999)},"m":-}`,
        () => json.padEnd(random.pick([99_999, 100_000, 100_001, 300_000])),
        () => '',
    ])();
}

export function rawCase(random: Random): RawCase {
    const { method, path, headers, body } = httpCase(random);
    const lines = headers.map(([name, given]) => `${name}: ${given}\r\n`);
    const start = `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`;
    const length = `content-length: ${body.length}\r\n`;
    const bytes = `${start}${lines.join('')}${length}\r\n${body}`;
    const place = random.below(Math.min(bytes.length, 600));
    const insert = (more: string) => bytes.slice(0, place) + more + bytes.slice(place);
    const spoil = random.pick([
        () => insert(String.fromCharCode(random.below(256))),
        () => insert(random.pick(['\r\n', '\n', '\r', '\0', '\r\n\r\n', ': ', ' HTTP/1.1\r\n'])),
        () => bytes.slice(0, place) + bytes.slice(place + 1 + random.below(20)),
        () => bytes.slice(0, place),
        () => bytes.replace('HTTP/1.1', random.pick(['HTTP/2.0', 'HTTP/1.0', 'HTTP', 'FTP/1.1'])),
        () => bytes.replace(length, `${length}content-length: 7\r\n`),
        () => bytes.replace(length, `${length}transfer-encoding: chunked\r\n`),
        () =>
            bytes.replace(length, random.pick(['content-length: -1\r\n', 'content-length: x\r\n'])),
        () =>
            bytes.replace(`${length}\r\n`, `transfer-encoding: chunked\r\n\r\n${text(random)}\r\n`),
        () => bytes.replace(length, `x: ${'y'.repeat(20_000)}\r\n`),
        () => bytes.replace(length, 'x: y\r\n'.repeat(2001)),
        () => bytes.replace(length, `upgrade: websocket\r\nconnection: upgrade\r\n`),
        () => bytes.replace(length, `expect: ${text(random)}\r\n`),
        () => bytes.replace(path, path + JSON.stringify(value(random)).slice(0, 500)),
        () => bytes.replace(method, random.pick(['CONNECT', 'get', '', 'X'.repeat(99)])),
    ]);
    return { kind: 'raw', bytes: spoil() };
}
