/**
 * State shared by the facade and the engine. The engine, with the core inside, is imported on first
 * use. Until it runs, calls queue here, and what the page watches is recorded, so that any new
 * engine can pick it up.
 */
import type { ClientState, Input, RejectionCode, ReportedCode } from '../bindings/protocol.ts';
import type { Recording } from '../bindings/recording.ts';
import { type Begun, beginSocket } from './early_socket.ts';
import { fetchWasm, importEngine } from './engine_part.ts';
import { dispatch, type MessagingEvents } from './events.ts';
import type { Group } from './manager.ts';
import { MessagingError } from './messaging_error.ts';
import type { Metrics, TraceOptions } from './observability.ts';
import type { MessagingOptions } from './options.ts';
import type { PageCalls } from './page_calls.ts';
import type { SocketObject } from './socket_object.ts';
import { defaultStrings, type Strings } from './strings.ts';
import type { MessagingSystem } from './system.ts';
import { Topic } from './topic.ts';
import type { ConversationObject, MessageObject } from './types.ts';

/** The engine as the facade sees it. */
export interface Engine {
    feed(input: Input, text?: string): void;
    /** Emits, taking binary arguments out. `call` if an acknowledgement is wanted. */
    emit(args: unknown[], call: number | undefined): void;
    readonly calls: PageCalls;
    /** Starts, with everything the page watches. */
    start(): void;
    /** Determines the user again. */
    identify(): Promise<void>;
    /** Deletes what is stored for the user. */
    forget(): Promise<void>;
    /** Newest last; empty in a tab that has never run the core. */
    readonly recordings: readonly Recording[];
    exportTrace(options?: TraceOptions): Promise<string>;
    metrics(): Promise<Metrics>;
    destroy(): void;
}

/** An input answered by a `Settle`, before it has a call number. */
type CallInput = Input extends infer Each
    ? Each extends { call: number }
        ? Omit<Each, 'call'>
        : never
    : never;

interface Call {
    resolve(value: never): void;
    reject(error: unknown): void;
}

export interface ListWish {
    userId: string;
    userType: string;
}

const retryMsMin = 1000;
const retryMsMax = 60_000;

export class Link {
    options: MessagingOptions = {};
    strings: Strings = defaultStrings;
    engine: Engine | null = null;
    socket: SocketObject | null = null;
    /** Whether the page wants a connection, not only single requests. */
    wantsConnection = false;
    wantsPolling = false;
    listWish: ListWish | null = null;
    readonly conversations = new Topic<ConversationObject[]>();
    readonly messages = new Map<string, Topic<MessageObject[]>>();
    readonly unread = new Topic<number>();
    /** How many subscribers to the count are managers rather than the page. */
    ownUnread = 0;
    readonly pending = new Map<number, Call>();
    /** The user, as far as the engine or an element knows. */
    userId = '';
    /** State shared by the system's managers. */
    group: Group | undefined;

    /** For the engine being loaded; kept for the next attempt if loading fails. */
    private earlySocket: Begun | null = null;
    private waiting: Array<(engine: Engine) => void> = [];
    /** Settles once the engine is loaded. */
    starting: Promise<void> | null = null;
    private retryTimer: ReturnType<typeof setTimeout> | undefined;
    private failures = 0;
    private lastCall = 0;
    /** Counts cleanups, so that work started before one does not continue after it. */
    lives = 0;

    constructor(readonly system: MessagingSystem) {}

    /** The user as far as known without asking, as a string to compare. */
    who(): string | undefined {
        return JSON.stringify(this.options.user ?? this.system.getUserFromStorage());
    }

    /** Call this from each public method: from then on the managers listen. */
    use(): void {
        this.group?.listen();
    }

    dispatch<Name extends keyof MessagingEvents>(name: Name, detail: MessagingEvents[Name]): void {
        this.use();
        // Managers go first, so that their events precede the page's listeners in any case.
        this.group?.handle(name, detail);
        dispatch(name, detail);
    }

    /** Loads and starts the engine, once at a time. If it fails, rejects and retries later. */
    start(): Promise<void> {
        this.use();
        if (!this.starting) {
            clearTimeout(this.retryTimer);
            this.starting = this.load(this.lives);
            // Callers that care handle the promise they got.
            this.starting.catch(() => {});
        }
        return this.starting;
    }

    /** Calls the engine once it runs. Resolves with `undefined` if it cannot be loaded. */
    async ask<T>(work: (calls: PageCalls) => Promise<T>): Promise<T | undefined> {
        if (!this.engine) await this.start().catch(() => {});
        return this.engine ? work(this.engine.calls) : undefined;
    }

    /** Feeds `input` if there is an engine. A new one picks the state up by itself. */
    tell(input: Input): void {
        this.engine?.feed(input);
    }

    /** Runs `work` as soon as there is an engine. */
    run(work: (engine: Engine) => void): void {
        this.start();
        if (this.engine) work(this.engine);
        else this.waiting.push(work);
    }

    /** Handles an event as if it had come from the socket. */
    inject(event: string, data: unknown): void {
        if (typeof data !== 'object' || data === null) return;
        const text = JSON.stringify([event, data]);
        this.run((engine) => engine.feed({ type: 'Inject' }, text));
    }

