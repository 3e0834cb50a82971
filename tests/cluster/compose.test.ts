// The setup of compose.yaml without containers: its servers, Redis and haproxy.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDaemon, temporaryFolder } from '../../scripts/cluster/daemon.mjs';
import { startPostgres } from '../../scripts/cluster/postgres.mjs';
import { freePort } from '../../scripts/setup/free_port.mjs';
import { Person, sleep } from '../server/support.ts';
import { startDeployedProxy } from '../support/deployed_proxy.ts';
import { readCompose } from '../support/deployment.ts';
import { readFigures } from '../support/figures.ts';
import { standaloneFolder, startStandalone } from '../support/standalone.ts';

const variables = {
    SESSION_SECRET: 'session-secret-of-this-test',
    METRICS_TOKEN: 'metrics-token-of-this-test',
    REDIS_PASSWORD: 'redis-password',
    POSTGRES_PASSWORD: 'postgres-password',
};
const { services } = readCompose(variables);

const parts: { stop(): Promise<unknown> }[] = [];
let servers: Awaited<ReturnType<typeof startStandalone>>[];
let proxy: { url: string };

before(async () => {
    const postgres = await startPostgres();
    parts.push(postgres);
    const redis = await startRedis();
    const { app, remove } = await standaloneFolder();
    parts.push({ stop: remove });
    const given = services.server?.environment ?? {};
    const env = {
        ...given,
        DATABASE_URL: moved(given.DATABASE_URL, new URL(postgres.url).host, '/postgres'),
        REDIS_URL: moved(given.REDIS_URL, `127.0.0.1:${redis.port}`, ''),
        DEMO: '1',
    };
    servers = [];
    for (let count = 0; count < 2; count++) {
        const server = await startStandalone(app, { ...env, PORT: String(await freePort()) });
        assert.equal(server.code(), null, server.output());
        servers.push(server);
        parts.push(server);
    }
    const deployed = await startDeployedProxy(servers.map(({ url }) => new URL(url).host));
    parts.push(deployed);
    proxy = deployed;
});
after(async () => {
    for (const part of parts.reverse()) await part.stop();
});

function moved(url = '', host: string, pathname: string): string {
    const result = new URL(url);
    result.host = host;
    result.pathname = pathname;
    return result.href;
}

async function startRedis() {
    const folder = temporaryFolder('redis');
    const port = await freePort();
    const { command, environment } = services.redis as { command?: string[] } & typeof services.x;
    const [shell = '', option = '', line = ''] = command ?? [];
    const own = `--port ${port} --bind 127.0.0.1 --dir ${folder}`;
    const args = [option, `${line} ${own}`];
    const env = { ...process.env, ...environment };
    const daemon = await startDaemon(shell, args, { port, cwd: folder, env });
    parts.push(daemon);
    return daemon;
}

async function signIn(userId: string): Promise<Person> {
    const person = new Person(proxy, userId);
    await person.get('/api/csrf-token');
    assert.equal((await person.post('/api/auth/login', { userId })).status, 200);
    return person;
}

/** Two users whom haproxy has sent to different servers. */
async function peopleApart() {
    const alice = await signIn('usr_alice');
    for (let tries = 0; tries < 20; tries++) {
        const bloom = await signIn('usr_bloom');
        if (bloom.cookies.get('node') !== alice.cookies.get('node')) return { alice, bloom };
    }
    throw new Error('haproxy sends everybody to one server');
}

test('a message reaches users at another server through the proxy', async (t) => {
    const { alice, bloom } = await peopleApart();
    t.after(() => [alice, bloom].map((person) => person.leave()));
    const wire = await bloom.subscribe('thd_wedding');
    const polling = await bloom.connect({ transports: ['polling'] });
    const { status, headers } = await alice.send('thd_wedding', 'across');
    assert.equal(status, 201);
    assert.match(headers.get('x-request-id') ?? '', /^[\dA-F]+-[\dA-F]+-[\dA-F]+$/);
    assert.equal((await wire.next('new_message')).message.text, 'across');
    assert.equal((await polling.next('new_message')).message.text, 'across');
});

test('the proxy blocks /metrics, and the servers require the token for it', async () => {
    for (const path of ['/metrics', '/METRICS/', '/metrics?x']) {
        assert.equal((await fetch(proxy.url + path)).status, 403, path);
    }
    for (const server of servers) {
        assert.equal((await fetch(`${server.url}/metrics`)).status, 401);
        const { value } = await readFigures(server, variables.METRICS_TOKEN);
        assert.equal(value('messaging_redis_up'), 1);
        assert.equal(value('messaging_redis_publishes_total{outcome="failed"}'), 0);
    }
});

test('a forged X-Forwarded-For does not evade the rate limit behind the proxy', async () => {
    const visitor = new Person(proxy, '');
    const statuses = new Set<number>();
    for (let round = 0; round < 101; round++) {
        const headers = { 'x-forwarded-for': `192.0.2.${round}` };
        statuses.add((await visitor.call('GET', '/api/csrf-token', { headers })).status);
    }
    assert.ok(statuses.has(429));
});

test('stopping a server fails no request at the proxy', async () => {
    const [leaving] = servers;
    const visitors = Array.from({ length: 4 }, () => new Person(proxy, ''));
    const stopped = leaving?.stop();
    const statuses = new Set<number>();
    let gone = false;
    stopped?.then(() => {
        gone = true;
    });
    for (let after = 0; after < 10; after += gone ? 1 : 0) {
        for (const visitor of visitors) statuses.add((await visitor.get('/api/health')).status);
        await sleep(20);
    }
    assert.deepEqual([...statuses], [200]);
    assert.equal(await stopped, 0);
});
