// kill -9 of each part of a cluster while users write, and what is left after its restart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { startCluster } from '../../scripts/cluster/cluster.mjs';
import { type Person, sleep, type Wire } from '../server/support.ts';
import { busyCluster, checkStored, conversationId, signInAt, write } from './support.ts';

type Cluster = Awaited<ReturnType<typeof startCluster>>;

const killAfterMs = 2000;
const awayMs = 1500;
const goOnMs = 3000;
/** Enough for one or two reconnects of a client, and for a server, which polls every second. */
const recoverMs = 2500;

interface Part {
    kill(): Promise<void>;
    start(): Promise<void>;
}

const parts: Record<string, (cluster: Cluster) => Part> = {
    'a server process': ({ nodes: [node] }) => ({
        kill: async () => node?.stop('SIGKILL'),
        start: async () => node?.start(),
    }),
    Redis: ({ redis }) => redis,
    PostgreSQL: ({ postgres }) => postgres,
};

/** Reads as a page does: by events, and after a reconnect by fetching what was missed. */
class Reader {
    wasAway = false;
    private cursor = '';
    private readonly fetched: string[] = [];

    private constructor(
        private readonly person: Person,
        readonly wire: Wire,
    ) {
        wire.socket.on('disconnect', () => {
            this.wasAway = true;
        });
    }

    static async at(url: string): Promise<Reader> {
        const person = await signInAt(url, 'usr_bloom');
        const wire = await person.connect({ reconnection: true, reconnectionDelay: 100 });
        const reader = new Reader(person, wire);
        await reader.fetch();
        return reader;
    }

    get told(): string[] {
        return this.wire.all('new_message').map(({ message }) => message.id);
    }

    get known(): Set<string> {
        return new Set([...this.told, ...this.fetched]);
    }

    async fetch(): Promise<void> {
        for (let more = true; more; ) {
            const answer = await this.person.get(`/api/messages/sync?since=${this.cursor}`);
            assert.equal(answer.status, 200);
            const { messages, cursor } = answer.body;
            this.fetched.push(...messages.map(({ id }: { id: string }) => id));
            this.cursor = cursor;
            ({ more } = answer.body);
        }
    }
}

for (const [name, choose] of Object.entries(parts)) {
    test(`kill -9 of ${name} under load loses or repeats nothing, and all recover`, async (t) => {
        const { cluster, people } = await busyCluster(t);
        const readers = await Promise.all([1, 2, 3].map(() => Reader.at(cluster.url)));
        const part = choose(cluster);

        let goesOn = true;
        t.after(() => {
            goesOn = false;
            for (const { wire } of readers) wire.socket.disconnect();
        });
        const writing = people.map((person, index) => write(person, `w${index}`, () => goesOn));
        await sleep(killAfterMs);
        await part.kill();
        await sleep(awayMs);
        await part.start();
        await sleep(goOnMs);
        goesOn = false;
        const acknowledged = new Map((await Promise.all(writing)).flatMap((one) => [...one]));
        await sleep(recoverMs);

        await checkStored(t, cluster.postgres.url, acknowledged);
        t.diagnostic(
            `${readers.filter((one) => one.wasAway).length} of 3 readers lost a connection`,
        );
        await people[0]?.send(conversationId, 'the last one');
        for (const reader of readers) {
            await reader.wire.next('new_message', ({ message }) => message.text === 'the last one');
            if (reader.wasAway) await reader.fetch();
            const { told, known } = reader;
            assert.equal(new Set(told).size, told.length, 'nothing is told twice');
            const unknown = [...acknowledged.values()].filter((id) => !known.has(id));
            assert.deepEqual(unknown, []);
        }
    });
}
