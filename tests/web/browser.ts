// What a page provides, for Node: a window that dispatches events, and the network of one person.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagingEvents } from '../../web/events.ts';
import type { MessagingOptions } from '../../web/options.ts';
import type { Person } from '../server/support.ts';

/** Ample for a response over loopback, even on a busy machine. */
const patienceMs = 10_000;

export type Module = typeof import('../../web/messaging.ts');

const dist = new URL('../../dist/', import.meta.url);
const sockets = createRequire(import.meta.url)('ws');

/** The module as it ships, in a page without a document. */
export async function loadModule(): Promise<Module> {
    (globalThis as Record<string, unknown>).window ??= new EventTarget();
    return import(new URL('messaging.js', dist).href);
}

/** Options with the cookies of `person` in requests and sockets, and the built wasm file. */
export function optionsOf(person: Person): MessagingOptions {
    const cookie = person.cookie;
    class CookieSocket extends sockets.WebSocket {
        constructor(url: string) {
            super(url, { headers: { cookie } });
            // In a browser, an error event without a listener does nothing.
            this.on('error', () => {});
        }
    }
    return {
        url: person.server.url,
        user: { id: person.id, role: 'customer' },
        csrfToken: person.cookies.get('csrf') ?? '',
        wasm: { binary: readFileSync(new URL('messaging.wasm', dist)) },
        reconnect: { minMs: 20, maxMs: 100 },
        // Node has no IndexedDB.
        storage: 'memory',
        WebSocket: CookieSocket as unknown as typeof WebSocket,
        fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, cookie } }),
    };
}

/** The details of all events of this name that are dispatched from now on. */
export function record<Name extends keyof MessagingEvents>(name: Name): MessagingEvents[Name][] {
    const details: MessagingEvents[Name][] = [];
    window.addEventListener(name, (event) => details.push((event as CustomEvent).detail));
    return details;
}

/** Records the toasts instead of showing them. */
export function recordToasts() {
    const shown: string[] = [];
    const show = (kind: string) => (message: string) => shown.push(`${kind}: ${message}`);
    return {
        shown,
        success: show('success'),
        error: show('error'),
        warning: show('warning'),
        info: show('info'),
    };
}

export async function until(says: string, isTrue: () => unknown): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!isTrue()) {
        if (Date.now() > deadline) throw new Error(`It never came to this: ${says}`);
        await sleep(2);
    }
}

export { sleep };
