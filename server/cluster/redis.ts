// What several processes share beside the database. Nothing that has to be kept is in Redis: while
// it is away typing stays on its own process, limits are counted by each for itself, and stored
// changes are found by asking the database once a second.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import type { Neighbours } from '../realtime/publisher.ts';

const channel = 'messaging:changed';
const reconnectMs = 500;
/** A Redis that hangs counts as away. */
const answerMsMax = 1000;
const startMsMax = 3000;
/** Events that a process may be behind the others, each some hundred bytes. */
const streamLength = 10_000;

export interface Cluster {
    redis: Redis;
    adapter: ReturnType<typeof createAdapter>;
    neighbours: Neighbours;
    close(): void;
}

/** `watch` is given the connection, and is then told what became of each announcement. */
export async function joinCluster(
    url: string,
    log: Log,
    watch: (redis: Redis) => (outcome: 'sent' | 'failed') => void,
): Promise<Cluster> {
    const retryStrategy = () => reconnectMs;
    // What cannot be sent at once fails at once: nobody waits for a Redis that is away.
    const redis = new Redis(url, {
        retryStrategy,
        enableOfflineQueue: false,
        // Those of one turn of the event loop go out together.
        enableAutoPipelining: true,
        commandTimeout: answerMsMax,
    });
    // Those that wait for news have nothing better to do than to wait for Redis too.
    const readers: Redis[] = [];
    const openReader = () => {
        const reader = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
        reader.on('error', () => {});
        readers.push(reader);
        return reader;
    };
    redis.duplicate = openReader;
    reportOutages(redis, log);
    const published = watch(redis);
    const subscriber = openReader();
    void subscriber.subscribe(channel).catch(() => {});
    // One that is away now is as good as one that goes away later.
    const ready = new Promise((resolve) => redis.once('ready', resolve));
    await Promise.race([ready, sleep(startMsMax, undefined, { ref: false })]);
    return {
        redis,
        adapter: createAdapter(redis, { maxLen: streamLength }),
        neighbours: neighboursBy(redis, subscriber, published),
        close() {
            for (const connection of [redis, ...readers]) connection.disconnect();
        },
    };
}

function neighboursBy(
    redis: Redis,
    subscriber: Redis,
    published: (outcome: 'sent' | 'failed') => void,
): Neighbours {
    const self = randomUUID();
    let planned = false;
    return {
        announce() {
            if (planned) return;
            planned = true;
            // What is stored together is announced once.
            setImmediate(() => {
                planned = false;
                redis.publish(channel, self).then(
                    () => published('sent'),
                    () => published('failed'),
                );
            });
        },
        listen(told) {
            subscriber.on('message', (_channel: string, from: string) => {
                if (from !== self) told();
            });
        },
    };
}

/** Says it once in each outage, not at each attempt. */
function reportOutages(redis: Redis, log: Log): void {
    let away = false;
    redis.on('error', (error) => {
        if (!away) log.error('Redis is away', error);
        away = true;
    });
    redis.on('ready', () => {
        if (away) log.info('Redis is back');
        away = false;
    });
}
