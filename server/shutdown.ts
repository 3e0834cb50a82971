// Orderly shutdown: clients are told when to come back, running requests end, then the connections
// are closed. All within two seconds.

import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'socket.io';
import type { Messaging } from './attach_messaging.ts';

/** Lets the farewell leave the buffers before the sockets are closed. */
const farewellMs = 100;
const patienceMs = 1200;
/** Time to deliver what is stored. */
const settleMs = 500;
const sweepMs = 20;
const returnMsMin = 500;
const returnWindowMs = 2000;
/** With this much time per client, at most 250 ever return within 100 ms. */
const returnMsPerClient = 0.4;

interface Parts {
    http: HttpServer;
    io: Server;
    messaging: Messaging;
}

export async function drain({ http, io, messaging }: Parts): Promise<void> {
    // Other processes may go on storing; `sync` delivers the rest.
    await Promise.race([messaging.settled(), sleep(settleMs, undefined, { ref: false })]);
    sayFarewell(io);
    await sleep(farewellMs);
    messaging.close();
    // Closes the engine and the HTTP server. Resolves once the last connection has ended.
    const closed = io.close();
    // Keep-alive connections stay open for a next request, which will not be answered.
    const sweep = setInterval(() => http.closeIdleConnections(), sweepMs);
    await Promise.race([closed, sleep(patienceMs, undefined, { ref: false })]);
    clearInterval(sweep);
    http.closeAllConnections();
    await closed;
}

/** Each client gets its own time to return, so that they do not all come back at once. */
function sayFarewell(io: Server): void {
    const { sockets } = io.sockets;
    const window = Math.max(returnWindowMs, sockets.size * returnMsPerClient);
    for (const socket of sockets.values()) {
        const retryAfterMs = Math.round(returnMsMin + Math.random() * window);
        socket.emit('server:draining', { retryAfterMs });
    }
}
