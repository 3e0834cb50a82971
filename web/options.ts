/** What a page may configure, and the checks that say at once what is wrong. */
import type { WasmSource } from '../bindings/loader.ts';
import type { Strings } from './strings.ts';

/** The person at this page; other members are ignored. */
export interface User {
    /** The server's id of this person. */
    id: string;
    /** Such as `customer` or `supplier`. */
    role?: string;
}

/** What shows short notices; `EFToast` of existing pages is one. */
export interface Toaster {
    /** Something that was awaited came about. */
    success(message: string, options?: { duration?: number }): unknown;
    /** Something failed. */
    error(message: string, options?: { duration?: number }): unknown;
    /** Something goes on, less well. */
    warning(message: string, options?: { duration?: number }): unknown;
    /** Something new. `duration` is in ms, here and in all others. */
    info(message: string, options?: { duration?: number }): unknown;
}

/** How serious a line of the log is, least first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** All are optional. Those that are not marked *at any time* must be set before the first use. */
export interface MessagingOptions {
    /**
     * Origin of the server; default: the page's own, so Node needs it. Relative addresses below are
     * meant from it.
     */
    url?: string;
    /** Path of the Socket.IO server; default `/socket.io`. */
    path?: string;
    /** Base of the REST routes; default `/api/messages`. */
    api?: string;
    /** Who is at the page; default: `getUserFromStorage()`. *At any time.* */
    user?: User | null | (() => User | null | undefined | Promise<User | null | undefined>);
    /** Called before every connect; its answer is the `auth` of the handshake. *At any time.* */
    auth?: () => unknown;
    /**
     * Goes first into `X-CSRF-Token`; else the cookie `csrf` to the page's own origin, the last
     * token of `csrfUrl`, `window.__CSRF_TOKEN__`. *At any time.*
     */
    csrfToken?: string;
    /** Where a fresh CSRF token comes from when one is refused; default `/api/csrf-token`. */
    csrfUrl?: string;
    /**
     * Shows notices; default: `EFToast` when the page has it, else our own; `null`: none. *At any
     * time.*
     */
    toast?: Toaster | null;
    /** How often to ask while there is no real time; default 30000 ms, from 250; 0: never. */
    pollIntervalMs?: number;
    /** The same while the page is hidden; default 120000 ms, from 250. */
    hiddenPollIntervalMs?: number;
    /** Typing is told at most this often; default 1000 ms. */
    typingThrottleMs?: number;
    /** Without a key for so long, typing has stopped; default 3000 ms. */
    typingStopMs?: number;
    /** Others' typing is forgotten after this; default 6000 ms, from 500. */
    typingExpiryMs?: number;
    /** Bounds of the random delay before a reconnect; default 1000 and 30000 ms, from 10. */
    reconnect?: { minMs?: number; maxMs?: number };
    /** How many of the newest messages callbacks get; default 500, from 1 to 100000. */
    historyWindow?: number;
    /** Where unsent messages are kept; default `indexeddb`. */
    storage?: 'indexeddb' | 'memory';
    /** Whether the tabs of a browser share one connection; default true. */
    shared?: boolean;
    /** Where the WebAssembly comes from; default: `messaging.wasm` beside this module. */
    wasm?: WasmSource;
    /** Texts other than the English ones. *At any time.* */
    strings?: Partial<Strings>;
    /**
     * The least level that goes to the console, or a function for all; default `warn`. *At any
     * time.*
     */
    log?: LogLevel | 'silent' | ((level: LogLevel, message: string) => void);
    /** Instead of the browser's. */
    WebSocket?: typeof WebSocket;
    /** Instead of the browser's. */
    fetch?: typeof fetch;
}

const day = 86_400_000;

/**
 * What is permitted: a range of whole numbers (with a third element: or 0), a pattern with its
 * words, or kinds and, after `=`, values.
 */
type Rule = [min: number, max: number, orZero?: true] | [RegExp, string] | string;

const rules: Record<string, Rule> = {
    url: [/^(http|ws)s?:\/\/[^/?#]+\/?$/, 'an origin such as https://example.org'],
    path: [/^\//, 'a path that begins with /'],
    api: 'string',
    user: 'object|function|null',
    auth: 'function',
    csrfToken: 'string',
    csrfUrl: 'string',
    toast: 'object|function|null',
    pollIntervalMs: [250, day, true],
    hiddenPollIntervalMs: [250, day],
    typingThrottleMs: [0, day],
    typingStopMs: [10, day],
    typingExpiryMs: [500, day],
    reconnect: 'object',
    historyWindow: [1, 100_000],
    storage: '=indexeddb|=memory',
    shared: 'boolean',
    wasm: 'object',
    strings: 'object',
    log: 'function|=silent|=debug|=info|=warn|=error',
    WebSocket: 'function',
    fetch: 'function',
};
const reconnectRules: Record<string, Rule> = { minMs: [10, day], maxMs: [10, day] };

/** Those that may change at any time. */
const live = ['user', 'auth', 'csrfToken', 'toast', 'strings', 'log'];

/** What `value` must be, in words; nothing where it is that. */
function fault(value: unknown, rule: Rule): string {
    if (typeof rule === 'string') {
        const kind = value === null ? 'null' : typeof value;
        const kinds = rule.split('|');
        const isFine = kinds.includes(kind) || kinds.includes(`=${value}`);
        return isFine ? '' : kinds.join(' or ').replace(/=/g, '');
    }
    const [first, second, orZero] = rule;
    if (first instanceof RegExp) return first.test(value as string) ? '' : (second as string);
    const number = value as number;
    const inRange = Number.isInteger(value) && number >= first && number <= (second as number);
    const words = `a whole number from ${first} to ${second}`;
    return inRange || (orZero && value === 0) ? '' : words + (orZero ? ', or 0' : '');
}

function checkAll(options: object, table: Record<string, Rule>, prefix: string): void {
    for (const [name, value] of Object.entries(options)) {
        const full = prefix + name;
        const rule = table[name];
        if (!rule) {
            throw new TypeError(`There is no option ${full} among ${Object.keys(table)}`);
        }
        const wanted = value === undefined ? '' : fault(value, rule);
        if (wanted) throw new RangeError(`Option ${full} is ${value}, but must be ${wanted}`);
    }
}

/**
 * Throws where an option is unknown or out of its range, or cannot change any more because the
 * system is `running`.
 */
export function checkOptions(options: MessagingOptions, running: boolean): void {
    checkAll(options, rules, '');
    checkAll(options.reconnect ?? {}, reconnectRules, 'reconnect.');
    const late = Object.keys(options).find((name) => !live.includes(name));
    if (running && late) {
        throw new Error(`Option ${late} must be set before the first use or after cleanup()`);
    }
}
