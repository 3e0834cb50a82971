// A server's metrics of PostgreSQL and Redis, including while these are down.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPostgres } from '../../scripts/cluster/postgres.mjs';
import { startRedis } from '../../scripts/cluster/redis.mjs';
import type { ReferenceServer } from '../../server/reference_server.ts';
import { type Person, signIn, sleep, startServer } from '../server/support.ts';
import { type Figures, readFigures } from '../support/figures.ts';
import { allQueries, metricsIn, ofPrometheus } from '../support/queries.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let redis: Awaited<ReturnType<typeof startRedis>>;
let server: ReferenceServer;
let alice: Person;

before(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    server = await startServer(null, { database: postgres.url, redisUrl: redis.url });
    alice = await signIn(server, 'usr_alice');
});
after(async () => {
    await server.close();
    await Promise.all([postgres.stop(), redis.stop()]);
});

/** The first figures that satisfy the condition, or else the last ones read. */
async function figuresWhere(isSo: (figures: Figures) => boolean): Promise<Figures> {
    for (let tries = 0; ; tries++) {
        const figures = await readFigures(server);
        if (isSo(figures) || tries === 100) return figures;
        await sleep(50);
    }
}

const published = (outcome: string) => `messaging_redis_publishes_total{outcome="${outcome}"}`;

test('announcements, Redis and database connections are counted', async () => {
    const earlier = (await readFigures(server)).value(published('sent')) ?? 0;
    await alice.send('thd_wedding', 'announced');
    const { value } = await figuresWhere((one) => one.value(published('sent')) === earlier + 1);
    assert.equal(value(published('sent')), earlier + 1);
    assert.equal(value('messaging_redis_up'), 1);
    const busy = value('messaging_database_connections{state="busy"}') ?? 0;
    const idle = value('messaging_database_connections{state="idle"}') ?? 0;
    assert.ok(busy + idle >= 1 && busy + idle <= 10);
    assert.equal(value('messaging_database_waiting'), 0);
});

test('every metric of the dashboard and the alerts exists', async () => {
    const { names } = await readFigures(server);
    const asked = new Set(allQueries().flatMap(metricsIn));
    const missing = [...asked].filter((name) => !names.has(name) && !ofPrometheus.has(name));
    assert.deepEqual(missing, []);
});

test('more queries than connections count as waiting', async () => {
    const asked = Array.from({ length: 50 }, () => server.store.cursor());
    const { value } = await readFigures(server);
    assert.ok((value('messaging_database_waiting') ?? 0) > 0);
    assert.equal(value('messaging_database_connections{state="busy"}'), 10);
    await Promise.all(asked);
});

test('while Redis is down, it counts as down, and announcements as failed', async () => {
    await redis.kill();
    await alice.send('thd_wedding', 'not announced');
    const { value } = await figuresWhere((one) => one.value('messaging_redis_up') === 0);
    assert.equal(value('messaging_redis_up'), 0);
    assert.equal(value(published('failed')), 1);
    await redis.start();
    const later = await figuresWhere((one) => one.value('messaging_redis_up') === 1);
    assert.equal(later.value('messaging_redis_up'), 1);
});

test('while PostgreSQL is down, metrics respond at once, and show the ageing outbox', async () => {
    await postgres.kill();
    const oldest = 'messaging_outbox_oldest_seconds';
    const start = performance.now();
    await readFigures(server);
    assert.ok(performance.now() - start < 1000);
    const { value } = await figuresWhere((one) => (one.value(oldest) ?? 0) > 1);
    assert.ok((value(oldest) ?? 0) > 1);
    await postgres.start();
    const later = await figuresWhere((one) => one.value(oldest) === 0);
    assert.equal(later.value(oldest), 0);
});
