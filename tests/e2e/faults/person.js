// A person who writes continuously: with a browser context and a proxy of their own, and a record
// of what was accepted from all their pages, including those that are gone.
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
    /** What the server must have in the end. @type {Set<string>} */
    accepted = new Set();
    /** @type {Map<string, string>} by text, the reason */
    rejected = new Map();
    /** What was refused, and sent again by hand. @type {Set<string>} */
    failed = new Set();
    /** What a list contained twice for a moment. @type {Set<string>} */
    doubled = new Set();
    /** What the pages reported by `messaging:error`. @type {string[]} */
    errors = [];
    /** When the newest message that arrived in real time was written. */
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

    /** Tries until the page runs: the server may die while it loads. */
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

    /** Kills the process of the page. */
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

    /** How many messages are not sent yet. @returns {Promise<number>} */
    unsent() {
        return this.#ask('testUnsent');
    }

    /**
     * All texts that the page has, by conversation.
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
