// The server as an operator starts it: with environment variables, in a process of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readDatabase, readEnvironment } from '../../server/config.ts';
import { silentLog } from '../../server/log.ts';
import { createReferenceServer } from '../../server/reference_server.ts';
import { startFault } from '../../server/start_fault.ts';
import { StoreUnavailable } from '../../server/store/store.ts';
import { temporaryFolder } from '../support/temporary_folder.mjs';
import { anonymous, startServer } from './support.ts';

const secret = 'a-secret-of-some-length';

describe('the environment', () => {
    test('may be empty, which starts a demo server on the loopback address', () => {
        const options = readEnvironment({});
        assert.equal(options.host, '127.0.0.1');
        assert.equal(options.port, 3000);
        assert.equal(options.database, 'messaging.sqlite');
        assert.equal(options.demo, true);
        assert.equal(options.production, false);
        assert.deepEqual(options.limits, {});
        assert.deepEqual(readEnvironment({ PORT: '', HOST: '' }), options);
    });

    test('sets the options', () => {
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
        assert.equal(options.host, '0.0.0.0');
        assert.equal(options.database, ':memory:');
        assert.deepEqual(options.origins, ['https://a.example', 'http://b.example:8080']);
        assert.deepEqual(options.limits, { messages: 5000, events: 6000 });
        assert.equal(options.pingIntervalMs, 100);
        assert.equal(options.pingTimeoutMs, 50);
        assert.equal(options.typingExpiryMs, 300);
        assert.equal(options.socketPath, '/live');
        assert.equal(options.trustedProxies, 1);
        assert.equal(options.demo, false);
    });

    test('sets PostgreSQL, Redis and the drain time of a cluster', () => {
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

    test('enables metrics only with a token, or on loopback outside production', () => {
        const production = { NODE_ENV: 'production', SESSION_SECRET: secret };
        const metrics = (given: Record<string, string>) => {
            const options = readEnvironment(given);
            return [options.metrics, options.metricsToken];
        };
        const token = 'metrics-token-16';
        assert.deepEqual(metrics({}), [true, undefined]);
        for (const HOST of ['::1', 'localhost', '127.9.9.9']) {
            assert.deepEqual(metrics({ HOST }), [true, undefined], HOST);
        }
        assert.deepEqual(metrics({ HOST: '0.0.0.0' }), [false, undefined]);
        for (const HOST of ['127.0.0.1.example', 'not-localhost']) {
            assert.deepEqual(metrics({ HOST }), [false, undefined], HOST);
        }
        assert.deepEqual(metrics(production), [false, undefined]);
        assert.deepEqual(metrics({ ...production, METRICS_TOKEN: token }), [true, token]);
        assert.deepEqual(metrics({ HOST: '0.0.0.0', METRICS_TOKEN: token }), [true, token]);
    });

    test('with an invalid value is an error that names the variable', () => {
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

    for (const [name, least, most] of [
        ['PORT', 0, 65_535],
        ['DRAIN_MS', 0, 60_000],
        ['PING_INTERVAL_MS', 1, 3_600_000],
        ['TRUSTED_PROXIES', 0, undefined],
        ['LIMIT_MESSAGES', 1, undefined],
    ] as const) {
        test(`allows ${name} from ${least} to ${most ?? 'any number'}, without a fraction`, () => {
            const read = (value: number) => readEnvironment({ [name]: String(value) });
            const beyond = most === undefined ? [] : [most + 1];
            for (const wrong of [least - 1, least + 0.5, ...beyond]) {
                assert.throws(() => read(wrong), new RegExp(`^Error: ${name}: `), String(wrong));
            }
            for (const right of [least, most ?? 1_000_000]) read(right);
        });
    }

    test('requires 16 characters of a secret, and 8 different ones among them', () => {
        const read = (SESSION_SECRET: string) => readEnvironment({ SESSION_SECRET });
        assert.throws(() => read('abcdefghijklmno'), /SESSION_SECRET/);
        assert.throws(() => read('abcdefgabcdefgabcdefg'), /SESSION_SECRET: Too simple/);
        assert.equal(read('abcdefghabcdefgh').sessionSecret, 'abcdefghabcdefgh');
    });

    test('allows both schemes of PostgreSQL and of Redis, and no others', () => {
        for (const url of ['postgres://db.example/x', 'postgresql://db.example/x']) {
            assert.equal(readEnvironment({ DATABASE_URL: url }).database, url);
        }
        for (const url of ['redis://cache.example', 'rediss://cache.example']) {
            assert.equal(readEnvironment({ REDIS_URL: url }).redisUrl, url);
        }
        for (const url of ['https://cache.example', 'redissed://cache.example']) {
            assert.throws(() => readEnvironment({ REDIS_URL: url }), /REDIS_URL/);
        }
        const close = { DATABASE_URL: 'postgresqlite://db.example/x' };
        assert.throws(() => readEnvironment(close), /DATABASE_URL/);
    });

    test('permits spaces and a last comma in ORIGINS, and says which origin is wrong', () => {
        const read = (ORIGINS: string) => readEnvironment({ ORIGINS });
        assert.deepEqual(read('https://a.example, ').origins, ['https://a.example']);
        assert.throws(() => read('https://a.example, b.example'), /^Error: ORIGINS\.1: /);
    });

    test('enables request logs in production only', () => {
        const production = { NODE_ENV: 'production', SESSION_SECRET: secret };
        assert.equal(readEnvironment(production).logRequests, true);
        assert.equal(readEnvironment({}).logRequests, false);
    });

    test('names all variables with an invalid value, each on a line of its own', () => {
        const read = () => readEnvironment({ PORT: 'abc', DRAIN_MS: 'soon' });
        assert.throws(read, /^Error: PORT: .*\nDRAIN_MS: .*$/);
    });

    test('names the database even if others are invalid, PostgreSQL before a file', () => {
        assert.equal(readDatabase({ DATABASE: 'a.sqlite', PORT: 'abc' }), 'a.sqlite');
        const DATABASE_URL = 'postgres://db.example/x';
        assert.equal(readDatabase({ DATABASE: 'a.sqlite', DATABASE_URL }), DATABASE_URL);
    });

    test('with an invalid value is an error that quotes it, unless it is a secret', () => {
        assert.throws(() => readEnvironment({ PORT: 'abc' }), /^Error: PORT: .*"abc"/);
        const secrets = ['SESSION_SECRET', 'METRICS_TOKEN', 'DATABASE_URL', 'REDIS_URL'];
        for (const name of secrets) {
            const isSilent = (error: Error) => !error.message.includes('hush');
            assert.throws(() => readEnvironment({ [name]: 'hush' }), isSilent);
        }
    });

    test('in production requires a secret, and enables demo mode only on request', () => {
        assert.throws(() => readEnvironment({ NODE_ENV: 'production' }), /SESSION_SECRET/);
        const given = { NODE_ENV: 'production', SESSION_SECRET: secret };
        assert.equal(readEnvironment(given).demo, false);
        assert.equal(readEnvironment({ ...given, DEMO: '1' }).demo, true);
    });

    test('with a misspelt NODE_ENV is an error that lists the permitted values', () => {
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
    test(`the process prints its addresses, and shuts down cleanly on ${signal}`, async () => {
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
        assert.match(output, /^Database: SQLite, in memory$/m);
        assert.equal(wire.count('server:draining'), 1);
        visitor.leave();
    });
}

test('a start without a required variable exits with the reason', async () => {
    const { listening, ended } = start({ NODE_ENV: 'production' });
    await assert.rejects(listening);
    const { code, output } = await ended;
    assert.equal(code, 1);
    assert.match(output, /SESSION_SECRET is required/);
    assert.doesNotMatch(output, /\n\s+at /);
});

/** The output of a start that fails with these variables. */
async function failure(variables: Record<string, string>): Promise<string> {
    const { listening, ended } = start(variables);
    await assert.rejects(listening);
    const { code, output } = await ended;
    assert.equal(code, 1);
    assert.doesNotMatch(output, /\n\s+at /);
    return output.replace('The server could not start.\n', '');
}

test('an unreachable database is reported by its variable, with the cause', async () => {
    const output = await failure({ DATABASE_URL: 'postgres://ann:hush@127.0.0.1:1/x' });
    assert.match(output, /^DATABASE_URL: The database cannot answer \(connect ECONNREFUSED 127/);
    assert.doesNotMatch(output, /hush/);
});

test('a rejected database password is reported by its variable, but not printed', async (t) => {
    const fields = ['SFATAL', 'C28P01', 'Mpassword authentication failed for user "ann"', ''];
    const text = Buffer.from(`${fields.join('\0')}\0`);
    const head = Buffer.from('E....');
    head.writeInt32BE(text.length + 4, 1);
    const database = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(Buffer.concat([head, text])));
    });
    await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
    t.after(() => database.close());
    const { port } = database.address() as AddressInfo;
    const output = await failure({ DATABASE_URL: `postgres://ann:hush@127.0.0.1:${port}/x` });
    assert.match(output, /^DATABASE_URL: password authentication failed for user "ann"/);
    assert.doesNotMatch(output, /hush/);
});

test('a missing folder of the database is reported by its variable, with a remedy', async () => {
    const output = await failure({ DATABASE: '/nope/x' });
    assert.match(output, /^DATABASE: The file \/nope\/x cannot be opened: its folder has to exist/);
});

test('a host that is not a local address is reported by its variable, with a remedy', async () => {
    const output = await failure({ HOST: 'nope.invalid' });
    assert.match(output, /^HOST: must be an address of this machine, such as .*nope\.invalid/);
});

test('if no address of the database answers, the cause of the first is reported', () => {
    const causes = ['::1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}:1`));
    const error = new StoreUnavailable('Away', { cause: new AggregateError(causes) });
    const variables = { DATABASE_URL: 'postgres://ann:hush@localhost/x' };
    assert.equal(startFault(error, variables), 'DATABASE_URL: Away (connect ECONNREFUSED ::1:1)');
});

async function newFile(t: TestContext): Promise<string> {
    const { folder, remove } = await temporaryFolder('messaging-start-');
    t.after(remove);
    return path.join(folder, 'messaging.sqlite');
}

test('a second server on an SQLite file does not start, and leaves the first one alone', async (t) => {
    const file = await newFile(t);
    const first = start({ DATABASE: file });
    t.after(() => first.child.kill('SIGKILL'));
    const url = await first.listening;
    const link = `${file}.link`;
    await symlink(file, link);
    for (const DATABASE of [file, link]) {
        const output = await failure({ DATABASE });
        assert.match(output, /^DATABASE: The file \S+messaging\.sqlite already has a server, /);
        assert.match(output, /use PostgreSQL/);
    }
    assert.equal((await anonymous({ url }).get('/readyz')).status, 200);
});

test('an SQLite file is free for a server once its last one is stopped or killed', async (t) => {
    const file = await newFile(t);
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
        const { child, listening, ended } = start({ DATABASE: file });
        await listening;
        child.kill(signal);
        const { output } = await ended;
        assert.match(output, /^Database: SQLite, \/.+\/messaging\.sqlite$/m);
    }
});

test('a server that does not start leaves its SQLite file to the next one', async (t) => {
    const database = await newFile(t);
    const other = await startServer(t);
    const failing = createReferenceServer({ database, port: other.port, log: silentLog });
    await assert.rejects(failing, { code: 'EADDRINUSE' });
    await startServer(t, { database });
});
