// Servers as processes behind haproxy, and what is left after one of them was killed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCluster } from '../../scripts/cluster/cluster.mjs';
import { openSqlStore } from '../../server/store/sql_store.ts';
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
async function write(person: Person, name: string, until: number): Promise<Map<string, string>> {
    const acknowledged = new Map<string, string>();
    for (let index = 0; Date.now() < until; index++) {
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

test('a server killed under load loses no acknowledged message and doubles none', async (t) => {
    const plenty = { LIMIT_MESSAGES: '1000000', LIMIT_REQUESTS: '1000000', DEMO: '1' };
    const cluster = await startCluster({ count: 3, env: plenty });
    t.after(() => cluster.stop());
    const people = await Promise.all(
        Array.from({ length: writers }, () => signInAt(cluster.url, 'usr_alice')),
    );
    const homes = new Set(people.map((person) => person.cookies.get('node')));
    assert.ok(homes.size > 1 && homes.has('node0'), 'the proxy spreads browsers');
    const [, survivor] = cluster.nodes;
    const reader = await signInAt(survivor?.url ?? '', 'usr_bloom');
    const wire = await reader.subscribe(conversationId);

    const until = Date.now() + loadMs;
    const writing = people.map((person, index) => write(person, `w${index}`, until));
    await sleep(killAfterMs);
    await cluster.nodes[0]?.stop('SIGKILL');
    const acknowledged = new Map((await Promise.all(writing)).flatMap((one) => [...one]));
    await sleep(1500);

    const store = await openSqlStore(cluster.postgres.url);
    t.after(() => store.close());
    const messages = await wholeHistory(store);
    const stored = messages.map((message) => message.clientMessageId ?? message.id);
    const seqs = messages.map((message) => message.seq);
    assert.equal(new Set(stored).size, stored.length, 'nothing is stored twice');
    assert.deepEqual(
        seqs,
        seqs.map((_seq, index) => index + 1),
    );
    const told = wire.all('new_message').map(({ message }) => message.id);
    assert.equal(new Set(told).size, told.length, 'nothing is told twice');
    const lost = [...acknowledged].filter(([id]) => !stored.includes(id));
    const untold = [...acknowledged.values()].filter((id) => !told.includes(id));
    t.diagnostic(`${acknowledged.size} acknowledged, ${lost.length} lost, ${untold.length} untold`);
    assert.deepEqual([lost, untold], [[], []]);
    assert.ok(acknowledged.size > writers * 10);
    reader.leave();
});
