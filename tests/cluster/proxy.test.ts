// What deploy/haproxy.cfg does by itself, in front of servers that say what reaches them.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { startDeployedProxy } from '../support/deployed_proxy.ts';

/** New sockets of an address in ten seconds. */
const socketsMax = 100;
const handshake = '/socket.io/?EIO=4&transport=polling';

const servers = ['one', 'two'].map((name) => ({
    name,
    http: createServer(({ headers }, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ name, headers }));
    }),
}));
before(async () => {
    for (const { http } of servers) {
        await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    }
});
after(() => {
    for (const { http } of servers) http.close();
});

async function start(t: TestContext, variables: Record<string, string> = {}) {
    const hosts = servers.map(({ http }) => `127.0.0.1:${(http.address() as AddressInfo).port}`);
    const proxy = await startDeployedProxy(hosts, variables);
    t.after(() => proxy.stop());
    const ask = (path: string, headers: Record<string, string> = {}) =>
        fetch(proxy.url + path, { headers });
    return {
        ask,
        statusOf: async (path: string, headers?: Record<string, string>) => {
            const response = await ask(path, headers);
            await response.arrayBuffer();
            return response.status;
        },
    };
}

test('the proxy refuses more than 100 new sockets of an address in ten seconds', async (t) => {
    const { statusOf } = await start(t);
    const ways = [handshake, `${handshake}&sid=`, '/socket.io/?EIO=4&transport=websocket'];
    for (let count = 0; count < socketsMax; count++) {
        assert.equal(await statusOf(ways[count % ways.length] ?? ''), 200);
    }
    for (const way of ways) assert.equal(await statusOf(way), 429, way);
});

test('requests of open sockets and others do not count as new sockets', async (t) => {
    const { statusOf } = await start(t);
    const free = [`${handshake}&sid=abc`, '/socket.io/?sid=abc&EIO=4', '/api/health?sid='];
    for (let count = 0; count < socketsMax * 2; count++) {
        assert.equal(await statusOf(free[count % free.length] ?? ''), 200);
    }
    for (let count = 0; count <= socketsMax; count++) await statusOf(handshake);
    assert.equal(await statusOf(handshake), 429);
    for (const one of free) assert.equal(await statusOf(one), 200, one);
});

test('behind another proxy, new sockets count for the caller that it names', async (t) => {
    const { statusOf } = await start(t, { TRUSTED_PROXIES: '2' });
    const statusFrom = (caller: string, forged = '198.51.100.1') =>
        statusOf(handshake, { 'x-forwarded-for': `${forged}, ${caller}` });
    for (let count = 0; count < socketsMax; count++) {
        assert.equal(await statusFrom('192.0.2.1', `198.51.100.${count}`), 200);
    }
    assert.equal(await statusFrom('192.0.2.1'), 429);
    assert.equal(await statusFrom('192.0.2.2'), 200);
});

test('new sockets count for the whole network of an IPv6 address', async (t) => {
    const { statusOf } = await start(t, { TRUSTED_PROXIES: '2' });
    const statusFrom = (caller: string) => statusOf(handshake, { 'x-forwarded-for': caller });
    for (let count = 1; count <= socketsMax; count++) {
        assert.equal(await statusFrom(`2001:db8:0:1::${count}`), 200);
    }
    assert.equal(await statusFrom('2001:db8:0:1:2:3:4:5'), 429);
    assert.equal(await statusFrom('2001:db8:0:2::1'), 200);
});

test('without another proxy, X-Forwarded-For does not change whose sockets are counted', async (t) => {
    const { statusOf } = await start(t, { TRUSTED_PROXIES: '1' });
    const statusFrom = (caller: string) => statusOf(handshake, { 'x-forwarded-for': caller });
    for (let count = 0; count < socketsMax; count++) await statusFrom(`192.0.2.${count}`);
    assert.equal(await statusFrom('192.0.2.200'), 429);
});

test('servers get an X-Request-Id of the proxy in place of the caller’s', async (t) => {
    const { ask } = await start(t);
    const ids = [];
    for (const given of [{ 'x-request-id': 'mine' }, {}]) {
        const { headers } = await (await ask('/', given)).json();
        assert.match(headers['x-request-id'], /^[\dA-F]+-[\dA-F]+-[\dA-F]+$/);
        ids.push(headers['x-request-id']);
    }
    assert.notEqual(ids[0], ids[1]);
});

test('servers get Host as sent, and the caller’s address at the end of the others', async (t) => {
    const { ask } = await start(t);
    const response = await ask('/', { 'x-forwarded-for': '192.0.2.1' });
    const { headers } = await response.json();
    assert.equal(headers.host, new URL(response.url).host);
    assert.match(headers['x-forwarded-for'], /^192\.0\.2\.1, ?127\.0\.0\.1$/);
});

test('a browser stays at its server by a cookie that does not name it', async (t) => {
    const { ask } = await start(t);
    const homes = new Set<string>();
    for (let browser = 0; browser < 4; browser++) {
        const first = await ask('/');
        const [line = ''] = first.headers.getSetCookie();
        assert.match(line, /^node=[\da-f]+; path=\/; HttpOnly$/);
        const { name } = await first.json();
        homes.add(name);
        const cookie = line.split(';')[0] ?? '';
        for (let visit = 0; visit < 4; visit++) {
            const again = await ask('/', { cookie });
            assert.deepEqual(again.headers.getSetCookie(), []);
            const { name: server, headers } = await again.json();
            assert.deepEqual([server, headers.cookie], [name, undefined]);
        }
    }
    assert.equal(homes.size, 2);
});

test('with other origins, browsers send the cookie from these too', async (t) => {
    const { ask } = await start(t, { ORIGINS: 'https://shop.example' });
    const [line = ''] = (await ask('/')).headers.getSetCookie();
    assert.match(line, /^node=[\da-f]+; path=\/; HttpOnly; Secure; SameSite=None$/);
});
