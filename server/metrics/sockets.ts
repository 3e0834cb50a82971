// Metrics of this process's connections: how many, what they send, and who reads too slowly.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { Server, Socket } from 'socket.io';
import { handlers } from '../realtime/events.ts';
import type { Refusal } from '../realtime/refusal.ts';
import { conversationRoom, userRoom } from '../realtime/rooms.ts';

/** Packets queued for one socket: a client that reads hardly ever has more than a few. */
const slowPackets = 100;

const transports = ['websocket', 'polling'];

/** Engine.IO's codes for a connection it refuses. */
const handshakeErrors = [
    'unknown_transport',
    'unknown_sid',
    'bad_method',
    'bad_request',
    'forbidden',
    'unsupported_protocol',
];

/** Socket.IO's reasons for a disconnect. */
const endings = [
    ...['transport error', 'transport close', 'forced close', 'ping timeout', 'parse error'],
    ...['server shutting down', 'forced server close'],
    ...['client namespace disconnect', 'server namespace disconnect'],
];

export function socketFigures(registers: Registry[]) {
    const refused = new Counter({
        name: 'messaging_events_refused_total',
        help: 'Events of clients that were refused',
        labelNames: ['event', 'reason'],
        registers,
    });
    return {
        refused(event: string, reason: Refusal): void {
            refused.inc({ event, reason: labelOf(reason) });
        },
        watchSockets(io: Server): void {
            countEvents(io, registers);
            countFailures(io, registers);
            measureConnections(io, registers);
            measureRooms(io, registers);
            measureQueues(io, registers);
        },
    };
}

const labelOf = (words: string) => words.toLowerCase().replaceAll(' ', '_');

function countEvents(io: Server, registers: Registry[]): void {
    const events = new Counter({
        name: 'messaging_events_total',
        help: 'Events that clients sent',
        labelNames: ['event'],
        registers,
    });
    io.on('connection', (socket) => {
        socket.onAny((event: string) => {
            events.inc({ event: Object.hasOwn(handlers, event) ? event : 'other' });
        });
    });
}

function countFailures(io: Server, registers: Registry[]): void {
    const handshakes = new Counter({
        name: 'messaging_handshake_errors_total',
        help: 'Connections and requests of long-polling that were not admitted',
        labelNames: ['reason'],
        registers,
    });
    for (const reason of handshakeErrors) handshakes.inc({ reason }, 0);
    io.engine.on('connection_error', ({ code }: { code: number }) => {
        handshakes.inc({ reason: handshakeErrors[code] ?? 'other' });
    });
    const disconnects = new Counter({
        name: 'messaging_disconnects_total',
        help: 'Connections that ended, by what ended them',
        labelNames: ['reason'],
        registers,
    });
    io.on('connection', (socket) => {
        socket.on('disconnect', (reason) => {
            disconnects.inc({ reason: labelOf(endings.includes(reason) ? reason : 'other') });
        });
    });
}

function measureConnections(io: Server, registers: Registry[]): void {
    new Gauge({
        name: 'messaging_connections',
        help: 'Connected sockets by transport',
        labelNames: ['transport'],
        registers,
        collect() {
            for (const transport of transports) this.set({ transport }, 0);
            for (const { conn } of io.sockets.sockets.values()) {
                this.inc({ transport: conn.transport.name });
            }
        },
    });
}

function measureRooms(io: Server, registers: Registry[]): void {
    const roomsOf = (prefix: string) =>
        [...io.sockets.adapter.rooms].filter(([room]) => room.startsWith(prefix));
    new Gauge({
        name: 'messaging_users',
        help: 'Users with a socket at this process',
        registers,
        collect() {
            this.set(roomsOf(userRoom('')).length);
        },
    });
    new Gauge({
        name: 'messaging_subscriptions',
        help: 'Conversations that sockets of this process follow, each socket by itself',
        registers,
        collect() {
            const sizes = roomsOf(conversationRoom('')).map(([, sockets]) => sockets.size);
            this.set(sizes.reduce((sum, size) => sum + size, 0));
        },
    });
}

function measureQueues(io: Server, registers: Registry[]): void {
    const all = () => [...io.sockets.sockets.values()];
    const packetsFor = ({ conn }: Socket) =>
        (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
    new Gauge({
        name: 'messaging_send_queue_packets',
        help: 'Packets that wait for sockets to take them',
        registers,
        collect() {
            this.set(all().reduce((sum, socket) => sum + packetsFor(socket), 0));
        },
    });
    new Gauge({
        name: 'messaging_send_queue_bytes',
        help: 'Bytes handed to WebSockets and not taken by the network yet',
        registers,
        collect() {
            this.set(all().reduce((sum, socket) => sum + bytesFor(socket), 0));
        },
    });
    new Gauge({
        name: 'messaging_slow_consumers',
        help: `Sockets for which at least ${slowPackets} packets wait`,
        registers,
        collect() {
            this.set(all().filter((socket) => packetsFor(socket) >= slowPackets).length);
        },
    });
}

function bytesFor({ conn }: Socket): number {
    const transport = conn.transport as unknown as { socket?: { bufferedAmount?: number } };
    return transport.socket?.bufferedAmount ?? 0;
}
