// The faults of the campaign. Each breaks something, waits for a while and ends the fault; what was
// in transit is lost or not, as in real life.
import { setTimeout as sleep } from 'node:timers/promises';
import { garbage, webSocketFrame } from '../support/fault_proxy.js';

/**
 * @typedef {import('./person.js').Person} Person
 * @typedef {import('../support/fault_proxy.js').Connection} Connection
 * @typedef {import('./random.js').Random} Random
 * @typedef {object} Scene
 * @property {Person[]} victims one of them or both
 * @property {Random} random
 * @property {{ stop(signal: NodeJS.Signals): Promise<void>, start(): Promise<void> }} server
 * @property {(person: Person, sinceMs: number) => Promise<boolean>} hasStored whether a message of
 *     the person has reached the server's database since then
 * @typedef {{ name: string, weight: number, run(scene: Scene): Promise<unknown> }} Kind
 */

/** Longer than the longest frame that the host accepts. */
const oversized = webSocketFrame('x'.repeat(17 * 1024 * 1024));
const storedMsMax = 5000;

/** Frames that no Socket.IO server sends. */
const malformed = [
    '',
    '9',
    '0',
    '0{"sid":',
    '4',
    '4x',
    '42',
    '42[',
    '42["new_message",{"message":',
    '42{"not":"an array"}',
    '42[{"no":"name"}]',
    '43999999999999999999[]',
    '451-["binary",{"_placeholder":true,"num":0}]',
    '459999999-["binary"]',
    '44{"message":"no reason"}',
    '41',
    '1',
    '\u0000\u0001',
];

/** @param {Scene} scene @param {'webSocket'} [kind] */
const connections = ({ victims }, kind) => victims.flatMap(({ proxy }) => proxy.connections(kind));

/** @param {Scene} scene @param {number} min @param {number} max */
const pause = ({ random }, min, max) => sleep(random.between(min, max));

/** @param {readonly Connection[]} all */
function cut(all) {
    for (const connection of all) connection.cut();
}

/**
 * Applies `harm` to all connections, also those opened meanwhile, and cuts them afterwards.
 * @param {Scene} scene
 * @param {(connection: Connection) => void} harm
 * @param {() => Promise<unknown>} meanwhile
 */
async function during(scene, harm, meanwhile) {
    for (const { proxy } of scene.victims) proxy.onConnection = harm;
    for (const connection of connections(scene)) harm(connection);
    await meanwhile();
    for (const { proxy } of scene.victims) proxy.onConnection = () => {};
    cut(connections(scene));
}

/**
 * Holds back the server's responses until it has stored a message of the first victim, and calls
 * `strike` before any page has learned of that message.
 * @param {Scene} scene @param {() => Promise<unknown>} strike
 */
async function afterStore(scene, strike) {
    const since = Date.now();
    const [victim] = /** @type {[Person]} */ (scene.victims);
    await during(
        { ...scene, victims: [victim] },
        (connection) => connection.hold('toClient'),
        async () => {
            for (const end = since + storedMsMax; Date.now() < end; await sleep(5)) {
                if (await scene.hasStored(victim, since)) break;
            }
            await strike();
        },
    );
}

/** @param {Scene} scene */
async function restart(scene, signal = /** @type {NodeJS.Signals} */ ('SIGKILL')) {
    await scene.server.stop(signal);
    await pause(scene, 0, 400);
    await scene.server.start();
}

/** @param {Scene} scene @param {(person: Person) => Promise<unknown>} work */
const eachVictim = ({ victims }, work) => Promise.all(victims.map(work));

