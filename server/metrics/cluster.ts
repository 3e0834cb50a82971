// PostgreSQL's connection pool and Redis, as this process sees them. Absent without them.

import { Counter, Gauge, type Registry } from 'prom-client';

/** The statistics of a `pg` pool. */
export interface PoolFigures {
    readonly totalCount: number;
    readonly idleCount: number;
    readonly waitingCount: number;
}

export function clusterFigures(registers: Registry[]) {
    return {
        watchPool(pool: PoolFigures): void {
            new Gauge({
                name: 'messaging_database_connections',
                help: 'Connections to PostgreSQL',
                labelNames: ['state'],
                registers,
                collect() {
                    this.set({ state: 'idle' }, pool.idleCount);
                    this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
                },
            });
            new Gauge({
                name: 'messaging_database_waiting',
                help: 'Queries that wait for a connection to PostgreSQL',
                registers,
                collect() {
                    this.set(pool.waitingCount);
                },
            });
        },
        /** `status` is ioredis's. The returned function counts an announcement by its outcome. */
        watchRedis(redis: { readonly status: string }): (outcome: 'sent' | 'failed') => void {
            new Gauge({
                name: 'messaging_redis_up',
                help: '1 while there is a connection to Redis',
                registers,
                collect() {
                    this.set(redis.status === 'ready' ? 1 : 0);
                },
            });
            const announcements = new Counter({
                name: 'messaging_redis_publishes_total',
                help: 'Announcements of stored changes to the other processes',
                labelNames: ['outcome'],
                registers,
            });
            for (const outcome of ['sent', 'failed']) announcements.inc({ outcome }, 0);
            return (outcome) => announcements.inc({ outcome });
        },
    };
}
