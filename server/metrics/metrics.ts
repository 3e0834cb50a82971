// Prometheus metrics. Labels come from short fixed lists, never from clients. Collecting makes no
// queries: it is cheap, and works while the database or Redis is down.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LimitName, Limits } from '../limits.ts';
import { defaultLimits } from '../limits.ts';
import type { BacklogFigures } from '../realtime/backlog.ts';
import type { Message } from '../store/store.ts';
import type { Observed } from '../web/requests.ts';
import { clusterFigures } from './cluster.ts';
import { socketFigures } from './sockets.ts';

const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST'];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    return {
        ...requestFigures(registers),
        ...deliveryFigures(registers),
        ...socketFigures(registers),
        ...clusterFigures(registers),
        contentType: registry.contentType,
        text: () => registry.metrics(),
    };
}

function requestFigures(registers: Registry[]) {
    const requests = new Histogram({
        name: 'messaging_request_seconds',
        help: 'Time from a request to its answer',
        labelNames: ['method', 'route', 'status'],
        buckets,
        registers,
    });
    const limited = new Counter({
        name: 'messaging_limited_total',
        help: 'Requests and events over a limit',
        labelNames: ['limit'],
        registers,
    });
    for (const limit of Object.keys(defaultLimits)) limited.inc({ limit }, 0);
    return {
        answered({ method, route, status, seconds }: Observed): void {
            const known = methods.includes(method) ? method : 'other';
            requests.observe({ method: known, route, status }, seconds);
        },
        /** Wraps `limits` to count what they refuse. */
        countRefusals: (limits: Limits): Limits => ({
            async take(name: LimitName, key: string) {
                const verdict = await limits.take(name, key);
                if (!verdict.allowed) limited.inc({ limit: name });
                return verdict;
            },
        }),
    };
}

function deliveryFigures(registers: Registry[]) {
    const deliveries = new Histogram({
        name: 'messaging_delivery_seconds',
        help: 'Time from a message to its event at the sockets of this process',
        buckets,
        registers,
    });
    return {
        /** Call this for each message delivered to the sockets of this process. */
        told({ createdAt }: Message): void {
            deliveries.observe(Math.max(0, Date.now() - createdAt) / 1000);
        },
        watchBacklog(backlog: () => BacklogFigures): void {
            new Gauge({
                name: 'messaging_outbox_waiting',
                help: 'Changes announced to this process and not yet told to its sockets',
                registers,
                collect() {
                    this.set(backlog().changes);
                },
            });
            new Gauge({
                name: 'messaging_outbox_oldest_seconds',
                help: 'How long the oldest of them waits; grows while the database is away',
                registers,
                collect() {
                    this.set(backlog().seconds);
                },
            });
        },
    };
}
