// Servers as processes behind haproxy, and what is left after one of them was killed.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startCluster } from '../../scripts/cluster/cluster.mjs';
import { openPostgresStore } from '../../server/postgres.ts';
import type { Message, Store } from '../../server/store/store.ts';
import { Person, sleep } from '../server/support.ts';

const conversationId = 'thd_wedding';
const loadMs = 6000;
const killAfterMs = 2000;
const writers = 6;

async function signInAt(url: string, userId: string): Promise<Person> {
    const person = new Person({ url }, userId);
    await person.get('/api/csrf-token');
    assert.equal((await person.post('/api/auth/login', { userId })).status, 200);
    await person.get('/api/csrf-token');
    return person;
}

/** Sends one message after the other, each until it is acknowledged, as the client does. */
async function write(
    person: Person,
    name: string,
    goesOn: () => boolean,
): Promise<Map<string, string>> {
    const acknowledged = new Map<string, string>();
    for (let index = 0; goesOn(); index++) {
        const clientMessageId = `${name}-${index}`;
        for (;;) {
            const fields = { clientMessageId };
            const answer = await person
                .send(conversationId, clientMessageId, fields)
                .catch(() => null);
            if (answer && answer.status < 300) {
                acknowledged.set(clientMessageId, answer.body.messageId);
                break;
            }
            await sleep(50);
        }
    }
    return acknowledged;
}

async function wholeHistory(store: Store): Promise<Message[]> {
    const messages: Message[] = [];
    for (let before: string | undefined; ; before = messages[0]?.id) {
        const page = await store.history(conversationId, { limit: 500, before });
        messages.unshift(...page.messages);
        if (!page.hasMore) return messages;
    }
}

const plenty = { LIMIT_MESSAGES: '1000000', LIMIT_REQUESTS: '1000000', DEMO: '1' };

/** A running cluster, with people at it who write through the proxy, one to each browser. */
async function busyCluster(t: TestContext) {
    const cluster = await startCluster({ count: 3, env: plenty });
    t.after(() => cluster.stop());
    const people = await Promise.all(
        Array.from({ length: writers }, () => signInAt(cluster.url, 'usr_alice')),
    );
    const homes = new Set(people.map((person) => person.cookies.get('node')));
    assert.ok(homes.size > 1 && homes.has('node0'), 'the proxy spreads browsers');
    return { cluster, people };
}

/** What was stored of it: all that was acknowledged, nothing twice, numbered without a gap. */
async function checkStored(t: TestContext, url: string, acknowledged: Map<string, string>) {
    const store = await openPostgresStore(url);
    t.after(() => store.close());
    const messages = await wholeHistory(store);
    const stored = messages.map((message) => message.clientMessageId ?? message.id);
    const seqs = messages.map((message) => message.seq);
    assert.equal(new Set(stored).size, stored.length, 'nothing is stored twice');
    assert.deepEqual(
        seqs,
        seqs.map((_seq, index) => index + 1),
    );
    const lost = [...acknowledged.keys()].filter((id) => !stored.includes(id));
    t.diagnostic(`${acknowledged.size} acknowledged, ${lost.length} lost`);
    assert.deepEqual(lost, []);
    assert.ok(acknowledged.size > writers * 10);
}

test('a server killed under load loses no acknowledged message and doubles none', async (t) => {
    const { cluster, people } = await busyCluster(t);
    const [, survivor] = cluster.nodes;
    const reader = await signInAt(survivor?.url ?? '', 'usr_bloom');
    const wire = await reader.subscribe(conversationId);

    const until = Date.now() + loadMs;
    const writing = people.map((person, index) =>
        write(person, `w${index}`, () => Date.now() < until),
    );
    await sleep(killAfterMs);
    await cluster.nodes[0]?.stop('SIGKILL');
    const acknowledged = new Map((await Promise.all(writing)).flatMap((one) => [...one]));
    await sleep(1500);

    await checkStored(t, cluster.postgres.url, acknowledged);
    const told = wire.all('new_message').map(({ message }) => message.id);
    assert.equal(new Set(told).size, told.length, 'nothing is told twice');
    const untold = [...acknowledged.values()].filter((id) => !told.includes(id));
    assert.deepEqual(untold, []);
    reader.leave();
});

test('a rolling restart under load loses nothing, and no client is away for 5 s', async (t) => {
    const { cluster, people } = await busyCluster(t);
    const wires = await Promise.all(
        people.map((person) => person.connect({ reconnection: true, reconnectionDelay: 200 })),
    );
    const away: number[] = [];
    for (const { socket } of wires) {
        let since = 0;
        socket.on('disconnect', (reason) => {
            since = Date.now();
            // A server that leaves ends the connection on purpose; the page's client comes back.
            if (reason === 'io server disconnect') socket.connect();
        });
        socket.on('connect', () => away.push(Date.now() - since));
    }
    let restarting = true;
    const writing = people.map((person, index) => write(person, `r${index}`, () => restarting));
    for (const node of cluster.nodes) {
        await node.stop('SIGTERM');
        await node.start();
        await sleep(1000);
    }
    restarting = false;
    const acknowledged = new Map((await Promise.all(writing)).flatMap((one) => [...one]));
    await checkStored(t, cluster.postgres.url, acknowledged);
    const farewells = wires.reduce((sum, wire) => sum + wire.count('server:draining'), 0);
    t.diagnostic(`${farewells} farewells, away for at most ${Math.max(...away)} ms`);
    assert.ok(farewells >= writers);
    assert.equal(
        wires.every(({ socket }) => socket.connected),
        true,
    );
    assert.ok(Math.max(...away) < 5000);
    for (const person of people) person.leave();
});
