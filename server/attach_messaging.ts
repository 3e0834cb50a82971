// Adds the messaging contract to an application and its Socket.IO server. The application keeps its
// users, sessions and database: it passes in a store and two functions.

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Server } from 'socket.io';
import { areShared, checkAttachment } from './attach_options.ts';
import { authorizeByDefault, type Context, type MaybePromise, mayRead } from './context.ts';
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
import { checkSession, type Session, type User } from './user.ts';

/** The options of `attachMessaging`. */
export interface MessagingOptions extends PublisherOptions {
    /** Stores conversations and messages. */
    store: Store;
    /**
     * Returns the session of a request, or null: by its cookie or header, or by the `token` of a
     * socket. Called for every request, every socket, and every `auth` event with a token. If it
     * throws, the request is answered with 500 or the socket is refused, and the client retries.
     */
    authenticate(request: IncomingMessage, token?: string): MaybePromise<Session | null>;
    /**
     * Whether a user may `send` to a conversation, or `read` it without being a participant.
     * Default: participants and users with the role `admin`. Participants can always read; to
     * prevent it, remove them from the conversation.
     */
    authorize?(
        user: User,
        conversation: Conversation,
        action: 'read' | 'send',
    ): MaybePromise<boolean>;
    /**
     * Express middleware that guards against forged requests, run after `authenticate`; default:
     * none. If it passes on an error with status 403, clients fetch a new token and retry.
     */
    protect?(
        request: IncomingMessage,
        response: ServerResponse,
        next: (error?: unknown) => void,
    ): unknown;
    /** Base path of the routes; default `/api/messages`. */
    path?: string | undefined;
    /** Overrides for `defaultLimits`, per process; or limits shared between processes. */
    limits?: LimitOptions | Limits | undefined;
    /**
     * The client address of a socket, whose limits apply while nobody is signed in on it. Default:
     * that of the connection, which behind a proxy is the proxy's.
     */
    addressOf?: ((request: IncomingMessage) => string) | undefined;
    /** Typing ends after this long without another typing event, in ms; default 5000. */
    typingExpiryMs?: number | undefined;
    /** Called for each refused client event, and for a refused `connect`. */
    onRefused?: ((event: string, reason: Refusal) => void) | undefined;
    /** Where to log; default: the console. */
    log?: Log | undefined;
}

export interface Messaging {
    /** Resolves once the store has returned its current cursor; rejects if it cannot. */
    ready: Promise<void>;
    /** Closes the sockets of a sign-in, given the `key` of its session. */
    endSession(key: string): void;
    /** Delivers to the sockets what the application itself has changed in the store. */
    publish(): void;
    /** Resolves once every stored change has been delivered to the sockets. */
    settled(): Promise<void>;
    /** Changes known to be stored that this process has not yet delivered to its sockets. */
    backlog(): BacklogFigures;
    /** Stops all timers, for good. The caller closes the store, the application and the sockets. */
    close(): void;
}

/** That of a route is what Express makes of `trust proxy`. */
const addressOf = ({ ip, socket }: IncomingMessage & { ip?: string }) =>
    ip ?? socket.remoteAddress ?? '';

const attached = Symbol.for('messaging-wasm.attached');

/**
 * Serves the routes in an Express application, or ahead of a plain HTTP server's existing request
 * listeners, and the events on the sockets of `io`. Throws if an option is missing, unknown or
 * invalid, or if messaging is already attached to the HTTP server of `io`.
 */
export function attachMessaging(
    io: Server,
    app: Application,
    options: MessagingOptions,
): Messaging {
    checkAttachment(io, app, options);
    claim(io);
    const log = options.log ?? consoleLog;
    const authorize = options.authorize ?? authorizeByDefault;
    const told = { ...options, onTold: harmless('onTold', options.onTold, log) };
    const publisher = createPublisher(io, options.store, log, told, (user, conversation) =>
        mayRead(authorize, user, conversation),
    );
    const typing = createTyping(io, options.typingExpiryMs ?? 5000);
    const context: Context = {
        io,
        store: options.store,
        limits: areShared(options.limits) ? options.limits : createLimits(options.limits),
        log,
        authenticate: async (request, token) =>
            checkSession(await options.authenticate(request, token)),
        authorize,
        addressOf: options.addressOf ?? addressOf,
        publish: publisher.poke,
        refused: harmless('onRefused', options.onRefused, log),
    };
    const protect: RequestHandler = options.protect ?? ((_request, _response, next) => next());
    mount(app, options.path ?? '/api/messages', createRouter(context, protect));
    serveSockets(context, typing);
    endDeaf(io);
    const ready = publisher.settled();
    // Callers may ignore it, and the publisher retries.
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

/** What the application only counts with must not disturb the protocol. */
function harmless<Given extends unknown[]>(
    name: string,
    call: ((...given: Given) => void) | undefined,
    log: Log,
): (...given: Given) => void {
    return (...given) => {
        try {
            call?.(...given);
        } catch (error) {
            log.error(`${name} failed`, error);
        }
    };
}

/** Never released: two attachments would answer every event twice. */
function claim(io: Server): void {
    const server = (io as unknown as { httpServer?: HttpServer & { [attached]?: boolean } })
        .httpServer;
    if (!server) throw new Error('Attach Socket.IO to an HTTP server before messaging');
    if (server[attached]) throw new Error('Messaging is already attached to this HTTP server');
    server[attached] = true;
}
