// The Socket.IO half of the contract: authenticates sockets and dispatches their events.

import type { Socket } from 'socket.io';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { queuedEventsMax } from '../contract.ts';
import type { Session } from '../user.ts';
import { addressKey } from '../web/addresses.ts';
import { type Ack, type Connection, handlers, signIn } from './events.ts';
import type { Typing } from './typing.ts';

/** Beyond this multiple of its limit, a connection is closed. */
const excessMax = 10;
const unavailableMs = 2000;
const token = z.string().min(1).max(4096).optional().catch(undefined);

export function serveSockets(context: Context, typing: Typing): void {
    // Connections that have a socket of the main namespace, or will once it is authenticated.
    // Socket.IO lets a client ask for any number until the first is there.
    const taken = new WeakSet<object>();
    context.io.use(async (socket, next) => {
        const { conn } = socket;
        if (taken.has(conn)) {
            context.refused('connect', 'Too many requests');
            return void conn.close(true);
        }
        taken.add(conn);
        const given = token.parse(socket.handshake.auth.token);
        try {
            socket.data.session = await context.authenticate(socket.request, given);
            next();
        } catch (error) {
            taken.delete(conn);
            context.log.error('A socket could not be authenticated', error);
            context.refused('connect', 'Service unavailable');
            // With a retry delay, the client does not take this for being signed out.
            const refusal = new Error('Service unavailable');
            next(Object.assign(refusal, { data: { retryAfterMs: unavailableMs } }));
        }
    });
    context.io.on('connection', (socket) => {
        socket.on('disconnect', () => taken.delete(socket.conn));
        listen(context, typing, socket);
    });
}

function listen(context: Context, typing: Typing, socket: Socket): void {
    const address = context.addressOf(socket.request);
    const nobody = { session: null, wanted: new Set<string>() };
    const connection: Connection = { context, typing, socket, address, ...nobody };
    const session = socket.data.session as Session | null;
    if (session) signIn(connection, session);
    // One event at a time, so that a room requested right after `auth` is requested as that user.
    let tail = Promise.resolve();
    let queued = 0;
    for (const event of Object.keys(handlers)) {
        socket.on(event, (...args: unknown[]) => {
            if (queued >= queuedEventsMax) return void socket.disconnect(true);
            queued += 1;
            tail = tail
                .then(() => handle(connection, event, args))
                .catch((error) => context.log.error(`The event ${event} failed`, error))
                .finally(() => {
                    queued -= 1;
                });
        });
    }
    socket.on('disconnect', () => {
        clearTimeout(connection.expiry);
        typing.leave(socket.id);
    });
}

async function handle(connection: Connection, event: string, args: unknown[]): Promise<void> {
    const last = args.at(-1);
    const ack: Ack = (answer) => {
        if (!answer.ok) connection.context.refused(event, answer.error);
        if (typeof last === 'function') last(answer);
    };
    if (!(await admit(connection, event, ack))) return;
    const payload = typeof args[0] === 'function' ? undefined : args[0];
    try {
        if (await handlers[event]?.(connection, payload, ack)) return;
    } catch (error) {
        ack({ ok: false, error: 'Service unavailable' });
        throw error;
    }
    const error = 'Malformed payload';
    if (event === 'auth') connection.socket.emit('auth:error', { error });
    ack({ ok: false, error });
}

async function admit(connection: Connection, event: string, ack: Ack): Promise<boolean> {
    const { context, socket, session, address } = connection;
    const name = event === 'typing' ? 'typing' : 'events';
    const who = session ? `user ${session.user.id}` : addressKey(address);
    const { allowed, retryAfterMs, excess } = await context.limits.take(name, `${event} ${who}`);
    if (allowed) return true;
    const error = 'Too many requests';
    const excessive = excess >= excessMax;
    if (excessive) socket.disconnect(true);
    if (excessive || event === 'typing') {
        context.refused(event, error);
    } else {
        socket.emit('rate:limited', { event, retryAfterMs });
        ack({ ok: false, error, retryAfterMs });
    }
    return false;
}
