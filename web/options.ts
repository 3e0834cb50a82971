/** What a page may configure, and the checks that report mistakes at once. */
import type { WasmSource } from '../bindings/loader.ts';
import type { Strings } from './strings.ts';

/** The user at this page. Other members are ignored. */
export interface User {
    /** The server's id of the user. */
    id: string;
    /** Such as `customer` or `supplier`. */
    role?: string | undefined;
}

/** Shows short notices. The `EFToast` of existing pages is one. */
export interface Toaster {
    /** Something succeeded. */
    success(message: string, options?: { duration?: number }): unknown;
    /** Something failed. */
    error(message: string, options?: { duration?: number }): unknown;
    /** Something continues in a degraded way. */
    warning(message: string, options?: { duration?: number }): unknown;
    /** Something new. Here and above, `duration` is in ms. */
    info(message: string, options?: { duration?: number }): unknown;
}

/** Severity of a log line, least severe first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * All are optional; `undefined` stands for the default. Must be set before the first use unless
 * marked *At any time.*
 */
export interface MessagingOptions {
    /**
     * Origin of the server; default: the page's. Required in Node. The relative URLs below are
     * resolved against it.
     */
    url?: string | undefined;
    /** Path of the Socket.IO server; default `/socket.io`. */
    path?: string | undefined;
    /** Base of the REST routes; default `/api/messages`. */
    api?: string | undefined;
    /** The current user, or a function for it; default: `getUserFromStorage()`. *At any time.* */
    user?:
        | User
        | null
        | undefined
        | (() => User | null | undefined | Promise<User | null | undefined>);
    /** Called before every connect. Its result is the `auth` of the handshake. *At any time.* */
    auth?: (() => unknown) | undefined;
    /**
     * Sent as `X-CSRF-Token`. Otherwise the cookie `csrf` is used (same-origin requests only), then
     * the last token from `csrfUrl`, then `window.__CSRF_TOKEN__`. *At any time.*
     */
    csrfToken?: string | undefined;
    /** Where to fetch a new CSRF token when one is refused; default `/api/csrf-token`. */
    csrfUrl?: string | undefined;
    /**
     * Shows notices; default: `EFToast` if the page has it, else built-in ones; `null`: none. *At
     * any time.*
     */
    toast?: Toaster | null | undefined;
    /** Polling interval while there is no real time; default 30000 ms, from 250; 0: none. */
    pollIntervalMs?: number | undefined;
    /** The same while the page is hidden; default 120000 ms, from 250. */
    hiddenPollIntervalMs?: number | undefined;
    /** Minimum time between two typing signals; default 1000 ms. */
    typingThrottleMs?: number | undefined;
    /** Typing ends after this long without a keystroke; default 3000 ms, from 10. */
    typingStopMs?: number | undefined;
    /** Others' typing expires after this long; default 6000 ms, from 500. */
    typingExpiryMs?: number | undefined;
    /** Bounds of the random reconnect delay; default 1000 and 30000 ms, each from 10. */
    reconnect?: { minMs?: number | undefined; maxMs?: number | undefined } | undefined;
    /** How many of the newest messages callbacks get; default 500, from 1 to 100000. */
    historyWindow?: number | undefined;
    /** Where unsent messages are stored; default `indexeddb`. */
    storage?: 'indexeddb' | 'memory' | undefined;
    /** Whether the tabs of one user share one connection; default true. */
    shared?: boolean | undefined;
    /** Where to load the WebAssembly from; default: `messaging.wasm` next to this module. */
    wasm?: WasmSource | undefined;
    /** Texts to replace the English ones. *At any time.* */
    strings?: Partial<Strings> | undefined;
    /**
     * Minimum level logged to the console, or a function that gets all levels; default `warn`. *At
     * any time.*
     */
    log?: LogLevel | 'silent' | ((level: LogLevel, message: string) => void) | undefined;
    /** Replaces the browser's `WebSocket`. */
    WebSocket?: typeof WebSocket | undefined;
    /** Replaces the browser's `fetch`. */
    fetch?: typeof fetch | undefined;
}

const day = 86_400_000;

/**
 * What is allowed: a range of whole numbers (with the third element 0 too), a pattern and its
 * description, or types and, after `=`, values.
 */
type Rule = [min: number, max: number, orZero?: ', or 0'] | [RegExp, string] | string;

const rules: Record<string, Rule> = {
    url: [/^(http|ws)s?:\/\/[^/?#]+\/?$/, 'an origin such as https://example.org'],
    path: [/^\//, 'a path that begins with /'],
    api: 'string',
    user: 'object|function|null',
    auth: 'function',
    csrfToken: 'string',
    csrfUrl: 'string',
    toast: 'object|function|null',
    pollIntervalMs: [250, day, ', or 0'],
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

/** Options that may change at any time. */
const live = ['user', 'auth', 'csrfToken', 'toast', 'strings', 'log'];

/** What `value` must be, in words; empty if it is. */
function fault(value: unknown, rule: Rule): string {
    if (typeof rule === 'string') {
        const kind = value === null ? 'null' : typeof value;
        const kinds = rule.split('|');
        const isFine = kinds.includes(kind) || kinds.includes(`=${value}`);
        return isFine ? '' : kinds.join(' or ').replace(/=/g, '');
    }
    const [first, second, orZero = ''] = rule;
    if (typeof first === 'object') return first.test(value as string) ? '' : (second as string);
    const number = value as number;
    const inRange = Number.isInteger(value) && number >= first && number <= (second as number);
    const isFine = inRange || (orZero && value === 0);
    return isFine ? '' : `a whole number from ${first} to ${second}${orZero}`;
}

function checkAll(options: object, table: Record<string, Rule>, prefix: string): void {
    for (const [name, value] of Object.entries(options)) {
        const full = prefix + name;
        const rule = table[name];
        if (!rule) {
            throw new TypeError(`There is no option ${full} among ${Object.keys(table)}`);
        }
        const wanted = value !== undefined && fault(value, rule);
        if (wanted) {
            const type = typeof value;
            throw new RangeError(`Option ${full} is ${value} (${type}), but must be ${wanted}`);
        }
    }
}

/** Something equal for objects of the same content, as under hot module replacement. */
const plain = (value: unknown) => JSON.stringify(value) ?? value;

/**
 * Throws if an option is unknown, out of range, or would change although the system is `running`,
 * with those options.
 */
export function checkOptions(options: MessagingOptions, running: MessagingOptions | null): void {
    checkAll(options, rules, '');
    checkAll(options.reconnect ?? {}, reconnectRules, 'reconnect.');
    for (const [name, value] of Object.entries(options)) {
        if (!running || live.includes(name) || plain(value) === plain(running[name as 'url']))
            continue;
        throw new Error(`Option ${name} must be set before the first use or after cleanup()`);
    }
}
