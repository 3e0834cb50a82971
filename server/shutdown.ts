// Leaving in order: clients hear of it and when to come back, running requests end, then the
// connections are closed. All of it within two seconds.

import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'socket.io';
import type { Messaging } from './attach_messaging.ts';

/** Time for the farewell to leave the buffers, before the sockets are closed. */
const farewellMs = 100;
const patienceMs = 1200;
/** Time to tell what is stored. */
const settleMs = 500;
const sweepMs = 20;
const returnMsMin = 500;
const returnWindowMs = 2000;
/** With this much time for each client the crowd never returns at more than 250 in 100 ms. */
const returnMsPerClient = 0.4;

interface Parts {
    http: HttpServer;
    io: Server;
    messaging: Messaging;
}

export async function drain({ http, io, messaging }: Parts): Promise<void> {
    // Others may go on storing without end: `sync` tells what is left.
    await Promise.race([messaging.settled(), sleep(settleMs, undefined, { ref: false })]);
    sayFarewell(io);
    await sleep(farewellMs);
    messaging.close();
    // Closes the engine and the HTTP server; resolves when the last connection has ended.
    const closed = io.close();
    // A connection whose request has ended stays open for the next one, which will not be answered.
    const sweep = setInterval(() => http.closeIdleConnections(), sweepMs);
    await Promise.race([closed, sleep(patienceMs, undefined, { ref: false })]);
    clearInterval(sweep);
    http.closeAllConnections();
    await closed;
}

/** Each client is given a time of its own, so that they do not all come back at once. */
function sayFarewell(io: Server): void {
    const { sockets } = io.sockets;
    const window = Math.max(returnWindowMs, sockets.size * returnMsPerClient);
    for (const socket of sockets.values()) {
        const retryAfterMs = Math.round(returnMsMin + Math.random() * window);
        socket.emit('server:draining', { retryAfterMs });
    }
}
