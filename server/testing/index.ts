// Exports of `messaging-wasm/testing`: a server for testing pages without a network. It is the
// reference server's own code on an in-memory store. Only the transport differs, and
// tests/server/contract.test.ts runs the same tests on both.

import { authorizeByDefault, type Context } from '../context.ts';
import { consoleLog } from '../log.ts';
import { mustBe } from '../must_be.ts';
import { createPublisher } from '../realtime/publisher.ts';
import { conversationRoom, userRoom } from '../realtime/rooms.ts';
import { serveSockets } from '../realtime/sockets.ts';
import { createTyping } from '../realtime/typing.ts';
import { HttpError } from '../rest/errors.ts';
import { createMemoryStore } from '../store/memory_store.ts';
import { checkNewConversation } from '../store/new_conversation.ts';
import type { NewConversation, Store } from '../store/store.ts';
import type { User } from '../user.ts';
import { messageView } from '../views.ts';
import { fetchFrom, unreachable } from './fetch.ts';
import { checkEnvironment, checkTestServer, mustHaveOnly } from './options.ts';
import { TestSockets } from './socket.ts';
import { type Line, webSocketTo } from './web_socket.ts';

export type { User } from '../user.ts';
/** A message as pages receive it. */
export type TestMessage = ReturnType<typeof messageView>;

export interface TestConversation {
    id: string;
    /** Default: empty. */
    subject?: string | undefined;
    /** User ids. */
    participants: readonly string[];
    /** Oldest first; default: none. */
    messages?: readonly { readonly from: string; readonly text: string }[] | undefined;
}

export interface TestServerOptions {
    users: readonly User[];
    conversations?: readonly TestConversation[] | undefined;
}

/** Options for one user's page. */
export interface PageOptions {
    url: string;
    user: { id: string; role: string } | null;
    WebSocket: typeof WebSocket;
    fetch: typeof fetch;
    storage: 'memory';
}

/** Who acts where. `from` defaults to the first participant without a page. */
export interface Deed {
    conversationId: string;
    from?: string | undefined;
}

export interface TestServer {
    /**
     * Options for a user's page, to pass to `configure` or `createMessaging`; null: nobody is
     * signed in.
     */
    as(userId: string | null): PageOptions;
    /** Sends a message as another user. Further fields become members of the message. */
    receive(deed: Deed & { text: string; [field: string]: unknown }): Promise<TestMessage>;
    /** Another user starts or, with `isTyping: false`, stops typing. */
    type(deed: Deed & { isTyping?: boolean | undefined }): void;
    /** Another user reads the whole conversation. */
    read(deed: Deed): Promise<void>;
    /** The stored messages, oldest first. */
    messages(conversationId: string): Promise<TestMessage[]>;
    /** Whether a page has joined the conversation, and so receives typing events. */
    isFollowed(conversationId: string): boolean;
    /** Emits an event of the application to all pages of a user. */
    emit(userId: string, event: string, payload: unknown): void;
    /** Closes all connections and refuses new ones. Dispatches `offline` on the window. */
    goOffline(): void;
    /** Accepts connections again. Dispatches `online` on the window. */
    goOnline(): void;
    /** Answers the next request with this status, from 400 to 599, instead of handling it. */
    failNext(status: number): void;
    /** Ends a user's session: closes the connections of their pages, and refuses them with 401. */
    signOut(userId: string): void;
    /** Begins a new session for them. The page itself has to notice, as after any sign-in. */
    signIn(userId: string): void;
    /** Closes connections and stops timers. */
    close(): void;
}

const noLimits = { take: async () => ({ allowed: true, retryAfterMs: 0, excess: 0 }) };
const typingExpiryMs = 5000;

export function createTestServer(options: TestServerOptions): TestServer {
    return new LocalServer(options);
}

class LocalServer implements TestServer {
    private readonly store: Store = createMemoryStore();
    private readonly users: Map<string, User>;
    private readonly filled: Promise<void>;
    private readonly withPage = new Set<string>();
    private readonly signedOut = new Set<string>();
    private readonly failures: number[] = [];
    private readonly conversations: Map<string, TestConversation>;
    private reachable = true;
    private readonly io = new TestSockets();
    // Implements what messaging uses of Socket.IO's server.
    private readonly sockets = this.io as unknown as Context['io'];
    private readonly publisher = createPublisher(this.sockets, this.store, consoleLog);
    private readonly typing = createTyping(this.sockets, typingExpiryMs);
    private readonly line: Line = {
        io: this.io,
        open: new Set(),
        dial: async () => {
            await this.filled;
            return this.reachable;
        },
    };
    private readonly context: Context = {
        io: this.sockets,
        store: this.store,
        limits: noLimits,
        log: consoleLog,
        authenticate: (user) => this.sessionOf(user as unknown as User | null),
        authorize: authorizeByDefault,
        addressOf: () => 'page',
        publish: this.publisher.poke,
        refused: () => {},
    };

    constructor(options: TestServerOptions) {
        checkEnvironment();
        checkTestServer(options);
        const { users, conversations = [] } = options;
        this.users = new Map(users.map((user) => [user.id, user]));
        this.conversations = new Map(conversations.map((one) => [one.id, one]));
        for (const conversation of conversations) {
            checkNewConversation(this.beginning(conversation));
            for (const { from } of conversation.messages ?? []) this.member(conversation, from);
        }
        this.filled = this.fill(conversations);
        serveSockets(this.context, this.typing);
    }

