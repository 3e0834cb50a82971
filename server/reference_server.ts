// The reference server: accounts, pages and messaging on one HTTP server. It uses messaging only
// through `attachMessaging`, like any other application.

import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import express, { type CookieOptions, type Express, type RequestHandler } from 'express';
import type { Kysely } from 'kysely';
import { Server } from 'socket.io';
import { type Accounts, createAccounts } from './accounts/accounts.ts';
import { seedDemo } from './accounts/demo.ts';
import { createAccountRouter } from './accounts/routes.ts';
import { type AccountsSchema, accountsMigrations } from './accounts/schema.ts';
import {
    type AccountSession,
    createSessions,
    type Sessions,
    storedSecret,
} from './accounts/sessions.ts';
import { followAccounts, followSignOuts } from './accounts/sign_outs.ts';
import { withoutDemo } from './accounts/without_demo.ts';
import { attachMessaging, type Messaging } from './attach_messaging.ts';
import { type Cluster, joinCluster } from './cluster/redis.ts';
import { sharedLimiter } from './cluster/shared_limits.ts';
import { claim } from './database/claim.ts';
import { kindOf } from './database/kind.ts';
import { migrate } from './database/migrate.ts';
import { oneAtATime } from './database/one_at_a_time.ts';
import { openDatabase } from './database/open.ts';
import { placeOf } from './database/place.ts';
import { createLimits, type LimitOptions } from './limits.ts';
import { consoleLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { sessionRoom } from './realtime/rooms.ts';
import { drain } from './shutdown.ts';
import type { MessagingSchema } from './store/schema.ts';
import { openSqlStore } from './store/sql_store.ts';
import type { Store } from './store/store.ts';
import { addressOf } from './web/addresses.ts';
import { createCsrf } from './web/csrf.ts';
import { serveFigures } from './web/figures.ts';
import { allowOrigins, mayConnect } from './web/origins.ts';
import { addProbes } from './web/probes.ts';
import { observeRequests } from './web/requests.ts';
import { encryptedHeaders, securityHeaders } from './web/security.ts';
import { serveFiles } from './web/static.ts';

/** The largest client event is a hint with a few ids; texts come over REST. */
const socketBytesMax = 100_000;

/**
 * How long a closing long-polling client may take to fetch the close packet. Engine.IO waits 30
 * seconds, and keeps the process alive meanwhile.
 */
const pollingCloseMs = 1000;

/** How late a change or sign-out may be noticed that another process could not announce. */
const pollMs = 1000;

/** How late sockets end after their account was removed or given a new password. */
const accountsMs = 5000;

export interface ReferenceServerOptions {
    host: string;
    /** 0 for any free port. */
    port: number;
    /** A file, ':memory:', or a PostgreSQL URL. */
    database: string;
    /** A Redis URL, if several processes serve the same database. */
    redisUrl?: string | undefined;
    production: boolean;
    /** Creates demo accounts that anybody may pick, in a new database. */
    demo: boolean;
    /** Signs the sessions; default: a random secret kept in the database. */
    sessionSecret?: string | undefined;
    /** Other origins whose pages may call this server. */
    origins: string[];
    /** Number of proxies in front of this server. */
    trustedProxies: number;
    socketPath: string;
    pingIntervalMs: number;
    pingTimeoutMs: number;
    typingExpiryMs: number;
    limits: LimitOptions;
    /** The folder with the built module and, in `pages`, the pages. */
    dist: string;
    log: Log;
    /** Logs a line for each request. */
    logRequests: boolean;
    /** Serves Prometheus metrics at `/metrics`. */
    metrics: boolean;
    /** Bearer token required for the metrics. */
    metricsToken?: string | undefined;
    /** How long to keep serving before shutting down, so that the proxy notices. */
    drainMs: number;
    /** Sees every request first, so that tests can delay or refuse it. */
    intercept?: RequestHandler;
}

export const defaultOptions: ReferenceServerOptions = {
    host: '127.0.0.1',
    port: 3000,
    database: 'messaging.sqlite',
    production: false,
    demo: true,
    origins: [],
    trustedProxies: 0,
    socketPath: '/socket.io',
    pingIntervalMs: 25_000,
    pingTimeoutMs: 20_000,
    typingExpiryMs: 5_000,
    limits: {},
    dist: fileURLToPath(new URL('../dist', import.meta.url)),
    log: consoleLog,
    logRequests: false,
    metrics: true,
    drainMs: 0,
};

interface State {
    /** Still serves its clients, but wants no new ones. */
    draining: boolean;
    refusing: boolean;
}

export interface ReferenceServer {
    url: string;
    port: number;
    /** The kind of database, and where it is, for people. */
    database: string;
    app: Express;
    io: Server;
    store: Store;
    accounts: Accounts;
    sessions: Sessions;
    messaging: Messaging;
    /** Disconnects clients in an orderly way and closes the database; 2 s after `drainMs`. */
    close(): Promise<void>;
}

export async function createReferenceServer(
    given: Partial<ReferenceServerOptions> = {},
): Promise<ReferenceServer> {
    const options = { ...defaultOptions, ...given };
    const metrics = createMetrics();
    const database = openDatabase<AccountsSchema & MessagingSchema>(
        options.database,
        metrics.watchPool,
    );
    const release = await claim(database);
    try {
        return await start(options, { metrics, database, release });
    } catch (error) {
        release();
        throw error;
    }
}

interface Means {
    metrics: Metrics;
    database: Kysely<AccountsSchema & MessagingSchema>;
    /** Lets another server have the database. */
    release: () => void;
}

async function start(
    options: ReferenceServerOptions,
    { metrics, database, release }: Means,
): Promise<ReferenceServer> {
    const place = await placeOf(database, options.database);
    const { accounts, sessions, store } = await openStores(database, options);
    const app = express();
    const http = createServer(app);
    const { redisUrl, log } = options;
    const cluster = redisUrl ? await joinCluster(redisUrl, log, metrics.watchRedis) : undefined;
    const io = createSocketServer(http, options, cluster);
    const state: State = { draining: false, refusing: false };
    metrics.watchSockets(io);
    prepare(app, options, { state, metrics, store });
    const limits = metrics.countRefusals(
        createLimits(options.limits, cluster && sharedLimiter(cluster.redis)),
    );
    const csrf = createCsrf(cookieOptions(options));
    // A SQLite file has no other writers to poll for.
    const shared = kindOf(database) === 'postgres';
    const messaging = attachMessaging(io, app, {
        store,
        authenticate: sessions.authenticate,
        protect: csrf.protect,
        limits,
        addressOf: (request) => addressOf(request, options.trustedProxies),
        neighbours: cluster?.neighbours,
        pollMs: shared ? pollMs : undefined,
        onTold: metrics.told,
        onRefused: metrics.refused,
        typingExpiryMs: options.typingExpiryMs,
        log: options.log,
    });
    metrics.watchBacklog(messaging.backlog);
    const unfollow = endSockets(io, sessions, options.log);
    const accountRouter = createAccountRouter({
        accounts,
        sessions,
        csrf,
        limits,
        log: options.log,
        demo: options.demo,
        cookie: cookieOptions(options),
        onEnd: messaging.endSession,
    });
    app.use('/api', accountRouter);
    app.use(serveFiles(options.dist));
    await messaging.ready;
    await listen(http, options);
    const close = once(async () => {
        state.draining = true;
        if (options.drainMs > 0) await sleep(options.drainMs);
        state.refusing = true;
        unfollow();
        await drain({ http, io, messaging });
        cluster?.close();
        await database.destroy();
        release();
    });
    const parts = { app, io, store, accounts, sessions, messaging };
    return { ...whereabouts(http, options), database: place, ...parts, close };
}

/** Ends the sockets of this process whose sign-in has ended elsewhere. */
function endSockets(io: Server, sessions: Sessions, log: Log): () => void {
    const onEnd = (key: string) => io.local.in(sessionRoom(key)).disconnectSockets(true);
    const open = () =>
        [...io.sockets.sockets.values()].flatMap(
            (socket): AccountSession[] => socket.data.session ?? [],
        );
    const unfollow = [
        followSignOuts(sessions, { everyMs: pollMs, log, onEnd }),
        followAccounts(sessions, { everyMs: accountsMs, log, onEnd, open }),
    ];
    return () => {
        for (const stop of unfollow) stop();
    };
}

function once(work: () => Promise<void>): () => Promise<void> {
    let running: Promise<void> | undefined;
    return () => {
        running ??= work();
        return running;
    };
}

async function openStores(
    database: Kysely<AccountsSchema & MessagingSchema>,
    options: ReferenceServerOptions,
) {
    const users = database as unknown as Kysely<AccountsSchema>;
    await oneAtATime(users, () => migrate(users, 'accounts', accountsMigrations));
    const store = await openSqlStore(database as unknown as Kysely<MessagingSchema>);
    const all = createAccounts(users);
    const accounts = options.demo ? all : withoutDemo(all);
    const secret = options.sessionSecret ?? (await storedSecret(users));
    const sessions = createSessions(users, accounts, secret);
    if (options.demo) await oneAtATime(users, () => seedDemo(store, accounts));
    return { accounts, sessions, store };
}

function createSocketServer(
    http: HttpServer,
    options: ReferenceServerOptions,
    cluster: Cluster | undefined,
): Server {
    const { origins } = options;
    const io = new Server(http, {
        path: options.socketPath,
        pingInterval: options.pingIntervalMs,
        pingTimeout: options.pingTimeoutMs,
        maxHttpBufferSize: socketBytesMax,
        serveClient: false,
        ...(cluster ? { adapter: cluster.adapter } : {}),
        cors: { origin: origins, credentials: true },
        allowRequest: (request, decide) => decide(null, mayConnect(request, origins)),
    });
    io.engine.on('connection', ({ transport }: { transport: { closeTimeout?: number } }) => {
        transport.closeTimeout = pollingCloseMs;
    });
    return io;
}

function whereabouts(http: HttpServer, options: ReferenceServerOptions) {
    const { port } = http.address() as AddressInfo;
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    return { url: `http://${host}:${port}`, port };
}

/** Everything that comes before the routes. */
function prepare(
    app: Express,
    options: ReferenceServerOptions,
    { state, metrics, store }: { state: State; metrics: Metrics; store: Store },
): void {
    if (options.metrics) serveFigures(app, metrics, options.metricsToken);
    addProbes(app, store, state);
    app.disable('x-powered-by');
    // API responses are not cached, and static files have their own ETags.
    app.disable('etag');
    app.set('trust proxy', options.trustedProxies);
    const { log, logRequests: lines } = options;
    const trustIds = options.trustedProxies > 0;
    app.use(observeRequests({ log, lines, trustIds, tell: metrics.answered }));
    if (options.intercept) app.use(options.intercept);
    app.use(securityHeaders(options.origins), encryptedHeaders(), allowOrigins(options.origins));
    app.use((_request, response, next) => {
        if (!state.refusing) return next();
        response.set({ Connection: 'close', 'Retry-After': '2' });
        response.status(503).json({ error: 'Service unavailable', message: 'Shutting down' });
    });
    app.use('/api', (_request, response, next) => {
        response.set('Cache-Control', 'no-store');
        next();
    });
    app.get('/api/health', (_request, response) => {
        response.json({ status: 'ok' });
    });
}

/** Browsers send cookies across sites only with `SameSite=None`, and then only over HTTPS. */
function cookieOptions({ production, origins }: ReferenceServerOptions): CookieOptions {
    const sameSite = production && origins.length > 0 ? 'none' : 'lax';
    return { path: '/', secure: production, sameSite };
}

function listen(http: HttpServer, { host, port }: ReferenceServerOptions): Promise<void> {
    return new Promise((resolve, reject) => {
        http.once('error', reject);
        http.listen(port, host, () => {
            http.off('error', reject);
            resolve();
        });
    });
}
