import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { anonymous, Person, signIn, startServer } from './support.ts';

const friend = 'https://shop.example';
const stranger = 'https://evil.example';
let dist: string;
let server: ReferenceServer;
let shared: ReferenceServer;
before(async () => {
    dist = await mkdtemp(join(tmpdir(), 'messaging-dist-'));
    await mkdir(join(dist, 'pages'));
    const files: Record<string, string> = {
        'messaging.js': 'export default 1;',
        'messaging.wasm': '\0asm',
        'messaging.css': 'a {}',
        '.stamp': 'private',
        'pages/index.html': '<title>Choose</title>',
        'pages/dashboard-customer.html': '<title>Customer</title>',
        'pages/page.js': 'export {};',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(dist, name), text);
    server = await startServer(null, { dist });
    shared = await startServer(null, { dist, origins: [friend], production: true });
});
after(async () => {
    await Promise.all([server.close(), shared.close()]);
    await rm(dist, { recursive: true });
});

/** Revalidates a cached file as browsers do; `fetch` in Node always requests it whole. */
function askAgain(path: string, etag: string): Promise<number | undefined> {
    const options = { port: server.port, host: '127.0.0.1', headers: { 'if-none-match': etag } };
    return new Promise((resolve, reject) => {
        get({ ...options, path }, (response) => resolve(response.resume().statusCode)).on(
            'error',
            reject,
        );
    });
}

describe('files', () => {
    const types: Record<string, string> = {
        '/': 'text/html',
        '/dashboard-customer.html': 'text/html',
        '/page.js': 'text/javascript',
        '/messaging.js': 'text/javascript',
        '/messaging.js?v=18.0.0': 'text/javascript',
        '/messaging.wasm': 'application/wasm',
        '/messaging.css': 'text/css',
    };
    for (const [path, type] of Object.entries(types)) {
        test(`${path} is ${type}, revalidated on each use and not sent again`, async () => {
            const { status, headers } = await anonymous(server).get(path);
            assert.equal(status, 200);
            assert.equal(headers.get('content-type')?.split(';')[0], type);
            assert.equal(headers.get('cache-control'), 'no-cache');
            const etag = headers.get('etag');
            assert.ok(etag);
            assert.equal(await askAgain(path, etag), 304);
        });
    }

    test('files outside the folder, hidden files and listings are not served', async () => {
        for (const path of ['/.stamp', '/pages', '/nothing.js', '/../package.json']) {
            const { status } = await anonymous(server).get(path);
            assert.ok(status === 404 || status === 301, `${path}: ${status}`);
        }
        assert.equal((await anonymous(server).get('/pages/')).status, 404);
    });

    test('before the first build the page says what to do', async (t) => {
        const empty = await startServer(t, { dist: join(dist, 'nothing') });
        const { status, headers, body } = await anonymous(empty).get('/');
        assert.equal(status, 404);
        assert.match(headers.get('content-type') ?? '', /^text\/plain/);
        assert.match(body, /npm run build/);
    });
});

describe('headers', () => {
    test('the content security policy is strict, but works over plain HTTP', async () => {
        for (const path of ['/', '/api/health', '/api/messages/unread']) {
            const { headers } = await anonymous(server).get(path);
            const policy = headers.get('content-security-policy') ?? '';
            const directives = new Map(
                policy.split(';').map((one) => {
                    const [name = '', ...values] = one.trim().split(' ');
                    return [name, values.join(' ')];
                }),
            );
            assert.equal(directives.get('default-src'), "'self'");
            assert.equal(directives.get('script-src'), "'self' 'wasm-unsafe-eval'");
            assert.equal(directives.get('style-src'), "'self'");
            const own = `ws://127.0.0.1:${server.port} wss://127.0.0.1:${server.port}`;
            assert.equal(directives.get('connect-src'), `'self' ${own}`);
            assert.equal(directives.get('img-src'), "'self' data:");
            for (const name of ['script-src-attr', 'object-src']) {
                assert.equal(directives.get(name), "'none'", name);
            }
            for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
                assert.equal(directives.get(name), "'self'", name);
            }
            assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
            assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'? |upgrade-insecure-requests/);
            assert.equal(headers.get('strict-transport-security'), null);
            assert.equal(headers.get('x-content-type-options'), 'nosniff');
            assert.equal(headers.get('x-powered-by'), null);
        }
    });

    test('headers that take effect only over TLS are sent only over TLS', async (t) => {
        const behindProxy = await startServer(t, { trustedProxies: 1 });
        const names = [
            ...['strict-transport-security', 'cross-origin-opener-policy'],
            'origin-agent-cluster',
        ];
        for (const secure of [true, false]) {
            const headers = { 'x-forwarded-proto': secure ? 'https' : 'http' };
            const visitor = anonymous(behindProxy);
            const answer = await visitor.call('GET', '/api/health', { headers });
            for (const name of names) assert.equal(answer.headers.has(name), secure, name);
        }
    });

    test('the policy names the host that was asked for, unless it could add a rule', async () => {
        const connectSrcFor = (host: string) =>
            new Promise((resolve, reject) => {
                const address = { port: server.port, host: '127.0.0.1', path: '/api/health' };
                get({ ...address, headers: { host } }, (response) => {
                    const policy = String(response.resume().headers['content-security-policy']);
                    resolve(/connect-src ([^;]*)/.exec(policy)?.[1]?.trim());
                }).on('error', reject);
            });
        for (const host of ['shop.example:8080', '[::1]:3000']) {
            assert.equal(await connectSrcFor(host), `'self' ws://${host} wss://${host}`);
        }
        for (const host of ['x * y', 'x;script-src *']) {
            assert.equal(await connectSrcFor(host), "'self'", host);
        }
    });

    test('API responses are never cached', async () => {
        const { headers } = await (await signIn(server, 'usr_alice')).get('/api/messages/unread');
        assert.equal(headers.get('cache-control'), 'no-store');
    });
});

