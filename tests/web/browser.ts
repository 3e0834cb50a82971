// What a page gives the module, for Node: a window that dispatches, and the network of one person.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagingEvents } from '../../web/events.ts';
import type { MessagingOptions } from '../../web/options.ts';
import type { Person } from '../server/support.ts';

/** Ample for an answer on loopback, also on a busy machine. */
const patienceMs = 10_000;

export type Module = typeof import('../../web/messaging.ts');

const dist = new URL('../../dist/', import.meta.url);
const sockets = createRequire(import.meta.url)('ws');

/** The module as it ships, in a page without a document. */
export async function loadModule(): Promise<Module> {
    (globalThis as Record<string, unknown>).window ??= new EventTarget();
    return import(new URL('messaging.js', dist).href);
}

/** Requests and sockets with the cookies of `person`, and the module's own bytes. */
export function optionsOf(person: Person): MessagingOptions {
    const cookie = person.cookie;
    class CookieSocket extends sockets.WebSocket {
        constructor(url: string) {
            super(url, { headers: { cookie } });
            // To a browser, an error that nobody listens for is nothing.
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

/** Everything of one name that is dispatched from now on. */
export function record<Name extends keyof MessagingEvents>(name: Name): MessagingEvents[Name][] {
    const details: MessagingEvents[Name][] = [];
    window.addEventListener(name, (event) => details.push((event as CustomEvent).detail));
    return details;
}

/** Remembers the notices instead of showing them. */
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