    as(userId: string | null): PageOptions {
        const user = userId === null ? null : this.user(userId);
        if (user) this.withPage.add(user.id);
        return {
            url: 'http://messaging.test',
            user: user && { id: user.id, role: user.role },
            WebSocket: webSocketTo(this.line, user),
            fetch: fetchFrom({ context: this.context, admit: () => this.admit() }, user),
            storage: 'memory',
        };
    }

    async receive({ conversationId, from, text, ...extra }: Parameters<TestServer['receive']>[0]) {
        await this.filled;
        const sender = this.author({ conversationId, from });
        mustBe('string', 'text of a message', text);
        const { message } = await this.store.addMessage({ conversationId, sender, text, extra });
        this.publisher.poke();
        await this.publisher.settled();
        return messageView(message, await this.participants(conversationId));
    }

    type({ isTyping = true, ...deed }: Parameters<TestServer['type']>[0]): void {
        mustBe('boolean', 'isTyping', isTyping);
        mustHaveOnly(['conversationId', 'from', 'isTyping'], 'what type is given', deed);
        const { id: userId } = this.author(deed);
        const { conversationId } = deed;
        this.typing.tell({ conversationId, userId, socketId: userId }, isTyping);
    }

    async read(deed: Deed): Promise<void> {
        await this.filled;
        mustHaveOnly(['conversationId', 'from'], 'what read is given', deed);
        await this.store.markRead(deed.conversationId, this.author(deed).id);
        this.publisher.poke();
        await this.publisher.settled();
    }

    async messages(conversationId: string): Promise<TestMessage[]> {
        await this.filled;
        this.known(conversationId);
        const limit = Number.MAX_SAFE_INTEGER;
        const { messages } = await this.store.history(conversationId, { limit });
        const participants = await this.participants(conversationId);
        return messages.map((message) => messageView(message, participants));
    }

    isFollowed(conversationId: string): boolean {
        this.known(conversationId);
        return this.io.sockets.adapter.rooms.has(conversationRoom(conversationId));
    }

    emit(userId: string, event: string, payload: unknown): void {
        mustBe('string', 'the event to emit', event);
        this.io.to(userRoom(this.user(userId).id)).emit(event, payload);
    }

    goOffline(): void {
        this.reachable = false;
        for (const socket of [...this.line.open]) socket.drop();
        tellWindow('offline');
    }

    goOnline(): void {
        this.reachable = true;
        tellWindow('online');
    }

    failNext(status: number): void {
        if (!Number.isInteger(status) || status < 400 || status > 599) {
            throw new RangeError(`failNext is given ${status}, but must be given 400 to 599`);
        }
        this.failures.push(status);
    }

    signOut(userId: string): void {
        const user = this.user(userId);
        this.signedOut.add(userId);
        for (const socket of [...this.io.connected]) {
            if (socket.request === user) socket.disconnect();
        }
    }

    signIn(userId: string): void {
        this.signedOut.delete(this.user(userId).id);
    }

    close(): void {
        this.reachable = false;
        for (const socket of [...this.line.open]) socket.drop();
        this.publisher.stop();
        this.typing.stop();
    }

    private async admit(): Promise<void> {
        await this.filled;
        if (!this.reachable) throw new TypeError(unreachable);
        const status = this.failures.shift();
        if (status !== undefined) throw new HttpError(status, 'Refused by the test');
    }

    private async fill(conversations: readonly TestConversation[]): Promise<void> {
        for (const conversation of conversations) {
            const { id } = await this.store.createConversation(this.beginning(conversation));
            for (const { from, text } of conversation.messages ?? []) {
                const sender = this.user(from);
                await this.store.addMessage({ conversationId: id, sender, text });
            }
        }
        // Nobody is connected yet: otherwise the first later message would announce these again.
        this.publisher.poke();
        await this.publisher.settled();
    }

    private beginning({ id, subject = '', participants }: TestConversation): NewConversation {
        const people = participants.map((userId) => {
            const { name, role, profileIds: [profileId = null] = [] } = this.user(userId);
            return { userId, name, role, profileId };
        });
        return { id, subject, participants: people };
    }

    private sessionOf(user: User | null): { user: User } | null {
        return user && !this.signedOut.has(user.id) ? { user } : null;
    }

    private author({ conversationId, from }: Deed): User {
        const conversation = this.known(conversationId);
        if (from !== undefined) return this.member(conversation, from);
        const other = conversation.participants.find((userId) => !this.withPage.has(userId));
        if (!other) throw new Error(`Nobody is left in ${conversationId}: name one by \`from\``);
        return this.user(other);
    }

    private known(conversationId: string): TestConversation {
        const conversation = this.conversations.get(conversationId);
        if (conversation) return conversation;
        throw new Error(`There is no conversation ${conversationId} at the test server`);
    }

    /** Somebody whom the server would let write there. */
    private member({ id, participants }: TestConversation, userId: string): User {
        const user = this.user(userId);
        if (participants.includes(userId) || user.role === 'admin') return user;
        throw new Error(`${userId} is not among the participants of ${id}: ${participants}`);
    }

    private user(id: string): User {
        const user = this.users.get(id);
        if (!user) throw new Error(`There is no user ${id} at the test server`);
        return user;
    }

    private async participants(conversationId: string) {
        return (await this.store.conversation(conversationId))?.participants ?? [];
    }
}

function tellWindow(event: 'online' | 'offline'): void {
    const { window } = globalThis as { window?: EventTarget };
    window?.dispatchEvent(new Event(event));
}