describe('other origins', () => {
    const ask = (method: string, origin: string, path = '/api/messages/unread') =>
        anonymous(shared).call(method, path, {
            headers: { origin, 'access-control-request-method': 'POST' },
        });

    test('a configured origin may send requests with credentials', async () => {
        const preflight = await ask('OPTIONS', friend);
        assert.equal(preflight.status, 204);
        for (const { headers } of [preflight, await ask('GET', friend)]) {
            assert.equal(headers.get('access-control-allow-origin'), friend);
            assert.equal(headers.get('access-control-allow-credentials'), 'true');
            assert.match(headers.get('vary') ?? '', /Origin/);
        }
        const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
        for (const name of ['Content-Type', 'X-CSRF-Token', 'Idempotency-Key', 'Authorization']) {
            assert.ok(allowed.includes(name), name);
        }
        assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /GET, POST/);
        assert.equal(preflight.headers.get('access-control-max-age'), '600');
        const refusal = await ask('GET', friend);
        assert.equal(refusal.status, 401);
        assert.equal(refusal.headers.get('access-control-expose-headers'), 'Retry-After');
    });

    test('any other origin may not', async () => {
        for (const origin of [stranger, 'null', `${friend}.evil.example`, 'not an origin']) {
            const { headers } = await ask('OPTIONS', origin);
            assert.equal(headers.get('access-control-allow-origin'), null, origin);
            assert.match(headers.get('vary') ?? '', /Origin/);
        }
    });

    test('a configured origin may load the module, and our pages may call it', async () => {
        const { headers } = await ask('GET', friend, '/messaging.js');
        assert.equal(headers.get('access-control-allow-origin'), friend);
        assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
        const policy = headers.get('content-security-policy') ?? '';
        assert.match(policy, /connect-src 'self' ws:\/\/127\S+ wss:\/\/127/);
        assert.ok(policy.includes(` ${friend} ${friend.replace('http', 'ws')};`));
    });

    test('in production with other origins, cookies are Secure and SameSite=None', async () => {
        const given = { userId: 'usr_alice', bearer: true };
        const login = await anonymous(shared).post('/api/auth/login', given);
        const token = await anonymous(shared).get('/api/csrf-token');
        // The browser ignores a cookie that is cleared without them.
        const authorization = `Bearer ${login.body.token}`;
        const logout = await anonymous(shared).post('/api/auth/logout', {}, { authorization });
        assert.match(logout.headers.getSetCookie().join(), /^token=; Path=\/;.*; HttpOnly/);
        for (const { headers } of [login, token, logout]) {
            assert.match(headers.getSetCookie().join(), /; Secure; SameSite=None/);
        }
    });

    test('in production without other origins, cookies are SameSite=Lax', async (t) => {
        const alone = await startServer(t, { production: true });
        const login = await anonymous(alone).post('/api/auth/login', { userId: 'usr_alice' });
        assert.match(login.headers.getSetCookie().join(), /; HttpOnly; Secure; SameSite=Lax/);
    });

    test('outside production, cookies are SameSite=Lax even with other origins', async (t) => {
        const plain = await startServer(t, { origins: [friend] });
        const login = await anonymous(plain).post('/api/auth/login', { userId: 'usr_alice' });
        assert.match(login.headers.getSetCookie().join(), /; HttpOnly; SameSite=Lax/);
    });

    for (const transport of ['websocket', 'polling'] as const) {
        test(`a ${transport} socket is accepted or rejected by its origin`, async () => {
            const visitor = (origin: string | undefined) => {
                const extraHeaders = origin === undefined ? {} : { origin };
                const { url } = shared;
                const person = new Person({ url }, '');
                return person.connect({ transports: [transport], extraHeaders }).then(() => {
                    person.leave();
                    return true;
                });
            };
            assert.equal(await visitor(undefined), true);
            assert.equal(await visitor(friend), true);
            assert.equal(await visitor(shared.url), true);
            await assert.rejects(visitor(stranger));
            const port = new URL(shared.url).port;
            for (const alike of [
                shared.url.replace(port, String(Number(port) - 1)),
                shared.url.replace(`:${port}`, ''),
                `${friend}.evil.example`,
                'null',
            ]) {
                await assert.rejects(visitor(alike), alike);
            }
        });
    }

    test('long-polling allows a configured origin with credentials, and no other', async () => {
        const path = '/socket.io/?EIO=4&transport=polling';
        const { status, headers } = await ask('GET', friend, path);
        assert.equal(status, 200);
        assert.equal(headers.get('access-control-allow-origin'), friend);
        assert.equal(headers.get('access-control-allow-credentials'), 'true');
        assert.equal((await ask('GET', stranger, path)).status, 403);
    });
});