/** @type {readonly Kind[]} */
const ofTheNetwork = [
    {
        name: 'sockets cut',
        weight: 5,
        run: async (scene) => cut(connections(scene, 'webSocket')),
    },
    {
        name: 'all connections cut',
        weight: 5,
        run: async (scene) => cut(connections(scene)),
    },
    {
        name: 'nothing passes for a while, then all of it',
        weight: 5,
        async run(scene) {
            const all = connections(scene);
            for (const connection of all) connection.hold();
            await pause(scene, 100, 800);
            for (const connection of all) connection.release();
        },
    },
    {
        name: 'nothing passes, then cut',
        weight: 5,
        run: (scene) =>
            during(
                scene,
                (one) => one.hold(),
                () => pause(scene, 100, 800),
            ),
    },
    {
        name: 'what the server says is lost, then cut',
        weight: 5,
        run: (scene) =>
            during(
                scene,
                (one) => one.drop('toClient'),
                () => pause(scene, 100, 800),
            ),
    },
    {
        name: 'what the page says is lost, then cut',
        weight: 5,
        run: (scene) =>
            during(
                scene,
                (one) => one.drop('toServer'),
                () => pause(scene, 100, 800),
            ),
    },
    {
        name: 'socket half open until it is noticed',
        weight: 1,
        async run(scene) {
            for (const connection of connections(scene, 'webSocket')) connection.drop();
        },
    },
    {
        name: 'slow',
        weight: 5,
        async run(scene) {
            const ms = scene.random.between(50, 400);
            for (const { proxy } of scene.victims) proxy.onConnection = (one) => one.delay(ms);
            for (const connection of connections(scene)) connection.delay(ms);
            await pause(scene, 300, 1000);
            for (const { proxy } of scene.victims) proxy.onConnection = () => {};
            for (const connection of connections(scene)) connection.delay(0);
        },
    },
    {
        name: 'nobody listens',
        weight: 5,
        async run(scene) {
            await eachVictim(scene, ({ proxy }) => proxy.down());
            await pause(scene, 50, 800);
            await eachVictim(scene, ({ proxy }) => proxy.up());
        },
    },
    {
        name: 'sockets refused',
        weight: 3,
        async run(scene) {
            for (const { proxy } of scene.victims) proxy.upgrades = 'refuse';
            cut(connections(scene, 'webSocket'));
            await pause(scene, 300, 1000);
            for (const { proxy } of scene.victims) proxy.upgrades = 'pass';
        },
    },
    {
        name: 'handshakes without an answer',
        weight: 3,
        async run(scene) {
            for (const { proxy } of scene.victims) proxy.upgrades = 'swallow';
            cut(connections(scene, 'webSocket'));
            await pause(scene, 300, 1000);
            for (const { proxy } of scene.victims) proxy.upgrades = 'pass';
            cut(connections(scene, 'webSocket'));
        },
    },
    {
        name: 'browser offline',
        weight: 5,
        async run(scene) {
            await eachVictim(scene, ({ context }) => context.setOffline(true));
            await pause(scene, 100, 800);
            await eachVictim(scene, ({ context }) => context.setOffline(false));
        },
    },
];

/** @type {readonly Kind[]} */
const ofTheBytes = [
    {
        name: 'garbage to the page',
        weight: 4,
        async run(scene) {
            const bytes = garbage(scene.random.between(1, 2000));
            for (const connection of connections(scene)) connection.inject(bytes);
        },
    },
    {
        name: 'garbage to the server',
        weight: 4,
        async run(scene) {
            const bytes = garbage(scene.random.between(1, 2000));
            for (const connection of connections(scene)) connection.inject(bytes, 'toServer');
        },
    },
    {
        name: 'malformed packet',
        weight: 4,
        async run(scene) {
            const frame = webSocketFrame(scene.random.one(malformed));
            for (const connection of connections(scene, 'webSocket')) connection.inject(frame);
        },
    },
    {
        name: 'oversized frame',
        weight: 1,
        async run(scene) {
            for (const connection of connections(scene, 'webSocket')) connection.inject(oversized);
        },
    },
];

/** @type {readonly Kind[]} */
const ofTheServer = [
    { name: 'server killed', weight: 3, run: (scene) => restart(scene) },
    {
        name: 'server killed between store and answer',
        weight: 5,
        run: (scene) => afterStore(scene, () => restart(scene)),
    },
    { name: 'server stopped politely', weight: 1, run: (scene) => restart(scene, 'SIGTERM') },
    {
        name: 'answer cut off after the store',
        weight: 5,
        run: (scene) => afterStore(scene, async () => {}),
    },
];

/** @type {readonly Kind[]} */
const ofThePage = [
    {
        name: 'page reloaded',
        weight: 3,
        run: (scene) => eachVictim(scene, (one) => one.open()),
    },
    {
        name: 'page reloaded between store and answer',
        weight: 3,
        async run(scene) {
            const [victim] = /** @type {[Person]} */ (scene.victims);
            // The page must leave while the responses are still held back.
            await afterStore(scene, () => victim.leave());
            await victim.open();
        },
    },
    {
        name: 'page closed, a new one opened',
        weight: 2,
        run: (scene) =>
            eachVictim(scene, async (one) => {
                await one.close();
                await one.open();
            }),
    },
    {
        name: 'page crashed, a new one opened',
        weight: 2,
        run: (scene) =>
            eachVictim(scene, async (one) => {
                await one.crash();
                await one.open();
            }),
    },
    {
        name: 'page crashed between store and answer',
        weight: 2,
        async run(scene) {
            const [victim] = /** @type {[Person]} */ (scene.victims);
            await afterStore(scene, () => victim.crash());
            await victim.open();
        },
    },
];

export const kinds = [...ofTheNetwork, ...ofTheBytes, ...ofTheServer, ...ofThePage];
