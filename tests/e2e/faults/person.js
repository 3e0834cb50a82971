// Somebody who writes all the time: a browser of its own, a way to the server of its own, and the
// notes of what was accepted from all pages of this person, whichever of them are still alive.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('@playwright/test').BrowserContext} BrowserContext
 * @typedef {import('../support/fault_proxy.js').FaultProxy} FaultProxy
 * @typedef {'kept' | 'accepted' | 'rejected' | 'failed' | 'seen' | 'doubled' | 'error' | 'ready'}
 *     NoteKind
 * @typedef {{ life: number, kind: NoteKind, text: string, texts: string[], code: string,
 *     live: boolean }} Note
 * @typedef {{ state: string, isConnected: boolean, number: number }} State
 */

const loadMsMax = 4000;
const openMsMax = 60_000;

export class Person {
    /** @type {Page | null} */
    page = null;
    /** What must be at the server in the end. @type {Set<string>} */
    accepted = new Set();
    /** @type {Map<string, string>} by text, the reason */
    rejected = new Map();
    /** What was refused, and sent again by hand. @type {Set<string>} */
    failed = new Set();
    /** What a list had twice for a moment. @type {Set<string>} */
    doubled = new Set();
    /** What the pages were told. @type {string[]} */
    errors = [];
    /** The newest message of the other person that came in real time. */
    newestSeen = 0;
    lives = 0;
    #readyLife = 0;

    /**
     * @param {BrowserContext} context signed in
     * @param {FaultProxy} proxy
     * @param {{ user: { id: string }, [name: string]: unknown }} setting what the page is
     *     told when it begins
     */
    constructor(context, proxy, setting) {
        this.context = context;
        this.proxy = proxy;
        this.setting = setting;
    }

    async begin() {
        await this.context.exposeFunction('testBegin', () => {
            this.lives += 1;
            return { life: this.lives, ...this.setting };
        });
        await this.context.exposeFunction('testNote', (/** @type {Note} */ note) => {
            this.#take(note);
        });
        await this.open();
    }

    /** Until the page runs: the server may go away in the middle of it. */
    async open() {
        this.page ??= await this.context.newPage();
        const { page } = this;
        const before = this.#readyLife;
        for (const end = Date.now() + openMsMax; ; ) {
            await page.goto(`${this.proxy.url}/e2e/faults.html`).catch(() => {});
            for (const until = Date.now() + loadMsMax; Date.now() < until; await sleep(20)) {
                if (this.#readyLife > before) return;
            }
            if (Date.now() > end) throw new Error(`A page could not be opened: ${page.url()}`);
        }
    }

    /** Goes to an empty page. */
    async leave() {
        await this.page?.goto('about:blank');
    }

    async close() {
        const { page } = this;
        this.page = null;
        await page?.close();
    }

    /** The page's process dies at once. */
    async crash() {
        const { page } = this;
        if (!page) return;
        const crashed = page.waitForEvent('crash');
        const session = await this.context.newCDPSession(page);
        session.send('Page.crash').catch(() => {});
        await crashed;
        await this.close();
    }

    /** @returns {Promise<State>} */
    state() {
        return this.#ask('testState');
    }

    /** @returns {Promise<void>} */
    stopWriting() {
        return this.#ask('testStop');
    }

    /** How many messages are on their way. @returns {Promise<number>} */
    unsent() {
        return this.#ask('testUnsent');
    }

    /**
     * All texts as the page has them, by conversation.
     * @returns {Promise<Record<string, string[]>>}
     */
    lists() {
        return this.#ask('testLists');
    }

    /** @param {string} name @returns {Promise<any>} */
    #ask(name) {
        if (!this.page) throw new Error('There is no page');
        return this.page.evaluate((one) => /** @type {any} */ (window)[one](), name);
    }

    /** @param {Note} note */
    #take({ life, kind, text, texts, code, live }) {
        if (kind === 'ready') this.#readyLife = life;
        else if (kind === 'kept') for (const one of texts) this.accepted.add(one);
        else if (kind === 'accepted') this.accepted.add(text);
        else if (kind === 'failed') this.failed.add(text);
        else if (kind === 'error') this.errors.push(code);
        else if (kind === 'rejected') this.rejected.set(text, code);
        else if (kind === 'doubled') for (const one of texts) this.doubled.add(one);
        else if (live) this.newestSeen = Math.max(this.newestSeen, timeOf(text));
    }
}

/** When a message was written. @param {string} text */
export const timeOf = (text) => Number(/@(\d+)/.exec(text)?.[1] ?? 0);
