// What a check can use: the module, the events so far, and commands for the server.

/** @typedef {typeof import('../../../web/messaging.ts')} Messaging */
/** @typedef {{ name: string, run: (stage: Stage) => Promise<unknown>, parts?: number }} Check */
/** @typedef {ReturnType<typeof makeStage>} Stage */

export const wedding = 'thd_wedding';
export const alice = { id: 'usr_alice', role: 'customer' };

const patienceMs = 20_000;

/** Thrown if this browser lacks what the check is about; the message is the reason. */
export class Impossible extends Error {}

/**
 * Gives the server a command.
 * @param {string} name @param {unknown} [argument]
 * @returns {Promise<any>}
 */
export async function ask(name, argument) {
    const response = await fetch('/browsers/do', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, argument }),
    });
    if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    return (await response.json()).answer;
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * Waits until `look` finds something.
 * @template T
 * @param {string} what @param {() => T | Promise<T>} look
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, look) {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(10)) {
        const found = await look();
        if (found) return found;
    }
    throw new Error(`It did not come to this: ${what}`);
}

/** @param {unknown} actual @param {unknown} expected @param {string} what */
export function equal(actual, expected, what) {
    const [one, other] = [actual, expected].map((value) => JSON.stringify(value));
    if (one !== other) throw new Error(`${what}: ${one}, but should be ${other}`);
}

/** How often this tab has been loaded for the check, this time included. */
export function visits() {
    const count = Number(sessionStorage.getItem(location.search) ?? 0) + 1;
    sessionStorage.setItem(location.search, String(count));
    return count;
}

const eventNames = /** @type {const} */ ([
    'messaging:connection',
    'messaging:typing',
    'messaging:read',
    'messaging:state',
    'messaging:message',
    'messaging:error',
]);

/**
 * @param {Messaging} messaging
 * @param {{
 *     part: number,
 *     variant: string,
 *     imported: { requests: string[], globals: string[] },
 * }} given
 */
export function makeStage(messaging, given) {
    const { messagingSystem: system, messagingManager: manager } = messaging;
    /** @type {Array<{ name: string, detail: Record<string, any> }>} */
    const events = [];
    for (const name of eventNames) {
        window.addEventListener(name, ({ detail }) => void events.push({ name, detail }));
    }

    /** Signs Alice in at the server, as its own page does. */
    async function signIn() {
        const response = await fetch('/api/auth/login', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ userId: alice.id }),
        });
        if (!response.ok) throw new Error(`Signing in: ${response.status}`);
    }

    /** Signs in and configures the user, with short times so that no check waits needlessly. */
    async function arrive() {
        await signIn();
        system.configure({
            user: alice,
            pollIntervalMs: 250,
            reconnect: { minMs: 50, maxMs: 300 },
        });
    }

    async function connect() {
        await arrive();
        system.initWebSocket();
        await until('real time', () => system.isConnected);
    }

    /** Connects and opens the conversation about the wedding. */
    async function follow() {
        await connect();
        return followMessages();
    }

    /** Follows the conversation; `texts` are those of the newest list. */
    async function followMessages() {
        /** @type {{ texts: string[], unfollow: () => void }} */
        const followed = { texts: [], unfollow: () => {} };
        followed.unfollow = system.listenToMessages(wedding, (messages) => {
            followed.texts = messages.map(({ text }) => text);
        });
        await until('a list of messages', () => followed.texts.length > 0);
        return followed;
    }

    /** @param {string} name */
    const details = (name) => events.filter((event) => event.name === name).map((e) => e.detail);

    /** Codes of errors, except the one that a page without storage gets once. */
    const errors = () =>
        details('messaging:error')
            .map(({ code }) => code)
            .filter((code) => code !== 'memory_only');

    return {
        ...{ messaging, system, manager, ...given },
        ...{ signIn, arrive, connect, follow, followMessages, details, errors },
    };
}
