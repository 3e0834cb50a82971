// Adds the messaging contract to an Express application and its Socket.IO server. Users, sessions
// and the database stay the application's: it hands in a store and two questions to ask of it.

import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Express, RequestHandler } from 'express';
import type { Server } from 'socket.io';
import { authorizeByDefault, type Context } from './context.ts';
import { createLimits, type LimitOptions, type Limits } from './limits.ts';
import { consoleLog, type Log } from './log.ts';
import { createPublisher, type PublisherOptions } from './realtime/publisher.ts';
import { sessionRoom } from './realtime/rooms.ts';
import { serveSockets } from './realtime/sockets.ts';
import { createTyping } from './realtime/typing.ts';
import { createRouter } from './rest/router.ts';
import type { Store } from './store/store.ts';
import type { Session } from './user.ts';

export interface MessagingOptions extends PublisherOptions {
    store: Store;
    /** Whose request it is: by its cookie or header, or by the token that a socket came with. */
    authenticate(request: IncomingMessage, token?: string): Promise<Session | null>;
    /** Who may see or write what; participants and administrators by default. */
    authorize?: Context['authorize'];
    /** The application's guard against forged requests. */
    protect?: RequestHandler;
    /** Where the routes are, by default `/api/messages`. */
    path?: string;
    /** Numbers for the limits of this process, or limits that are shared with others. */
    limits?: LimitOptions | Limits;
    typingExpiryMs?: number;
    log?: Log;
}

export interface Messaging {
    /** Resolves when the database has been asked where the changes stand. */
    ready: Promise<void>;
    /** Ends the sockets of a sign-in. */
    endSession(key: string): void;
    /** Tells the sockets what the application itself has changed in the store. */
    publish(): void;
    /** Resolves when every stored change has been told to the sockets. */
    settled(): Promise<void>;
    /** Stops timers and events. The store, the application and the sockets are the caller's. */
    close(): void;
}

const attached = Symbol.for('messaging-wasm.attached');

export function attachMessaging(io: Server, app: Express, options: MessagingOptions): Messaging {
    const release = claim(io);
    const log = options.log ?? consoleLog;
    const publisher = createPublisher(io, options.store, log, options);
    const typing = createTyping(io, options.typingExpiryMs ?? 5000);
    const context: Context = {
        io,
        store: options.store,
        limits: areLimits(options.limits) ? options.limits : createLimits(options.limits),
        log,
        authenticate: options.authenticate,
        authorize: options.authorize ?? authorizeByDefault,
        publish: publisher.poke,
    };
    const protect: RequestHandler = options.protect ?? ((_request, _response, next) => next());
    app.use(options.path ?? '/api/messages', createRouter(context, protect));
    serveSockets(context, typing);
    return {
        ready: publisher.settled(),
        endSession: (key) => io.in(sessionRoom(key)).disconnectSockets(true),
        publish: publisher.poke,
        settled: publisher.settled,
        close() {
            publisher.stop();
            typing.stop();
            release();
        },
    };
}

function areLimits(limits: LimitOptions | Limits | undefined): limits is Limits {
    return limits !== undefined && 'take' in limits;
}

/** Two attachments would answer every event twice. */
function claim(io: Server): () => void {
    const server = (io as unknown as { httpServer?: HttpServer & { [attached]?: boolean } })
        .httpServer;
    if (!server) throw new Error('Attach Socket.IO to an HTTP server before messaging');
    if (server[attached]) throw new Error('Messaging is already attached to this HTTP server');
    server[attached] = true;
    return () => {
        server[attached] = false;
    };
}
