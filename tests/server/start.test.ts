// The server as a person starts it: by the environment, as a process of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../server/config.ts';
import { anonymous } from './support.ts';

const secret = 'a-secret-of-some-length';

describe('the environment', () => {
    test('may be empty: a demo server on this machine only', () => {
        const options = readEnvironment({});
        assert.equal(options.host, '127.0.0.1');
        assert.equal(options.port, 3000);
        assert.equal(options.database, 'messaging.sqlite');
        assert.equal(options.demo, true);
        assert.equal(options.production, false);
        assert.deepEqual(options.limits, {});
        assert.deepEqual(readEnvironment({ PORT: '', HOST: '' }), options);
    });

    test('sets every option', () => {
        const options = readEnvironment({
            PORT: '0',
            HOST: '0.0.0.0',
            DATABASE: ':memory:',
            ORIGINS: 'https://a.example, http://b.example:8080/',
            LIMIT_MESSAGES: '5000',
            LIMIT_EVENTS: '6000',
            PING_INTERVAL_MS: '100',
            PING_TIMEOUT_MS: '50',
            TYPING_EXPIRY_MS: '300',
            SOCKET_PATH: '/live',
            TRUSTED_PROXIES: '1',
            DEMO: '0',
        });
        assert.equal(options.port, 0);
        assert.deepEqual(options.origins, ['https://a.example', 'http://b.example:8080']);
        assert.deepEqual(options.limits, { messages: 5000, events: 6000 });
        assert.equal(options.pingIntervalMs, 100);
        assert.equal(options.socketPath, '/live');
        assert.equal(options.trustedProxies, 1);
        assert.equal(options.demo, false);
    });

    test('names PostgreSQL and Redis for a cluster', () => {
        const options = readEnvironment({
            NODE_ENV: 'production',
            SESSION_SECRET: secret,
            DATABASE: 'messaging.sqlite',
            DATABASE_URL: 'postgres://127.0.0.1/messaging',
            REDIS_URL: 'redis://127.0.0.1:6379',
            DRAIN_MS: '1500',
        });
        assert.equal(options.database, 'postgres://127.0.0.1/messaging');
        assert.equal(options.redisUrl, 'redis://127.0.0.1:6379');
        assert.equal(options.drainMs, 1500);
    });

    test('keeps the figures from everybody but this machine, unless a token is set', () => {
        const production = { NODE_ENV: 'production', SESSION_SECRET: secret };
        const metrics = (given: Record<string, string>) => {
            const options = readEnvironment(given);
            return [options.metrics, options.metricsToken];
        };
        const token = 'metrics-token-16';
        assert.deepEqual(metrics({}), [true, undefined]);
        assert.deepEqual(metrics({ HOST: '::1' }), [true, undefined]);
        assert.deepEqual(metrics({ HOST: '0.0.0.0' }), [false, undefined]);
        assert.deepEqual(metrics({ HOST: '127.0.0.1.example' }), [false, undefined]);
        assert.deepEqual(metrics(production), [false, undefined]);
        assert.deepEqual(metrics({ ...production, METRICS_TOKEN: token }), [true, token]);
        assert.deepEqual(metrics({ HOST: '0.0.0.0', METRICS_TOKEN: token }), [true, token]);
    });

    test('with a value that makes no sense is an error that names it', () => {
        const wrong: Record<string, string> = {
            PORT: '70000',
            ORIGINS: '*',
            LIMIT_MESSAGES: '-1',
            PING_INTERVAL_MS: 'soon',
            SOCKET_PATH: 'live',
            SESSION_SECRET: 'short',
            DEMO: 'yes',
            METRICS_TOKEN: 'tokentokentoken!',
            DATABASE_URL: 'mysql://127.0.0.1/messaging',
            REDIS_URL: 'localhost',
            DRAIN_MS: 'soon',
        };
        for (const [name, value] of Object.entries(wrong)) {
            assert.throws(() => readEnvironment({ [name]: value }), new RegExp(name));
        }
    });

    test('with such a value is an error that says it, unless it is a secret', () => {
        assert.throws(() => readEnvironment({ PORT: 'abc' }), /^Error: PORT: .*"abc"/);
        const secrets = ['SESSION_SECRET', 'METRICS_TOKEN', 'DATABASE_URL', 'REDIS_URL'];
        for (const name of secrets) {
            const isSilent = (error: Error) => !error.message.includes('hush');
            assert.throws(() => readEnvironment({ [name]: 'hush' }), isSilent);
        }
    });

    test('in production wants a secret, and no demo unless it is asked for', () => {
        assert.throws(() => readEnvironment({ NODE_ENV: 'production' }), /SESSION_SECRET/);
        const given = { NODE_ENV: 'production', SESSION_SECRET: secret };
        assert.equal(readEnvironment(given).demo, false);
        assert.equal(readEnvironment({ ...given, DEMO: '1' }).demo, true);
    });

    test('with a misspelt NODE_ENV is an error that says what is permitted, and no demo', () => {
        const message = /^NODE_ENV: .*"production"\|"development"\|"test" \(it is "produktion"\)$/;
        assert.throws(() => readEnvironment({ NODE_ENV: 'produktion' }), { message });
        for (const name of ['', 'development', 'test']) {
            assert.equal(readEnvironment({ NODE_ENV: name }).production, false);
        }
    });
});

function start(variables: Record<string, string>) {
    const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
    const env = { ...process.env, NODE_ENV: '', PORT: '0', DATABASE: ':memory:', ...variables };
    const child = spawn(process.execPath, ['--import', 'tsx', main], { env });
    let output = '';
    const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
        child.on('close', (code) => resolve({ code, output }));
    });
    const listening = new Promise<string>((resolve, reject) => {
        const read = (chunk: Buffer) => {
            output += chunk;
            const [, url] = /(http:\/\/\S+:\d+)\/ /.exec(output) ?? [];
            if (url) resolve(url);
        };
        child.stdout.on('data', read);
        child.stderr.on('data', read);
        child.on('close', () => reject(new Error(output)));
    });
    return { child, listening, ended };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`the process prints its addresses, and ends in order by ${signal}`, async () => {
        const { child, listening, ended } = start({});
        const server = { url: await listening };
        assert.deepEqual((await anonymous(server).get('/api/health')).body, { status: 'ok' });
        const visitor = anonymous(server);
        const wire = await visitor.connect();
        const started = Date.now();
        child.kill(signal);
        child.kill(signal);
        const { code, output } = await ended;
        assert.equal(code, 0);
        assert.ok(Date.now() - started < 2500);
        assert.match(output, /dashboard-customer\.html/);
        assert.equal(wire.count('server:draining'), 1);
        visitor.leave();
    });
}

test('a start that cannot be ends with the reason', async () => {
    const { listening, ended } = start({ NODE_ENV: 'production' });
    await assert.rejects(listening);
    const { code, output } = await ended;
    assert.equal(code, 1);
    assert.match(output, /SESSION_SECRET is required/);
    assert.doesNotMatch(output, /\n\s+at /);
});
