// The server of one check: the reference server with the page of the checks, and commands by which
// the page has another user act or the server behave differently.
import { fileURLToPath } from 'node:url';
import express from 'express';
import { wedding } from '../e2e/support/people.js';
import {
    refuseSockets,
    startReferenceServer,
    startRestartableServer,
} from '../e2e/support/servers.js';
import { signIn } from '../server/support.ts';
import { policyOf } from './variants.mjs';

const pages = fileURLToPath(new URL('page', import.meta.url));

/**
 * @typedef {{ kind: 'passed' | 'failed' | 'impossible', says: string }} Outcome
 * @typedef {Awaited<ReturnType<typeof startStage>>} Stage
 */

/**
 * Makes the database that every check starts with. That is slow, since passwords are hashed.
 * @param {string} file
 */
export async function seedDatabase(file) {
    const server = await startReferenceServer({ database: file });
    await server.close();
}

/** @param {import('./variants.mjs').Variant} variant @param {string} seed */
export async function startStage(variant, seed) {
    const outcomes = deferredOutcomes();
    let holdsSends = false;
    const router = express.Router();
    router.use('/browsers', express.json(), (request, response, next) => {
        if (request.path === '/do') return void act(request, response, next);
        response.set('Content-Security-Policy', policyOf(variant));
        express.static(pages)(request, response, next);
    });
    router.post('/api/messages/:id', (_request, response, next) => {
        if (!holdsSends) return next();
        response.status(503).set('Retry-After', '1').json({ error: 'Service unavailable' });
    });
    const restartable = await startRestartableServer({ intercept: router }, seed);
    const hands = createHands(restartable, {
        outcome: outcomes.settle,
        holdSends: (/** @type {boolean} */ holds) => {
            holdsSends = holds;
        },
    });

    /**
     * @param {import('express').Request} request @param {import('express').Response} response
     * @param {import('express').NextFunction} next
     */
    async function act({ body }, response, next) {
        try {
            const { name, argument } = /** @type {{ name: string, argument: any }} */ (body);
            const hand = hands.all[name];
            if (!hand) throw new Error(`Nobody can ${name}`);
            response.json({ answer: (await hand(argument)) ?? null });
        } catch (error) {
            next(error);
        }
    }

    return {
        url: restartable.url,
        outcomeOf: outcomes.of,
        async close() {
            await hands.leave();
            await restartable.close();
        },
    };
}

/** The outcomes of the tabs of a check. */
function deferredOutcomes() {
    /** @type {Map<number, (outcome: Outcome) => void>} */
    const waiting = new Map();
    return {
        /** @param {number} part @returns {Promise<Outcome>} */
        of: (part) => new Promise((resolve) => void waiting.set(part, resolve)),
        /** @param {{ part: number, outcome: Outcome }} told */
        settle: ({ part, outcome }) => waiting.get(part)?.(outcome),
    };
}

/**
 * The commands that the page may give, by name.
 * @param {Awaited<ReturnType<typeof startRestartableServer>>} restartable
 * @param {Record<string, (argument: any) => unknown>} own
 */
function createHands(restartable, own) {
    /** @type {Promise<import('../server/support.ts').Person> | undefined} */
    let bloom;
    /** @type {Promise<import('../server/support.ts').Wire> | undefined} */
    let wire;
    /** @type {(() => void) | undefined} */
    let allow;
    const counts = new Map();
    function person() {
        bloom ??= signIn(restartable.server, 'usr_bloom');
        return bloom;
    }
    function listener() {
        wire ??= person().then((one) => one.subscribe(wedding));
        return wire;
    }
    answerEchoes(restartable.server);

    /** @type {Record<string, (argument: any) => unknown>} */
    const all = {
        ...own,
        say: async (text) => (await (await person()).send(wedding, text)).body.message?.id,
        listen: async () => void (await listener()),
        type: async (isTyping) =>
            (await listener()).emit('typing', { conversationId: wedding, isTyping }),
        read: async (messageId) =>
            (await listener()).ask('conversation:read', { conversationId: wedding, messageId }),
        told: async ({ name, ...wanted }) =>
            (await listener()).next(name, (payload) =>
                Object.entries(wanted).every(([key, value]) => payload?.[key] === value),
            ),
        sockets: () => restartable.server.io.engine.clientsCount,
        bytes: (numbers) => void restartable.server.io.emit('bytes', Buffer.from(numbers)),
        blockWebSocket: () => blockWebSocket(restartable.server),
        refuseSockets: () => {
            allow = refuseSockets(restartable.server);
        },
        allowSockets: () => allow?.(),
        store: (count) => store(restartable.server, count),
        stored: async () => {
            const { messages } = await restartable.server.store.history(wedding, { limit: 200 });
            return messages.map(({ text }) => text);
        },
        restart: (text) => void restart(restartable, text),
        /** Counts the tabs that have reached a common point of the check. */
        arrive: (point) => void counts.set(point, (counts.get(point) ?? 0) + 1),
        arrived: (point) => counts.get(point) ?? 0,
    };
    return { all, leave: async () => (await bloom)?.leave() };
}

/** @typedef {import('../../server/reference_server.ts').ReferenceServer} Server */

/** Answers a custom event, as any Socket.IO server might have one. @param {Server} server */
function answerEchoes({ io }) {
    io.on('connection', (socket) => {
        socket.on('echo', (...args) => args.pop()(...args));
    });
}

/** Like a proxy that does not know upgrades: only long-polling is left. @param {Server} server */
function blockWebSocket({ io }) {
    const { httpServer } = /** @type {{ httpServer: import('node:http').Server }} */ (
        /** @type {unknown} */ (io)
    );
    httpServer.prependListener('upgrade', (_request, socket) => void socket.destroy());
}

/**
 * Stores messages that no socket is told of. @param {Server} server @param {number} count
 */
async function store({ store: place }, count) {
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom & Vine Catering' };
    for (let number = 0; number < count; number += 1) {
        await place.addMessage({ conversationId: wedding, sender, text: `stored ${number}` });
    }
}

/**
 * Restarts the server, and stores a message of another user.
 * @param {Awaited<ReturnType<typeof startRestartableServer>>} restartable
 * @param {string} text
 */
async function restart(restartable, text) {
    await restartable.stop();
    await restartable.start();
    const sender = { id: 'usr_bloom', role: 'supplier', name: 'Bloom & Vine Catering' };
    await restartable.server.store.addMessage({ conversationId: wedding, sender, text });
}
