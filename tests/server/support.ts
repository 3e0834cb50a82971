// A real server on a free loopback port, users signed in to it, and sockets that record every
// event they receive.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { NewAccount } from '../../server/accounts/accounts.ts';
import { silentLog } from '../../server/log.ts';
import {
    createReferenceServer,
    type ReferenceServer,
    type ReferenceServerOptions,
} from '../../server/reference_server.ts';

/** Ample for a response over loopback, even on a busy machine. */
const patienceMs = 5000;
/** How long nothing must arrive before a test concludes that nothing will. */
const silenceMs = 150;

/** The part of a test context that is needed here. */
interface Cleanup {
    after(work: () => Promise<void> | void): void;
}

export const plenty = { messages: 100_000, requests: 100_000, events: 100_000, typing: 100_000 };

export async function startServer(
    test: Cleanup | null,
    options: Partial<ReferenceServerOptions> = {},
): Promise<ReferenceServer> {
    const server = await createReferenceServer({
        port: 0,
        database: ':memory:',
        log: silentLog,
        limits: { ...plenty, auth: 100_000 },
        ...options,
    });
    test?.after(() => server.close());
    return server;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape.
export type Json = any;

export interface Answer {
    status: number;
    headers: Headers;
    body: Json;
}

/** A browser, signed in or anonymous: its cookies and the requests that it makes. */
export class Person {
    readonly sockets: Wire[] = [];

    constructor(
        readonly server: { url: string },
        readonly id: string,
        readonly cookies: Map<string, string> = new Map(),
    ) {}

    get cookie(): string {
        return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }

    async call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
        const headers = new Headers(init.headers);
        if (this.cookies.size > 0 && !headers.has('cookie')) headers.set('cookie', this.cookie);
        const url = this.server.url + path;
        const response = await fetch(url, { redirect: 'manual', ...init, method, headers });
        for (const line of response.headers.getSetCookie()) {
            const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
            if (value === '') this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
        const text = await response.text();
        const json = response.headers.get('content-type')?.startsWith('application/json');
        return {
            status: response.status,
            headers: response.headers,
            body: json ? JSON.parse(text) : text,
        };
    }

    get(path: string): Promise<Answer> {
        return this.call('GET', path);
    }

    /** Posts JSON with the CSRF token. */
    async post(path: string, body?: unknown, headers: Record<string, string> = {}) {
        const csrf = this.cookies.get('csrf');
        return this.call('POST', path, {
            headers: {
                'content-type': 'application/json',
                ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
                ...headers,
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    }

    send(conversationId: string, text: string, fields: object = {}): Promise<Answer> {
        return this.post(`/api/messages/${conversationId}`, { message: text, ...fields });
    }

    /** Opens a socket with this person's cookies and waits until it is connected. */
    async connect(options: Parameters<typeof io>[1] = {}): Promise<Wire> {
        const wire = new Wire(this.server.url, {
            transports: ['websocket'],
            forceNew: true,
            reconnection: false,
            ...(this.cookies.size > 0 ? { extraHeaders: { cookie: this.cookie } } : {}),
            ...options,
        });
        this.sockets.push(wire);
        await wire.connected;
        return wire;
    }

    /** Opens a socket and joins the conversation's room. */
    async subscribe(conversationId: string): Promise<Wire> {
        const wire = await this.connect();
        const answer = await wire.ask('subscribe_conversation', { conversationId });
        assert.equal(answer.ok, true);
        return wire;
    }

    leave(): void {
        for (const wire of this.sockets.splice(0)) wire.socket.disconnect();
    }
}

/** A socket that records every event it receives, in order. */
export class Wire {
    readonly socket: Socket;
    readonly connected: Promise<void>;
    readonly events: { name: string; payload: Json }[] = [];
    private seen = 0;

    constructor(url: string, options: Parameters<typeof io>[1]) {
        this.socket = io(url, options);
        this.socket.onAny((name, payload) => this.events.push({ name, payload }));
        this.connected = new Promise((resolve, reject) => {
            this.socket.once('connect', resolve);
            this.socket.once('connect_error', reject);
        });
    }

    emit(event: string, ...args: unknown[]): void {
        this.socket.emit(event, ...args);
    }

    /** Emits, and waits for the acknowledgement. */
    ask(event: string, ...args: unknown[]): Promise<Json> {
        return this.socket.timeout(patienceMs).emitWithAck(event, ...args);
    }

    /** The payload of the next event of this name that has not been waited for yet. */
    async next(name: string, matches: (payload: Json) => boolean = () => true): Promise<Json> {
        const deadline = Date.now() + patienceMs;
        while (Date.now() < deadline) {
            for (let index = this.seen; index < this.events.length; index++) {
                const event = this.events[index];
                if (event?.name !== name || !matches(event.payload)) continue;
                this.seen = index + 1;
                return event.payload;
            }
            await sleep(2);
        }
        const told = this.events.map((event) => event.name).join(', ') || 'nothing';
        throw new Error(`No ${name} came; the socket was told: ${told}`);
    }

    /** The reason why the connection ends; an end before the call is missed. */
    gone(waitMs = patienceMs): Promise<string> {
        return new Promise((resolve, reject) => {
            const refuse = () => reject(new Error('The connection did not end'));
            const timer = setTimeout(refuse, waitMs);
            this.socket.once('disconnect', (reason) => {
                clearTimeout(timer);
                resolve(reason);
            });
        });
    }

    /** All payloads of this name so far. */
    all(name: string): Json[] {
        return this.events.filter((event) => event.name === name).map(({ payload }) => payload);
    }

    count(name: string): number {
        return this.all(name).length;
    }

    /** Waits a little, then returns the names of the events after the last awaited one. */
    async quiet(ms = silenceMs): Promise<string[]> {
        await sleep(ms);
        return this.events.slice(this.seen).map((event) => event.name);
    }
}

/** The browser of one of the accounts, signed in and with its CSRF token. */
export async function signIn(server: ReferenceServer, userId: string): Promise<Person> {
    const account = await server.accounts.find(userId);
    assert.ok(account, `There is an account ${userId}`);
    const token = await server.sessions.begin(account);
    const person = new Person(server, userId, new Map([['token', token]]));
    await person.get('/api/csrf-token');
    return person;
}

export function anonymous(server: { url: string }): Person {
    return new Person(server, '');
}

let people = 0;

/** Another account, signed in. */
export async function newcomer(
    server: ReferenceServer,
    account: Partial<NewAccount> = {},
): Promise<Person> {
    people += 1;
    const { id } = await server.accounts.add({
        name: `Person ${people}`,
        role: 'customer',
        email: `person${people}@example.com`,
        password: 'secret',
        ...account,
    });
    return signIn(server, id);
}

/** A new, empty conversation between users of the server. */
export async function newConversation(
    server: ReferenceServer,
    people: Person[],
    fields: { id?: string; status?: string } = {},
): Promise<string> {
    const participants = await Promise.all(
        people.map(async ({ id }) => {
            const account = await server.accounts.find(id);
            assert.ok(account);
            const [profileId = null] = account.profileIds;
            return { userId: id, profileId, role: account.role, name: account.name };
        }),
    );
    const conversation = { subject: 'Something', participants, ...fields };
    return (await server.store.createConversation(conversation)).id;
}

export { sleep };
