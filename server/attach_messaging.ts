// Adds the messaging contract to an application and its Socket.IO server. Users, sessions and the
// database stay the application's: it hands in a store and two questions to ask of it.

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Server } from 'socket.io';
import { areShared, checkAttachment } from './attach_options.ts';
import { authorizeByDefault, type Context, type MaybePromise } from './context.ts';
import { createLimits, type LimitOptions, type Limits } from './limits.ts';
import { consoleLog, type Log } from './log.ts';
import { type Application, mount } from './mount.ts';
import type { BacklogFigures } from './realtime/backlog.ts';
import { endDeaf } from './realtime/deaf.ts';
import { createPublisher, type PublisherOptions } from './realtime/publisher.ts';
import type { Refusal } from './realtime/refusal.ts';
import { sessionRoom } from './realtime/rooms.ts';
import { serveSockets } from './realtime/sockets.ts';
import { createTyping } from './realtime/typing.ts';
import { createRouter } from './rest/router.ts';
import type { Conversation, Store } from './store/store.ts';
import type { Session, User } from './user.ts';

/** What an application gives to `attachMessaging`. */
export interface MessagingOptions extends PublisherOptions {
    /** Where conversations and messages are. */
    store: Store;
    /**
     * Whose request it is, or null: by its cookie or header, or by the `token` that a socket came
     * with. Called for every request, and once for every socket. Where it throws, the request is
     * answered by 500 and the socket refused, and both are tried again by the client.
     */
    authenticate(request: IncomingMessage, token?: string): MaybePromise<Session | null>;
    /**
     * Whether a user may `send` to a conversation, and one who takes no part in it `read` it;
     * default: participants and everybody of the role `admin` may. Participants always read: who
     * may no longer has to leave the conversation.
     */
    authorize?(
        user: User,
        conversation: Conversation,
        action: 'read' | 'send',
    ): MaybePromise<boolean>;
    /**
     * The application's guard against forged requests, as middleware of Express, after
     * `authenticate`; default: none. An error of status 403 that it hands on is answered such that
     * clients fetch a new token and try again.
     */
    protect?(
        request: IncomingMessage,
        response: ServerResponse,
        next: (error?: unknown) => void,
    ): unknown;
    /** Where the routes are; default `/api/messages`. */
    path?: string;
    /**
     * Other numbers than those of `defaultLimits`, for this process; or limits that are shared with
     * others.
     */
    limits?: LimitOptions | Limits;
    /**
     * The address that a socket comes from, which its events count for while nobody is signed in;
     * default: that of its connection, which is a proxy's where there is one.
     */
    addressOf?(request: IncomingMessage): string;
    /** After so long without a word a typist has stopped, in milliseconds; default 5000. */
    typingExpiryMs?: number;
    /** Called for each event of a client that was refused, and for a refused `connect`. */
    onRefused?(event: string, reason: Refusal): void;
    /** Default: the console. */
    log?: Log;
}

export interface Messaging {
    /** Resolves when the store has been asked where its changes stand; rejects where it cannot. */
    ready: Promise<void>;
    /** Ends the sockets of a sign-in, by the `key` of its session. */
    endSession(key: string): void;
    /** Tells the sockets what the application itself has changed in the store. */
    publish(): void;
    /** Resolves when every stored change has been told to the sockets. */
    settled(): Promise<void>;
    /** How much of what is stored the sockets of this process have not been told yet. */
    backlog(): BacklogFigures;
    /** Stops timers, for good. The store, the application and the sockets are the caller's. */
    close(): void;
}

const attached = Symbol.for('messaging-wasm.attached');

/**
 * Serves the routes in an Express application, or before the request listener that a plain HTTP
 * server has by now, and the events on the sockets of `io`. Throws where an option is missing,
 * unknown or of no use, and where messaging is attached to the HTTP server of `io` already.
 */
export function attachMessaging(
    io: Server,
    app: Application,
    options: MessagingOptions,
): Messaging {
    checkAttachment(io, app, options);
    claim(io);
    const log = options.log ?? consoleLog;
    const publisher = createPublisher(io, options.store, log, options);
    const typing = createTyping(io, options.typingExpiryMs ?? 5000);
    const context: Context = {
        io,
        store: options.store,
        limits: areShared(options.limits) ? options.limits : createLimits(options.limits),
        log,
        authenticate: options.authenticate,
        authorize: options.authorize ?? authorizeByDefault,
        addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
        publish: publisher.poke,
        refused: options.onRefused ?? (() => {}),
    };
    const protect: RequestHandler = options.protect ?? ((_request, _response, next) => next());
    mount(app, options.path ?? '/api/messages', createRouter(context, protect));
    serveSockets(context, typing);
    endDeaf(io);
    const ready = publisher.settled();
    // Not everybody waits for it, and the publisher asks again.
    ready.catch(() => {});
    return {
        ready,
        endSession: (key) => io.in(sessionRoom(key)).disconnectSockets(true),
        publish: publisher.poke,
        settled: publisher.settled,
        backlog: publisher.backlog,
        close() {
            publisher.stop();
            typing.stop();
        },
    };
}

/** For good: two attachments would answer every event twice. */
function claim(io: Server): void {
    const server = (io as unknown as { httpServer?: HttpServer & { [attached]?: boolean } })
        .httpServer;
    if (!server) throw new Error('Attach Socket.IO to an HTTP server before messaging');
    if (server[attached]) throw new Error('Messaging is already attached to this HTTP server');
    server[attached] = true;
}
