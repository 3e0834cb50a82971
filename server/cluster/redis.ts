// What processes share besides the database. Redis holds nothing that must be kept: while it is
// down, typing stays within each process, each process counts limits by itself, and stored changes
// are found by polling the database once a second.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import type { Neighbours } from '../realtime/publisher.ts';

const channel = 'messaging:changed';
const reconnectMs = 500;
/** A Redis that hangs counts as down. */
const answerMsMax = 1000;
const startMsMax = 3000;
/** How many events a process may fall behind the others, each some hundred bytes. */
const streamLength = 10_000;

export interface Cluster {
    redis: Redis;
    adapter: ReturnType<typeof createAdapter>;
    neighbours: Neighbours;
    close(): void;
}

/** `watch` gets the connection; the function it returns gets the outcome of each announcement. */
export async function joinCluster(
    url: string,
    log: Log,
    watch: (redis: Redis) => (outcome: 'sent' | 'failed') => void,
): Promise<Cluster> {
    const retryStrategy = () => reconnectMs;
    // Commands fail at once while Redis is down, so that nothing waits for it.
    const redis = new Redis(url, {
        retryStrategy,
        enableOfflineQueue: false,
        // Batches the commands of one turn of the event loop.
        enableAutoPipelining: true,
        commandTimeout: answerMsMax,
    });
    // Readers only wait for news, so they may as well wait for Redis to come back.
    const readers: Redis[] = [];
    const openReader = () => {
        const reader = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
        reader.on('error', () => {});
        // The adapter would let a refused password end the process; `redis` reports it.
        const subscribe = reader.subscribe.bind(reader) as (...all: unknown[]) => Promise<unknown>;
        reader.subscribe = ((...all: unknown[]) =>
            subscribe(...all).catch(() => 0)) as typeof reader.subscribe;
        readers.push(reader);
        return reader;
    };
    redis.duplicate = openReader;
    reportOutages(redis, log);
    const published = watch(redis);
    const subscriber = openReader();
    void subscriber.subscribe(channel).catch(() => {});
    // Start without Redis if it is down: it may also go down later.
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

/** Logs once per outage, not per attempt. */
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
