// Two people write to each other continuously, in real browsers against a real server process,
// while faults occur in a seeded order. In the end the server's store and both pages are compared
// with what `sendMessage` has accepted.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../server/database/open.ts';
import { anonymous } from '../../server/support.ts';
import { startFaultProxy } from '../support/fault_proxy.js';
import { startKillableServer } from '../support/killable_server.js';
import { kinds } from './kinds.js';
import { compare } from './ledger.js';
import { Person } from './person.js';
import { seededRandom } from './random.js';

/**
 * @typedef {import('@playwright/test').Browser} Browser
 * @typedef {import('kysely').Kysely<import('../../../server/store/schema.ts').MessagingSchema>} Db
 * @typedef {{ name: string, at: number, endedAt: number, victims: string[],
 *     recoveryMs: number | null }} Happened
 * @typedef {object} Result
 * @property {number} seed
 * @property {number} ms
 * @property {Happened[]} happened
 * @property {number} stored how many messages
 * @property {Array<[text: string, code: string]>} rejected
 * @property {import('./ledger.js').Verdict} verdict
 * @property {string[]} failed what was refused, and sent again by hand
 * @property {string[]} errors that the pages reported
 */

const conversations = ['thd_wedding', 'thd_tasting'];
const users = [
    { id: 'usr_alice', role: 'customer' },
    { id: 'usr_bloom', role: 'supplier' },
];
const sendEveryMs = 100;
const waitingMax = 50;
/** How often the next fault does not wait for recovery from the last one. */
const overlap = 0.25;
const recoveryMsMax = 60_000;
const options = { pollIntervalMs: 1000, reconnect: { minMs: 50, maxMs: 300 } };
/** So that a dead connection is noticed soon. */
const environment = { PING_INTERVAL_MS: '500', PING_TIMEOUT_MS: '3000' };

/**
 * @param {{ browser: Browser, faults: number, seed: number, log?: (line: string) => void }} given
 * @returns {Promise<Result>}
 */
export async function runCampaign({ browser, faults, seed, log = () => {} }) {
    const start = Date.now();
    const server = await startKillableServer(environment);
    const database = /** @type {Db} */ (openDatabase(server.database));
    const people = await Promise.all(users.map((user) => arrive(browser, server, user)));
    /** @type {Happened[]} */
    const happened = [];
    try {
        await recovered(people, Date.now());
        const random = seededRandom(seed);
        const deck = deal(random);
        while (happened.length < faults) {
            const kind = deck();
            const victims = chooseVictims(random, people);
            const one = { name: kind.name, at: Date.now(), endedAt: 0, recoveryMs: null };
            const names = victims.map(({ setting }) => setting.user.id);
            happened.push({ ...one, victims: names });
            await kind.run({ victims, random, server, hasStored: hasStoredIn(database) });
            const last = /** @type {Happened} */ (happened.at(-1));
            last.endedAt = Date.now();
            if (random.next() >= overlap) last.recoveryMs = await recovered(people, last.endedAt);
            log(describe(happened.length, last));
        }
        await recovered(people, Date.now());
        return { seed, ms: Date.now() - start, happened, ...(await settle(database, people)) };
    } catch (error) {
        const lines = happened.slice(-5).map((one, at) => describe(at, one));
        throw new Error(`Seed ${seed}: ${error}\n${lines.join('\n')}`, { cause: error });
    } finally {
        await Promise.all(people.map(({ context }) => context.close()));
        await Promise.all(people.map(({ proxy }) => proxy.close()));
        await database.destroy();
        await server.close();
    }
}

/**
 * @param {Browser} browser
 * @param {{ url: string, port: number }} server
 * @param {typeof users[0]} user
 */
async function arrive(browser, server, user) {
    const proxy = await startFaultProxy(server.port);
    const person = anonymous(server);
    await person.get('/api/csrf-token');
    await person.post('/api/auth/login', { userId: user.id });
    const value = person.cookies.get('token') ?? '';
    const context = await browser.newContext();
    await context.addCookies([{ name: 'token', value, url: proxy.url, httpOnly: true }]);
    const one = new Person(context, proxy, {
        user,
        conversations,
        sendEveryMs,
        waitingMax,
        options,
    });
    await one.begin();
    return one;
}

/**
 * Deals each kind once, and from then on as often as its weight; each round is shuffled anew.
 * @param {import('./random.js').Random} random
 */
function deal(random) {
    let rest = [...kinds];
    return () => {
        if (rest.length === 0) {
            rest = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
        }
        const [next] = rest.splice(random.between(0, rest.length - 1), 1);
        return /** @type {import('./kinds.js').Kind} */ (next);
    };
}

/** @param {import('./random.js').Random} random @param {Person[]} people */
function chooseVictims(random, people) {
    const first = random.between(0, people.length - 1);
    const one = /** @type {Person} */ (people[first]);
    return random.next() < 0.5 ? [one] : [one, ...people.filter((other) => other !== one)];
}

/**
 * Waits until each person has received, in real time, a message that the other wrote since then.
 * @param {Person[]} people @param {number} since @returns {Promise<number>} how long that took
 */
async function recovered(people, since) {
    while (!people.every(({ newestSeen }) => newestSeen >= since)) {
        if (Date.now() - since > recoveryMsMax) {
            const states = await Promise.all(people.map((one) => one.state()));
            throw new Error(`Nobody recovered within a minute: ${JSON.stringify(states)}`);
        }
        await sleep(10);
    }
    return Date.now() - since;
}

/** @param {Db} database */
const hasStoredIn =
    (database) =>
    async (/** @type {Person} */ { setting }, /** @type {number} */ since) => {
        const found = await database
            .selectFrom('messages')
            .select('id')
            .where('sender_id', '=', setting.user.id)
            .where('created_at', '>', since)
            .executeTakeFirst();
        return found !== undefined;
    };

/**
 * Waits until nothing is in transit any more, and compares.
 * @param {Db} database @param {Person[]} people
 */
async function settle(database, people) {
    await Promise.all(people.map((one) => one.stopWriting()));
    const end = Date.now() + recoveryMsMax;
    // What is still unsent then counts as lost below.
    for (const person of people) {
        while ((await person.unsent()) > 0 && Date.now() < end) await sleep(50);
    }
    const rows = await database
        .selectFrom('messages')
        .select(['conversation_id as conversation', 'sender_id as sender', 'text'])
        .where('text', 'like', '%@%')
        .orderBy('conversation_id')
        .orderBy('seq')
        .execute();
    // The last events may still be in transit to the other page.
    await sleep(500);
    const accounts = await Promise.all(
        people.map(async (person) => ({
            accepted: person.accepted,
            failed: person.failed,
            doubled: person.doubled,
            lists: await person.lists(),
        })),
    );
    const rejected = people.flatMap((person) => [...person.rejected]);
    const errors = people.flatMap((person) => person.errors);
    const failed = people.flatMap((person) => [...person.failed]);
    return { stored: rows.length, rejected, failed, errors, verdict: compare(rows, accounts) };
}

/** @param {number} number @param {Happened} happened */
function describe(number, { name, victims, at, endedAt, recoveryMs }) {
    const recovery = recoveryMs === null ? 'the next one at once' : `${recoveryMs} ms to recover`;
    return `${number}  ${name} (${victims.join(', ')}), ${endedAt - at} ms, ${recovery}`;
}
