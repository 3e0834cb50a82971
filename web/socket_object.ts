/** `messagingSystem.socket`: custom events on the same connection, as Socket.IO users know it. */
import type { Link } from './link.ts';

/** Gets the arguments of the event; for one with an acknowledgement, last, a function for it. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever the two sides agreed upon.
export type Listener = (...args: any[]) => void;

/** What Socket.IO users know as the socket, for events of the page's own. */
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

    /** Whether there is real time. */
    get connected(): boolean {
        return this.link.system.isConnected && this.link.socket === this;
    }

    /**
     * Emits `event`. Arguments may contain `ArrayBuffer`s and typed arrays anywhere. A function at
     * the end is called with the arguments of the acknowledgement.
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
     * Emits `event` and resolves with the first argument of the acknowledgement, which is of the
     * type that the caller says. While there is no connection it waits for one, without a limit of
     * time. Rejects with a `MessagingError` when the connection ends before the answer.
     */
    // biome-ignore lint/suspicious/noExplicitAny: nobody but the two sides knows what it is.
    async emitWithAck<Answer = any>(event: string, ...args: unknown[]): Promise<Answer> {
        return (await this.request([event, ...args]))[0] as Answer;
    }

    /** Calls `listener` for each `event`, also for `connect` and `disconnect`. */
    on(event: string, listener: Listener): this {
        this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
        return this;
    }

    /** Calls `listener` for the next `event` only. */
    once(event: string, listener: Listener): this {
        const first: Listener & { once?: Listener } = (...args) => {
            this.off(event, first);
            listener(...args);
        };
        first.once = listener;
        return this.on(event, first);
    }

    /** Removes `listener`, or all listeners of `event`, or all. */
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

    /** Connects again after `disconnect()`. */
    connect(): this {
        this.link.system.connectWebSocket();
        return this;
    }

    /**
     * Closes the connection until the next `connect()`; watched lists are polled no more either.
     */
    disconnect(): this {
        this.link.wantsConnection = false;
        this.link.tell({ type: 'Disconnect' });
        return this;
    }

    /** @internal */
    get hasListeners(): boolean {
        // Whoever has disconnected hears no more, be it of what had come already.
        return this.link.wantsConnection && this.listeners.size > 0;
    }

    private request(args: unknown[]): Promise<unknown[]> {
        return this.link.pend((call) => this.link.run((engine) => engine.emit(args, call)));
    }
}