    /** The same for an event that only concerns the page, which needs no engine. */
    echo<Name extends 'messaging:typing' | 'messaging:read'>(
        name: Name,
        event: string,
        data: MessagingEvents[Name],
    ): void {
        if (this.engine) this.inject(event, data);
        else if (data) this.dispatch(name, { ...data });
    }

    /** Queries the engine. Rejects if it cannot be loaded. */
    async observe<T>(look: (engine: Engine) => Promise<T>): Promise<T> {
        await this.start();
        return look(this.engine as Engine);
    }

    /** Makes a call that the core settles. */
    call<T>(input: CallInput, text?: string): Promise<T> {
        return this.pend((call) => {
            this.run((engine) => engine.feed({ ...input, call } as Input, text));
        });
    }

    /** Creates a promise under a new call number. Rejects if the engine cannot be loaded. */
    pend<T>(begin: (call: number) => void): Promise<T> {
        return new Promise<T>((resolve, reject) => {
            this.lastCall += 1;
            this.pending.set(this.lastCall, { resolve, reject });
            begin(this.lastCall);
            this.start().catch(reject);
        });
    }

    /** Stops everything. The link can be used again. */
    stop(): void {
        this.lives += 1;
        clearTimeout(this.retryTimer);
        const { engine } = this;
        this.engine = null;
        this.starting = null;
        this.wantsConnection = false;
        this.wantsPolling = false;
        this.listWish = null;
        this.userId = '';
        this.conversations.clear();
        this.unread.clear();
        this.ownUnread = 0;
        for (const topic of this.messages.values()) topic.clear();
        this.messages.clear();
        engine?.destroy();
        this.earlySocket?.then((begun) => begun?.socket.close());
        this.earlySocket = null;
        this.rejectCalls(this.stopped());
        this.group?.stop();
    }

    /** Rejects all calls except those that `isKept`. */
    rejectCalls(error: MessagingError, isKept?: (call: number) => boolean): void {
        this.waiting = [];
        for (const [number, call] of [...this.pending]) {
            if (isKept?.(number)) continue;
            this.pending.delete(number);
            call.reject(error);
        }
    }

    /** Stops everything for good. */
    destroy(): void {
        this.stop();
        if (this.group) this.group.closed = true;
        this.starting = Promise.reject(this.stopped());
        this.starting.catch(() => {});
    }

    private stopped(): MessagingError {
        return this.error('Messaging was stopped', 'stopped', null, false);
    }

    private async load(life: number): Promise<void> {
        let engine: Engine;
        try {
            this.earlySocket ??= beginSocket(this).catch(() => {}) as Begun;
            const socket = this.earlySocket;
            const first = this.failures === 0 && !this.options.wasm;
            const early = first ? fetchWasm() : undefined;
            const part = await importEngine(this.failures);
            engine = await part.createEngine(this, early, socket);
        } catch (reason) {
            if (life !== this.lives) throw this.stopped();
            const words = `The messaging core could not be loaded: ${reason}`;
            const error = this.error(words, 'load_failed', null, true);
            console.error(error);
            this.failed(error);
            throw error;
        }
        if (life !== this.lives) {
            engine.destroy();
            throw this.stopped();
        }
        this.failures = 0;
        this.engine = engine;
        engine.start();
        const work = this.waiting;
        this.waiting = [];
        for (const each of work) each(engine);
    }

    private failed(error: MessagingError): void {
        let delay: number | null = null;
        this.starting = null;
        // Without a page there is no retry; the next call tries again.
        if (globalThis.window) {
            delay = Math.min(retryMsMin * 2 ** this.failures, retryMsMax);
            this.retryTimer = setTimeout(() => this.start(), delay);
        }
        this.failures += 1;
        this.rejectCalls(error);
        this.lost('offline', error, delay);
    }

    /** Creates errors of the class that the page imported; the engine's file has another one. */
    error(
        message: string,
        code: RejectionCode,
        status: number | null,
        retryable: boolean,
    ): MessagingError {
        return new MessagingError(message, code, status, retryable);
    }

    /** A first connection that never comes is no change, so `messaging:connection` is silent. */
    showOffline(): void {
        this.group?.managers[0]?.updateConnectionIndicator('offline');
    }

    /** Tells the page that the core could not be loaded, or aborted. */
    lost(
        state: ClientState,
        { code, status, retryable }: MessagingError,
        delay: number | null,
    ): void {
        const { system } = this;
        const wasConnected = system.isConnected;
        system.isConnected = false;
        system.mode = 'none';
        system.state = state;
        this.dispatch('messaging:error', {
            operation: 'core',
            code: code as ReportedCode,
            conversationId: null,
            status,
            retryable,
        });
        if (wasConnected) system.emitConnectionStatus('offline');
        else if (state === 'offline') this.showOffline();
        this.state(state, code, delay === null ? null : Date.now() + delay);
    }

    /** Dispatches a state that the core does not tell, without a connection. */
    state(state: ClientState, reason: string, nextAttemptAt: number | null): void {
        const since = Date.now();
        const continuity = false;
        const mode = 'none';
        dispatch('messaging:state', { state, mode, since, nextAttemptAt, reason, continuity });
    }
}
