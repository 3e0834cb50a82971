// Server processes behind haproxy, users who write to them, and a check of what was stored.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startCluster } from '../../scripts/cluster/cluster.mjs';
import { openPostgresStore } from '../../server/postgres.ts';
import type { Message, Store } from '../../server/store/store.ts';
import { Person, sleep } from '../server/support.ts';

export const conversationId = 'thd_wedding';
export const writers = 6;

export async function signInAt(url: string, userId: string): Promise<Person> {
    const person = new Person({ url }, userId);
    await person.get('/api/csrf-token');
    assert.equal((await person.post('/api/auth/login', { userId })).status, 200);
    await person.get('/api/csrf-token');
    return person;
}

/** Sends one message after the other, each until it is acknowledged, as the client does. */
export async function write(
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

/** A running cluster, and users who write through the proxy, each from their own browser. */
export async function busyCluster(t: TestContext) {
    const cluster = await startCluster({ count: 3, env: plenty });
    t.after(() => cluster.stop());
    const people = await Promise.all(
        Array.from({ length: writers }, () => signInAt(cluster.url, 'usr_alice')),
    );
    const homes = new Set(people.map((person) => person.cookies.get('node')));
    assert.ok(homes.size > 1 && homes.has('node0'), 'the proxy spreads browsers');
    return { cluster, people };
}

/** Checks that all acknowledged messages were stored, none twice, and that seq has no gaps. */
export async function checkStored(t: TestContext, url: string, acknowledged: Map<string, string>) {
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
