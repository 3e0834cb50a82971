// Starting while Redis is down, and a start that fails.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startPostgres } from '../../scripts/cluster/postgres.mjs';
import { startRedis } from '../../scripts/cluster/redis.mjs';
import { projectFolder } from '../../scripts/setup/paths.mjs';
import { signIn, startServer } from '../server/support.ts';

const conversationId = 'thd_wedding';
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>>;

before(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});
after(() => Promise.all([postgres.stop(), redis.stop()]));

test('servers start while Redis is down, and relay typing when it is back', async (t) => {
    await redis.kill();
    const options = { database: postgres.url, redisUrl: redis.url, typingExpiryMs: 60_000 };
    const [a, b] = [await startServer(t, options), await startServer(t, options)];
    const [alice, bloom] = [await signIn(a, 'usr_alice'), await signIn(b, 'usr_bloom')];
    t.after(() => [alice, bloom].map((person) => person.leave()));
    const [own, wire] = [
        await alice.subscribe(conversationId),
        await bloom.subscribe(conversationId),
    ];
    await alice.send(conversationId, 'without redis');
    await wire.next('new_message');
    await redis.start();
    for (let tries = 0; wire.count('typing:status') === 0 && tries < 50; tries++) {
        own.emit('typing', { conversationId, isTyping: true });
        await sleep(100);
    }
    assert.ok(wire.count('typing:status') > 0);
});

test('a server goes on without a Redis that refuses its password', async (t) => {
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', 'secret');
    t.after(async () => {
        await admin.config('SET', 'requirepass', '');
        await admin.quit();
    });
    const faults: unknown[] = [];
    const unhandled = (fault: unknown) => faults.push(fault);
    process.on('unhandledRejection', unhandled);
    t.after(() => process.off('unhandledRejection', unhandled));
    const server = await startServer(t, { database: postgres.url, redisUrl: redis.url });
    const alice = await signIn(server, 'usr_alice');
    t.after(() => alice.leave());
    const wire = await alice.subscribe(conversationId);
    await alice.send(conversationId, 'without a password');
    await wire.next('new_message');
    assert.deepEqual(faults, []);
});

test('a process that cannot start exits, even if already connected to Redis', async () => {
    const env = {
        ...process.env,
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        PORT: new URL(redis.url).port,
    };
    const args = ['--import', 'tsx', 'server/main.ts'];
    const child = spawn(process.execPath, args, { cwd: projectFolder, env });
    let output = '';
    child.stderr.on('data', (text) => {
        output += text;
    });
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
    assert.match(output, /could not start.\nPort \d+ is in use/);
});

test('a process names its PostgreSQL database, but not the password', async () => {
    const url = new URL(postgres.url);
    url.password = 'hush';
    const env = { ...process.env, DATABASE_URL: url.href, PORT: '0' };
    const args = ['--import', 'tsx', 'server/main.ts'];
    const child = spawn(process.execPath, args, { cwd: projectFolder, env });
    let output = '';
    child.stdout.on('data', (text) => {
        output += text;
        if (/^Database: /m.test(output)) child.kill();
    });
    await once(child, 'close');
    assert.match(
        output,
        new RegExp(`^Database: PostgreSQL, postgres at 127.0.0.1:${url.port}$`, 'm'),
    );
    assert.doesNotMatch(output, /hush/);
});
