// Figures for Prometheus. Labels come from short lists of this server's own, never from a client.

import type { Express } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Server } from 'socket.io';
import { handlers } from './realtime/events.ts';
import type { Message } from './store/store.ts';
import type { Observed } from './web/requests.ts';

const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const methods = ['GET', 'HEAD', 'OPTIONS', 'POST'];

export interface Metrics {
    answered(observed: Observed): void;
    /** A message went to the sockets of this process. */
    told(message: Message): void;
    /** Counts connections and events of these sockets. */
    watch(io: Server): void;
    serve(app: Express): void;
}

export function createMetrics(): Metrics {
    const registers = [new Registry()];
    const [registry] = registers as [Registry];
    collectDefaultMetrics({ register: registry });
    const requests = new Histogram({
        name: 'messaging_request_seconds',
        help: 'Time from a request to its answer',
        labelNames: ['method', 'route', 'status'],
        buckets,
        registers,
    });
    const deliveries = new Histogram({
        name: 'messaging_delivery_seconds',
        help: 'Time from a message to its event at the sockets of this process',
        buckets,
        registers,
    });
    const events = new Counter({
        name: 'messaging_events_total',
        help: 'Events that clients sent',
        labelNames: ['event'],
        registers,
    });
    return {
        answered({ method, route, status, seconds }) {
            const known = methods.includes(method) ? method : 'other';
            requests.observe({ method: known, route, status }, seconds);
        },
        told: ({ createdAt }) => deliveries.observe(Math.max(0, Date.now() - createdAt) / 1000),
        watch(io) {
            countConnections(io, registers);
            io.on('connection', (socket) => {
                socket.onAny((event: string) => {
                    events.inc({ event: Object.hasOwn(handlers, event) ? event : 'other' });
                });
            });
        },
        serve(app) {
            app.get('/metrics', async (_request, response) => {
                response.type(registry.contentType).send(await registry.metrics());
            });
        },
    };
}

function countConnections(io: Server, registers: Registry[]): void {
    new Gauge({
        name: 'messaging_connections',
        help: 'Connected sockets by transport',
        labelNames: ['transport'],
        registers,
        collect() {
            for (const transport of ['websocket', 'polling']) this.set({ transport }, 0);
            for (const { conn } of io.sockets.sockets.values()) {
                this.inc({ transport: conn.transport.name });
            }
        },
    });
}
