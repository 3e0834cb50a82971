// How a process uses Redis, below the server: what it announces, and what it does in outages.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { startRedis } from '../../scripts/cluster/redis.mjs';
import { joinCluster } from '../../server/cluster/redis.ts';
import { sharedLimiter } from '../../server/cluster/shared_limits.ts';
import { createLimits } from '../../server/limits.ts';
import { sleep } from '../server/support.ts';

/** A connection is tried again every 500 ms. */
const attemptMs = 500;
let redis: Awaited<ReturnType<typeof startRedis>>;
before(async () => {
    redis = await startRedis();
});
after(() => redis.stop());

/** A process of a cluster, with what it logs and the outcomes of its announcements. */
async function join(t: TestContext) {
    const [logged, outcomes]: [string[], string[]] = [[], []];
    const note = (text: string) => void logged.push(text);
    const log = { info: note, error: note };
    const cluster = await joinCluster(redis.url, log, () => (one) => void outcomes.push(one));
    const io = new Server(createServer(), { adapter: cluster.adapter });
    // The adapter ends first: it would go on reading from a closed connection.
    const leave = async () => {
        await io.close();
        cluster.close();
    };
    t.after(leave);
    return { cluster, logged, outcomes, leave };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 10_000; !(await isSo()); await sleep(5)) {
        assert.ok(Date.now() < deadline, 'It came to pass within 10 s');
    }
}

test('what is stored in one turn is announced once, and not to its own process', async (t) => {
    const [here, there] = [await join(t), await join(t)];
    let [own, others] = [0, 0];
    here.cluster.neighbours.listen(() => void own++);
    there.cluster.neighbours.listen(() => void others++);
    const admin = new Redis(redis.url);
    t.after(() => admin.disconnect());
    await until(async () => Number((await admin.pubsub('NUMSUB', 'messaging:changed'))[1]) === 2);
    for (const turn of [1, 2]) {
        for (let times = 0; times < 3; times++) here.cluster.neighbours.announce();
        await until(() => others === turn);
    }
    // The answer comes after the announcements.
    await admin.publish('messaging:changed', 'another process');
    await until(() => own > 0 && others === 3);
    assert.deepEqual([own, others, here.outcomes], [1, 3, ['sent', 'sent']]);
});

test('each outage of Redis is logged once, and so is its end', async (t) => {
    const { logged } = await join(t);
    for (let outage = 1; outage <= 2; outage++) {
        await redis.kill();
        await sleep(3 * attemptMs);
        await redis.start();
        await until(() => logged.length >= outage * 2);
    }
    const each = ['Redis is away', 'Redis is back'];
    assert.deepEqual(logged, [...each, ...each]);
});

test('while Redis is down, announcements fail at once, and are not sent later', async (t) => {
    const { cluster, outcomes } = await join(t);
    await redis.kill();
    await until(() => cluster.redis.status !== 'ready');
    const announced = performance.now();
    cluster.neighbours.announce();
    await until(() => outcomes.length > 0);
    // A Redis that hangs has a second.
    assert.ok(performance.now() - announced < 800);
    assert.deepEqual(outcomes, ['failed']);
    await redis.start();
    await until(() => cluster.redis.status === 'ready');
    assert.deepEqual(outcomes, ['failed']);
});

test('while Redis hangs, each process counts limits by itself after a second', async (t) => {
    const { cluster } = await join(t);
    const limits = createLimits({ messages: 1 }, sharedLimiter(cluster.redis));
    process.kill(Number(redis.pid), 'SIGSTOP');
    try {
        const verdicts = [
            await limits.take('messages', 'ann'),
            await limits.take('messages', 'ann'),
        ];
        assert.deepEqual(
            verdicts.map(({ allowed }) => allowed),
            [true, false],
        );
    } finally {
        process.kill(Number(redis.pid), 'SIGCONT');
    }
});

test('a process that has left keeps no connection to Redis', async (t) => {
    const admin = new Redis(redis.url);
    t.after(() => admin.disconnect());
    const connections = async () =>
        String(await admin.client('LIST'))
            .trim()
            .split('\n').length;
    await until(async () => (await connections()) === 1);
    const { leave } = await join(t);
    await until(async () => (await connections()) > 2);
    await leave();
    await until(async () => (await connections()) === 1);
});
