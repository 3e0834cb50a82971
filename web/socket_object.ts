/** `messagingSystem.socket`: custom events over the same connection, with Socket.IO's API. */
import type { Link } from './link.ts';

/** Gets the event's arguments; if the server wants an acknowledgement, the last is a function. */
// biome-ignore lint/suspicious/noExplicitAny: the page and its server agree on the arguments.
export type Listener = (...args: any[]) => void;

/** The subset of Socket.IO's client socket for a page's custom events. */
export class SocketObject {
    /** The Socket.IO session id; `undefined` while not connected. */
    id: string | undefined;
    private readonly link: Link;
    /** @internal */
    readonly listeners: Map<string, Array<Listener & { once?: Listener }>> = new Map();

    /** @internal */
    constructor(link: Link) {
        this.link = link;
    }

    /** Whether there is a real-time connection. */
    get connected(): boolean {
        return this.link.system.isConnected && this.link.socket === this;
    }

    /**
     * Emits `event`. Arguments may contain `ArrayBuffer`s and typed arrays at any depth. A trailing
     * function is called with the arguments of the acknowledgement.
     */
    emit(event: string, ...args: unknown[]): this {
        const ack = args[args.length - 1];
        if (typeof ack === 'function') {
            this.request([event, ...args.slice(0, -1)]).then(
                (answer) => ack(...answer),
                () => {},
            );
        } else {
            this.link.run((engine) => engine.emit([event, ...args], undefined));
        }
        return this;
    }

    /**
     * Emits `event` and resolves with the first argument of the acknowledgement, typed as the
     * caller declares. Without a connection it waits for one, with no time limit. Rejects with a
     * `MessagingError` if the connection ends before the acknowledgement.
     */
    // biome-ignore lint/suspicious/noExplicitAny: only the page and its server know the type.
    async emitWithAck<Answer = any>(event: string, ...args: unknown[]): Promise<Answer> {
        return (await this.request([event, ...args]))[0] as Answer;
    }

    /** Calls `listener` on each `event`, including `connect` and `disconnect`. */
    on(event: string, listener: Listener): this {
        this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
        return this;
    }

    /** Calls `listener` on the next `event` only. */
    once(event: string, listener: Listener): this {
        const first: Listener & { once?: Listener } = (...args) => {
            this.off(event, first);
            listener(...args);
        };
        first.once = listener;
        return this.on(event, first);
    }

    /** Removes `listener`, or all listeners of `event`, or all listeners. */
    off(event?: string, listener?: Listener): this {
        if (event === undefined) this.listeners.clear();
        else if (!listener) this.listeners.delete(event);
        else {
            const left =
                this.listeners
                    .get(event)
                    ?.filter((each) => each !== listener && each.once !== listener) ?? [];
            this.listeners.set(event, left);
        }
        return this;
    }

    /** Reconnects after `disconnect()`. */
    connect(): this {
        this.link.system.connectWebSocket();
        return this;
    }

    /** Closes the connection until the next `connect()`. Polling of followed lists stops too. */
    disconnect(): this {
        this.link.wantsConnection = false;
        this.link.tell({ type: 'Disconnect' });
        return this;
    }

    /** @internal */
    get hasListeners(): boolean {
        // After `disconnect()`, not even events that had already arrived are delivered.
        return this.link.wantsConnection && this.listeners.size > 0;
    }

    private request(args: unknown[]): Promise<unknown[]> {
        return this.link.pend((call) => this.link.run((engine) => engine.emit(args, call)));
    }
}
